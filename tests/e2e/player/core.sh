#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Discs, accounts and views as the player's commands see them: verifying, damage, and every refusal.
# shellcheck source=tests/e2e/lib/common.sh
. "$(dirname "$0")/../lib/common.sh"
. "$(dirname "$0")/../lib/player.sh"
. "$(dirname "$0")/../lib/make_film.sh"
needs ffmpeg genisoimage jq

make_large_film "$work/film.mpg" 6 5000k
make_bank "$work/film.mpg" 2
start_server

echo 'verify: every bit is the original'"'"'s, and no view is spent'
player quinn verify "$image" --json >"$work/report" 2>"$work/err" || fail "$(cat "$work/err")"
grep -q '^{"identical":true,' "$work/report" || fail "$(cat "$work/report")"
[ "$(wc -l <"$work/report")" -eq 1 ] || fail 'more than a line of JSON'
hash=$(server title show "$title" --json | jq -er .sha256)
grep -q "\"sha256\":\"$hash\"" "$work/report" || fail "the bank's SHA-256 is $hash, not $(cat "$work/report")"
player quinn verify "$image" >"$work/report" 2>/dev/null || fail "$(cat "$work/report")"
grep -q '^Result: *identical' "$work/report" || fail "$(cat "$work/report")"
grep -q 'First sign-in' "$work/err" || fail 'the fingerprint was not shown at the first sign-in'

echo 'verify: is for QA alone; an account kept needs no password'
refused 1 'quality' player viewer verify "$image"
"$bin/tallystick" verify "$image" --data "$work/player" --server "$url" --user quinn </dev/null >"$work/out" 2>&1 &&
    fail 'quinn was replaced by viewer, whose token must not serve'
player quinn verify "$image" >/dev/null 2>&1
"$bin/tallystick" verify "$image" --data "$work/player" --server "$url" </dev/null >/dev/null 2>"$work/err" ||
    fail "the token kept was not used: $(cat "$work/err")"

