#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# views.sh FILM : views are spent once each: resumed on the same device for 24 hours, one for each device and each new
# viewing, never twice, never for nothing; not even by players that start at the same moment, or a server that is killed.
. "$(dirname "$0")/../lib/common.sh"
needs curl jq sqlite3
use_film "$1"
make_copy anna 4 "$work/disc.iso"
start_server

left_are() {
    local left
    left=$(views_left anna "$made")
    [ "$left" -eq "$1" ] || fail "$left views are left, not $1"
}

# ask_store SQL
ask_store() {
    sqlite3 -cmd '.timeout 10000' "$data/store.db" "$1"
}

# play DEVICE CODE WORDS
play() {
    device=$1 expect "$2" "$3" as anna play --frames-md5 -o "$work/$1.frames" "$work/disc.iso"
}

check "without a screen nothing is spent"
DISPLAY='' WAYLAND_DISPLAY='' SDL_VIDEODRIVER=x11 device=one expect 1 'no screen to play on' as anna play "$work/disc.iso"
left_are 4

check "a complement that is not the disc's own spends nothing"
start_proxy
proxy flip 140 1000
play one 1 'does not belong to this disc'
[ "$(cut -d' ' -f3 "$work/proxy.state")" -lt 1000 ] || fail "the index was not changed"
! grep -q 'view opened' "$work/serve.log" || fail "a view was opened"
left_are 4
url=http://127.0.0.1:$(cat "$work/port")

check "the first viewing spends one; going on within 24 hours is the same"
play one 0 '4 views left; starting uses one'
left_are 3
[ "$(ask_store "SELECT count(*) FROM audit WHERE event = 'view_closed'")" -eq 1 ] || fail "the view was not closed"
ask_store 'UPDATE views SET position_ms = 4711'
play one 0 'resuming the view you began; 3 views left'
left_are 3
[ "$(ask_store 'SELECT position_ms FROM views')" -eq 4711 ] || fail "the place where viewing stopped was lost"

check "a second device spends another; so does the first one after 24 hours"
play two 0 '3 views left; starting uses one'
left_are 2
stop_server
sqlite3 "$data/store.db" 'UPDATE views SET opened = opened - 90000, resume_until = resume_until - 90000, expires = expires - 90000'
start_server
play two 0 '2 views left; starting uses one'
left_are 1

check "a server killed right after the view was opened: the view is spent, once"
device=three start_player anna play --frames-md5 -o "$work/three.frames" "$work/disc.iso"
wait_for 60 "the view" grep -q '0 left' "$work/serve.log"
stop_server KILL
kill -KILL "$player" 2>/dev/null || true
{ wait "$player" || true; } 2>/dev/null
start_server
left_are 0
play three 0 'resuming the view you began; 0 views left'
left_are 0

check "none left: refused, and nothing is fetched"
play four 1 'No views of .* are left'
[ ! -e "$work/four.frames" ] || fail "frames were written"
# Nothing was opened, nothing fetched, by anything but the player's own word.
jq -n --arg copy "$made" '{copy: $copy, purpose: "watch"}' >"$work/order"
sign_in anna
[ "$(curl -sS -o "$work/out" -w '%{http_code}' -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
    --data-binary @"$work/order" "$url/v1/views")" = 403 ] && [ "$(jq -r .error.code "$work/out")" = no_views_left ] ||
    fail "the server said: $(cat "$work/out")"
left_are 0

# both_at_once DEVICE DEVICE : two players started together; how many played in $played.
both_at_once() {
    local one two
    device=$1 start_player anna play --frames-md5 -o "$work/at_once.1" "$work/disc.iso"
    one=$player
    device=$2 start_player anna play --frames-md5 -o "$work/at_once.2" "$work/disc.iso"
    two=$player
    played=0
    ends 120 "$one"
    [ $code -ne 0 ] || played=$((played + 1))
    ends 120 "$two"
    [ $code -ne 0 ] || played=$((played + 1))
}

check "two players at once on one device: one view"
make_copy anna 3 "$work/disc.iso"
as anna play --frames-md5 "$film/anna.iso" >/dev/null 2>&1 # signs the device in
both_at_once anna anna
[ $played -eq 2 ] || fail "$played of them played"
left_are 2

