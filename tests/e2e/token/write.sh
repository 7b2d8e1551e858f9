#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# write.sh FILM : at home: views go to a token and come back; interrupted anywhere it goes on; no view is lost, and none
# comes from nowhere.
. "$(dirname "$0")/../lib/common.sh"
. "$(dirname "$0")/../lib/token.sh"
needs curl jq sqlite3
use_film "$1"
serial=TALLY0001
blank=$work/blank.img

account_is() {
    local left
    left=$(sqlite3 -cmd '.timeout 10000' "$data/store.db" "SELECT views_left FROM licences WHERE copy = x'${copy[anna]}'")
    [ "$left" -eq "$1" ] || fail "$left views are left in the account, not $1"
}

# move CODE WORDS ARGUMENTS... : anna's tallystick, `token` first.
move() {
    expect "$1" "$2" as anna token "${@:3}"
}

# fresh SIZE : another stick, empty.
fresh() {
    stick unplug
    rm -f "$blank"
    truncate -s "$1" "$blank"
    stick medium "$blank"
    stick "plug $serial"
}

new_copy anna 5
start_server

check "no stick; a stick that holds something else: nothing is touched or charged"
move 1 'No USB stick is plugged in' write "${disc[anna]}"
fresh 2M
head -c 2M /dev/urandom >"$work/precious"
cp "$work/precious" "$blank"
move 1 'no token yet, and holds something else' write "${disc[anna]}" --views 2
cmp -s "$blank" "$work/precious" || fail "what was there was touched"
account_is 5

check "written to the stick's own blocks, verified, and played without a server"
move 0 'is on the token TALLY0001, with 2 views' write "${disc[anna]}" --views 2 --format
grep -qxE '[0-9a-f]{32}' "$work/out" || fail "no licence's id on standard output"
grep -q '100 %\|100%' "$work/err" || fail "no progress: $(cat "$work/err")"
account_is 3
stop_server
expect 0 '\(from the token\): 2 views left' alone anna play --frames-md5 -o "$work/frames" "${disc[anna]}"
same_frames "$work/frames"
start_server

check "what is there is not written twice; a number alone names no server"
move 1 'is on this token already, with 1 view left' write "${disc[anna]}"
expect 1 'Which server' "$bin/tallystick" token write "${copy[anna]}" --data "$work/anna"
account_is 3

check "given back, once, however often it is said"
move 0 '1 view given back; your account has 4 views' return "${disc[anna]}"
move 0 '1 view given back; your account has 4 views' return "${copy[anna]}"
account_is 4
expect 0 'resuming the view you began; 0 views left' alone anna play --token "$serial" --frames-md5 -o "$work/frames" "${disc[anna]}"

check "written again: all there are, without --views; more than there are"
move 1 'Only 4 of this disc.s views are left' write "${disc[anna]}" --views 5
move 0 'with 4 views' write "${copy[anna]}"
account_is 0
expect 1 'No views of .* are left in your account: of 5, 4 are on a token. Plug it in' as anna play --no-token --frames-md5 "${disc[anna]}"
move 0 '4 views given back; your account has 4 views' return "${disc[anna]}" --remove
move 1 'not on the token' return "${disc[anna]}"
account_is 4

check "interrupted once the licence was on the token, which was not noted: it does not come again with what was given back"
keep_request "$work/anna/requests" "${copy[anna]}" "$serial" "$(request_of "$serial")"
move 0 'with 4 views' write "${disc[anna]}"
account_is 0
move 0 '4 views given back; your account has 4 views' return "${disc[anna]}" --remove
account_is 4

check "all there are, and the answer was lost: they come when it is asked for again"
key=$(sqlite3 "$data/store.db" "SELECT lower(hex(d.key)) FROM devices d JOIN exports e ON e.account = d.account ORDER BY d.id LIMIT 1")
sign_in anna
number=$(printf '%032d' 7)
jq -n --arg copy "${copy[anna]}" --arg serial "$serial" --arg key "$key" --arg request "$number" \
    '{request: $request, copy: $copy, views: 4, serial: $serial, device_key: $key, devices: []}' |
    curl -sSf -o "$work/lost" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' --data-binary @- "$url/v1/exports"
account_is 0
keep_request "$work/anna/requests" "${copy[anna]}" "$serial" "$number"
move 0 'with 4 views' write "${disc[anna]}"
[ "$(request_of "$serial")" = "$number" ] || fail "another licence was made"
move 0 '4 views given back; your account has 4 views' return "${disc[anna]}" --remove
account_is 4

check "for another device, too"
device=two expect 0 '' as anna play --frames-md5 -o "$work/frames" --no-token "${disc[anna]}"
account_is 3
number=$(sqlite3 "$data/store.db" 'SELECT max(id) FROM devices')
move 1 'no device 99' write "${disc[anna]}" --devices 99
move 0 'with 1 view' write "${disc[anna]}" --views 1 --devices "$number"
expect 0 '1 view left; starting uses one' alone two play --frames-md5 -o "$work/frames" --token "$serial" "${disc[anna]}"
move 0 '0 views given back' return "${disc[anna]}" --remove
account_is 2