echo 'a device key that is not the one signed in with: the password is asked for, or the way out is said'
account=$(ls "$work"/player/servers/*)
cp "$work/player/device.key" "$work/device.key"
cp "$account" "$work/account"
rm "$work/player/device.key"
refused 1 '--user NAME' "$bin/tallystick" verify "$image" --data "$work/player" --server "$url" </dev/null
cp "$work/account" "$account"
sed -i '/^device /d' "$account" # as older versions kept it
refused 1 'start again with --user NAME' "$bin/tallystick" verify "$image" --data "$work/player" --server "$url" </dev/null
grep -q '^token ' "$account" && fail 'the token was not forgotten'
player quinn verify "$image" >/dev/null 2>&1 || fail 'signing in anew did not help'
"$bin/tallystick" verify "$image" --data "$work/player" --server "$url" </dev/null >/dev/null 2>"$work/err" ||
    fail "the new token was not used: $(cat "$work/err")"

echo 'a token the server does not know is forgotten, and the password asked for'
sed -i "s/^token .*/token $(printf '%064d' 0)/" "$account"
refused 1 'password of quinn is needed' "$bin/tallystick" verify "$image" --data "$work/player" --server "$url" </dev/null
grep -q '^token ' "$account" && fail 'the token was not forgotten'

echo 'refusals before anything is spent'
refused 1 'cannot write' player viewer play --frames-md5 -o "$work/nowhere/frames" "$image"
given='not the password'
refused 1 'password is wrong' player viewer "$image"
given=
refused 1 'Cannot reach' "$bin/tallystick" "$image" --data "$work/player" --server http://127.0.0.1:1 --user viewer
: >"$work/empty.iso"
refused 1 'is empty' "$bin/tallystick" "$work/empty.iso"
refused 1 'not a disc image' "$bin/tallystick" "$work/film.mpg"
refused 2 'no option' "$bin/tallystick" --password secret "$image"
refused 2 'Which disc' "$bin/tallystick" verify
add_user other
refused 1 "belongs to another user's account" player other "$image"
head -c 3000000 "$image" >"$work/cut.iso"
refused 1 'cut short' player viewer "$work/cut.iso"
mkdir -p "$work/tree/VIDEO_TS"
printf DVDVIDEO-VMG >"$work/tree/VIDEO_TS/VIDEO_TS.IFO"
genisoimage -quiet -udf -V ORDINARY -o "$work/dvd.iso" "$work/tree" 2>/dev/null
refused 1 'This is a DVD-Video disc, "ORDINARY", not a Tallystick disc.' player viewer "$work/dvd.iso"
refused 1 'This is a DVD-Video disc, "ORDINARY", not a Tallystick disc.' player quinn verify "$work/dvd.iso"

echo 'a disc that was scratched: reported, exit code 1, the rest restored'
cp "$image" "$work/scratched.iso"
dd if=/dev/zero of="$work/scratched.iso" bs=2048 seek=900 count=1 conv=notrunc 2>/dev/null
refused 1 'not the original in every bit' player quinn verify "$work/scratched.iso" --json
grep -q '"chunks_damaged":1,' "$work/out" || fail "$(cat "$work/out")"
grep -q '"pictures_damaged":[1-9],' "$work/out" || fail "$(cat "$work/out")"
if sanitized; then
    echo '(bad sectors are not tried: nothing can be preloaded before a sanitizer)'
else
    scratched() {
        printf '%s\n' "$password" | LD_PRELOAD=$tools/libbad_sectors.so BAD_SECTORS="900 3 $image" \
            "$bin/tallystick" verify "$image" --json --data "$work/player" --server "$url" --user quinn --password-fd 0
    }
    refused 1 'cannot be read at sectors 900 to 902' scratched
    grep -q '"sectors_lost":3,"lost":\[{"first":900,"count":3}\],"wrong":\[\]' "$work/out" || fail "$(cat "$work/out")"
fi

echo 'views: two, each committed; resuming is free on the same device; none left is refused'
views() {
    player viewer play --frames-md5 -o "$work/frames" "$image" 2>&1
}
views >"$work/log"
grep -q '2 views left; starting uses one' "$work/log" || fail "$(cat "$work/log")"
[ "$(grep -vc '^#' "$work/frames")" -eq 150 ] || fail "$(wc -l <"$work/frames") frames of 150"
views >"$work/log"
grep -q 'resuming the view you began; 1 view left' "$work/log" || fail "$(cat "$work/log")"
mv "$work/player" "$work/first"
views >"$work/log"
grep -q '1 view left; starting uses one' "$work/log" || fail "$(cat "$work/log")"
mv "$work/player" "$work/second"
rm "$work/frames"
refused 1 'No views of "A Film for Tests" are left' player viewer play --frames-md5 -o "$work/frames" "$image"
if ls "$work"/frames* >/dev/null 2>&1; then
    fail 'frames were written without a view'
fi
rm -r "$work/player"
mv "$work/first" "$work/player"
views >"$work/log"
grep -q 'resuming the view you began; 0 views left' "$work/log" || fail "$(cat "$work/log")"

echo 'Ctrl-C answers while the server hangs'
kill -STOP "$server_pid"
# shellcheck disable=SC2016 # for the inner shell
printf '%s\n' "$password" | sh -c 'echo $$ >"$0"; exec "$@"' "$work/pid" "$bin/tallystick" "$image" --data "$work/player" \
    --server "$url" --user viewer --password-fd 0 >"$work/log" 2>&1 &
hanging=$!
while [ ! -s "$work/pid" ]; do
    sleep 0.1
done
sleep 1
kill -INT "$(cat "$work/pid")"
got=0
wait $hanging || got=$?
kill -CONT "$server_pid"
[ $got -eq 1 ] || fail "exit code $got: $(cat "$work/log")"

echo 'another server in its place is an impostor; a disc of another server is foreign'
stop_server
mv "$data" "$data.real"
server init 2>/dev/null
signed_in=$(grep -c sign_in "$work/serve.log")
start_server "${url#http://}"
refused 1 'shows another key' player viewer "$image"
mv "$work/player" "$work/third"
refused 1 'signed by another key' player viewer "$image"
[ "$(grep -c sign_in "$work/serve.log")" -eq "$signed_in" ] || fail 'the password went to an impostor'
stop_server