check "two players at once on two devices: two views"
both_at_once five six
[ $played -eq 2 ] || fail "$played of them played"
left_are 0

check "two players at once for one last view: one of them plays"
make_copy anna 1 "$work/disc.iso"
: >"$work/player.log"
both_at_once seven eight
[ $played -eq 1 ] || fail "$played of them played"
grep -qi 'no views' "$work/player.log" || fail "the other one was not told why"
left_are 0

check "twelve devices at once for five views: five are given"
make_copy anna 5 "$work/disc.iso"
jq -n --arg copy "$made" '{copy: $copy, purpose: "watch"}' >"$work/order"
opening=()
for i in $(seq 12); do
    token=$(jq -n --arg password "$password" --arg key "$(printf '09%060d%02d' 0 "$i")" \
        '{user: "anna", password: $password, device_name: "test", device_key: $key}' |
        curl -sSf -H 'Content-Type: application/json' --data-binary @- "$url/v1/login" | jq -er .token)
    printf 'header = "Authorization: Bearer %s"\n' "$token" >"$work/auth.$i"
done
for i in $(seq 12); do
    curl -sS -K "$work/auth.$i" -o "$work/opened.$i" -w '%{http_code}\n' -H 'Content-Type: application/json' \
        --data-binary @"$work/order" "$url/v1/views" >"$work/code.$i" &
    opening+=($!)
done
for pid in "${opening[@]}"; do
    wait "$pid"
done
[ "$(cat "$work"/code.* | sort | uniq -c | tr -s ' \n' ' ')" = ' 5 201 7 403 ' ] || fail "the answers: $(cat "$work"/code.* | sort | uniq -c)"
left_are 0
check "the audit log tells it all, oldest first"
server audit --json >"$work/audit.json"
server audit >"$work/audit"
events=$(ask_store 'SELECT count(*) FROM audit')
[ "$(wc -l <"$work/audit")" -eq "$events" ] || fail "$(wc -l <"$work/audit") lines for $events events"
diff <(ask_store "SELECT strftime('%Y-%m-%dT%H:%M:%SZ', time, 'unixepoch') || ' ' || event FROM audit ORDER BY id") \
    <(jq -r '.[] | .time + " " + .event' "$work/audit.json") >&2 || fail "the JSON has other events, or not in order"
diff <(jq -r '.[] | .time + "  " + .event' "$work/audit.json") <(cut -d' ' -f1-3 "$work/audit") >&2 || fail "lines differ"
jq -e --arg copy "$made" 'map(select(.event == "view_opened" and .copy == $copy and .user == "anna" and .device > 0
    and .address == "127.0.0.1" and (.view | length) == 32)) | length == 5' "$work/audit.json" >/dev/null ||
    fail "the last five views are not told of"
grep -qE "^....-..-..T..:..:..Z  view_opened  user \"anna\"  device [0-9]+  copy $made  view [0-9a-f]{32}  address 127.0.0.1\$" \
    "$work/audit" || fail "the last five views are not told of in words"
# What comes from elsewhere can do nothing to the terminal; what is older is left out.
ask_store "INSERT INTO audit (time, event, account, device, detail)
    VALUES (2000000000, 'sign_in_refused', 'a' || char(27) || '[31m', 0, CAST(x'ff0a' AS TEXT))"
server audit --since 2033-05-18T03:33:20Z >"$work/audit"
[ "$(cat "$work/audit")" = '2033-05-18T03:33:20Z  sign_in_refused  user "a?[31m"  detail "? "' ] ||
    fail "not scrubbed, or others: $(cat -v "$work/audit")"
server audit --json --since 2033-05-18 | jq -e '. == [{time: "2033-05-18T03:33:20Z", event: "sign_in_refused",
    user: "a?[31m", detail: "? "}]' >/dev/null || fail "not scrubbed in JSON, or others"
[ -z "$(server audit --since 2033-05-18T03:33:21)" ] || fail "what was before is not left out"
! server audit >/dev/full 2>"$work/err" || fail "a full disk was not noticed"
grep -q 'standard output' "$work/err" || fail "it is not said what is full: $(cat "$work/err")"
stop_server
check "passwords are kept and logged nowhere"
[ -n "$(find "$data" -name store.db)" ] && ! grep -raqF "$password" "$data" "$work/serve.log" || fail "a password lies in clear"