check "too small a stick: said before a view is taken"
fresh 32K
move 1 'is full' write "${disc[anna]}" --views 1 --format
account_is 2

check "killed at any moment, pulled at any command: run again, it ends well"
for moment in 0.05 0.1 0.2 0.3 0.4 0.6; do
    fresh 2M
    new_copy anna 3
    limit=$moment as anna token write "${disc[anna]}" --views 2 --format >/dev/null 2>&1 || true
    # What was begun may be one's own already, or nothing yet.
    as anna token write "${disc[anna]}" --views 2 --format >"$work/out" 2>"$work/err" ||
        grep -q 'is on this token already, with 2 views' "$work/err" || fail "$(cat "$work/err")"
    account_is 1
done

check "the server killed while it answers; a network that breaks off"
fresh 2M
new_copy anna 3
start_proxy
proxy after 3000 cut
move 1 '' write "${disc[anna]}" --views 2 --format
proxy pass
move 0 'with 2 views' write "${disc[anna]}"
account_is 1

check "on a mounted file system, as a file; full"
if [ -n "${STICK_MOUNTED:-}" ]; then
    new_copy anna 3
    stick "mounted yes"
    stick unplug
    stick "plug $serial"
    move 0 'with 3 views' write "${disc[anna]}"
    [ -s "$STICK_MOUNTED/TALLY.TST" ] || fail "no file was written"
    expect 0 '3 views left; starting uses one' alone anna play --token "$STICK_MOUNTED" --frames-md5 -o "$work/frames" "${disc[anna]}"
    same_frames "$work/frames"
    move 0 '2 views given back' return "${disc[anna]}"
fi

check "stick and computer restored together: the server knows"
fresh 2M
new_copy anna 3
move 0 'with 3 views' write "${disc[anna]}" --format
cp "$blank" "$work/older.img"
cp -a "$work/anna" "$work/older"
move 0 '3 views given back' return "${disc[anna]}"
stick unplug
stick medium "$work/older.img"
stick "plug $serial"
rm -rf "$work/anna"
mv "$work/older" "$work/anna"
proxy cut
expect 0 '3 views left; starting uses one' alone anna play --frames-md5 -o "$work/frames" "${disc[anna]}"
proxy pass
move 1 'restored from an older copy' return "${disc[anna]}"
account_is 3
move 1 'restored from an older copy' write "${disc[anna]}" --views 1
move 0 'with 1 view' write "${disc[anna]}" --views 1 --format
account_is 2

check "played with the network at hand, the server hears of it, and of a token that was restored: refused from then on"
fresh 2M
new_copy anna 3
move 0 'with 3 views' write "${disc[anna]}"
cp "$blank" "$work/older.img"
cp -a "$work/anna" "$work/older"
# seen COLUMN VALUE : what the server keeps of this copy's token.
seen() {
    [ "$(sqlite3 -cmd '.timeout 10000' "$data/store.db" "SELECT $1 FROM exports WHERE copy = x'${copy[anna]}'")" = "$2" ]
}
expect 0 '3 views left; starting uses one' alone anna play --frames-md5 -o "$work/frames" "${disc[anna]}"
same_frames "$work/frames"
seen views_left 2 || fail "the server did not hear of the view"
seen 'checkpoint > 0 AND pending = 0' 1 || fail "the checkpoint was not entered"
expect 0 'resuming the view' alone anna play --frames-md5 -o "$work/frames" "${disc[anna]}"
stick unplug
stick medium "$work/older.img"
stick "plug $serial"
rm -rf "$work/anna"
mv "$work/older" "$work/anna"
expect 1 'restored from an older copy' alone anna play --frames-md5 -o "$work/frames" "${disc[anna]}"
seen state 3 || fail "the server did not notice that stick and computer were restored"
stop_server
expect 1 'restored from an older copy' alone anna play --token "$serial" --frames-md5 -o "$work/frames" "${disc[anna]}"

check "a view counter that is damaged: written again only if what it held is given up"
start_server
fresh 2M
new_copy anna 3
move 0 'with 2 views' write "${disc[anna]}" --views 2 --format
stick unplug
for unit in 2 5; do # of either bank (docs/FORMATS.md, "Extent of a film")
    dd if=/dev/urandom of="$blank" bs=4096 seek=$unit count=2 conv=notrunc status=none
done
stick "plug $serial"
expect 1 'view counter on this token is damaged' alone anna play --token "$serial" --frames-md5 "${disc[anna]}"
move 1 'view counter on this token is damaged' write "${disc[anna]}"
account_is 1
move 0 'with 1 view' write "${disc[anna]}" --format
account_is 0
