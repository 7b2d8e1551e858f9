#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The devices of an account, by the real programs: listed, told apart, removed, signed in anew.
# shellcheck source=tests/e2e/lib/common.sh
. "$(dirname "$0")/../lib/common.sh"
needs jq

server init
add_user anna
add_user bert
start_server

# kept DEVICE COMMAND... : with what that device keeps of its sign-in, and no password at hand.
kept() {
    local folder=$work/$1
    shift
    "$bin/tallystick" "$@" --data "$folder" </dev/null
}

# ids : of the devices in $work/out
ids() {
    jq -r '.devices[].id' "$work/out" | sort -n
}

check 'a device lists itself, on stdout alone'
device=sofa as anna device list --json >"$work/out" 2>"$work/err" || fail "$(cat "$work/err")"
[ "$(wc -l <"$work/out")" -eq 1 ] || fail 'not one line of JSON'
jq -e --arg name "$(hostname)" '(.devices | length) == 1 and .devices[0].current and .devices[0].name == $name and
    (.devices[0].key | test("^[0-9a-f]{64}$")) and .devices[0].last_seen >= .devices[0].created' "$work/out" >/dev/null ||
    fail "$(cat "$work/out")"
sofa=$(ids)

check 'the key it shows is the public half of the private one in its folder'
printf '302e020100300506032b656e04220420' | sed 's/../\\x&/g' | xargs -0 printf >"$work/key.der"
cat "$work/sofa/device.key" >>"$work/key.der"
public=$(openssl pkey -inform DER -in "$work/key.der" -pubout -outform DER | tail -c 32 | od -An -tx1 | tr -d ' \n')
[ "$(jq -r '.devices[0].key' "$work/out")" = "$public" ] || fail "the public key is $public, not $(cat "$work/out")"

check 'another device sees both, the one seen last first, and which one it is itself'
device=train as anna device list --json >"$work/out" 2>/dev/null
[ "$(ids | wc -l)" -eq 2 ] || fail "$(cat "$work/out")"
train=$(jq -r '.devices[] | select(.current) | .id' "$work/out")
[ "$train" != "$sofa" ] || fail 'two devices have one number'
[ "$(jq -r ".devices[0].id" "$work/out")" = "$train" ] || fail "the order is $(ids)"
kept sofa device list --json >"$work/out"
[ "$(jq -r '.devices[] | select(.current) | .id' "$work/out")" = "$sofa" ] || fail "$(cat "$work/out")"
kept sofa device list >"$work/out"
[ "$(wc -l <"$work/out")" -eq 3 ] || fail "$(cat "$work/out")"
grep -qE "^$sofa +20[0-9-]{8} [0-9:]{5} .*\(this device\)$" "$work/out" || fail "$(cat "$work/out")"
grep -E "^$train " "$work/out" | grep -qv 'this device' || fail "$(cat "$work/out")"

check "another account's devices are not shown, and cannot be removed"
device=bert as bert device list --json >"$work/out" 2>/dev/null
[ "$(ids | wc -l)" -eq 1 ] || fail "$(cat "$work/out")"
expect 1 "has no device $sofa" kept bert device remove "$sofa"
kept sofa device list --json >"$work/out" || fail 'it was removed by another account'

check 'without --server it is the one that is known, if it is one'
expect 1 'Which server.*not signed in to any yet.*--server' kept nowhere device list
url2=http://localhost:${url##*:}
printf '%s\n' "$password" | "$bin/tallystick" device list --data "$work/two" --server "$url" --user anna --password-fd 0 \
    >/dev/null 2>&1
printf '%s\n' "$password" | "$bin/tallystick" device list --data "$work/two" --server "$url2" --user anna --password-fd 0 \
    >/dev/null 2>&1
expect 1 "knows several: give --server with one of .*$url" kept two device list
kept two device list --server "$url2" --json >"$work/out"
two=$(jq -r '.devices[] | select(.current) | .id' "$work/out")

check 'what is no ID is wrong usage'
for wrong in '' x -1 1x 9999999999999999999; do
    code=0
    kept sofa device remove "$wrong" 2>"$work/err" || code=$?
    [ $code -eq 2 ] || fail "exit code $code for \"$wrong\""
done
expect 2 'Which device' kept sofa device remove
expect 2 'takes nothing but options' kept sofa device list "$train"
expect 1 'has no device 4711.*device list' kept sofa device remove 4711

check 'a removed device is signed out; what it is told is what to do'
expect 0 "Device $train, .* is signed out.*tokens.*stay valid.*sign in again" kept sofa device remove "$train"
[ ! -s "$work/out" ] || fail "it printed: $(cat "$work/out")"
expect 1 'earlier sign-in.*has ended' kept train device list
expect 1 "has no device $train" kept sofa device remove "$train"
expect 0 '' kept sofa device remove "$two" --json
jq -e --argjson id "$two" '.removed == $id and .current == false' "$work/out" >/dev/null || fail "$(cat "$work/out")"
kept sofa device list --json >"$work/out"
[ "$(ids)" = "$sofa" ] || fail "$(cat "$work/out")"
server_log=$(sqlite3 "$data/store.db" "SELECT count(*) FROM audit WHERE event = 'device_removed'" 2>/dev/null ||
    sqlite3 "$(find "$data" -name '*.db' | head -n 1)" "SELECT count(*) FROM audit WHERE event = 'device_removed'")
[ "$server_log" -eq 2 ] || fail "$server_log removals in the audit log"

check 'with the password it comes back, and its key is the one it had'
device=train as anna device list --json >"$work/out" 2>/dev/null
[ "$(ids | wc -l)" -eq 2 ] || fail "$(cat "$work/out")"
kept train device list >/dev/null || fail 'the new sign-in was not kept'

check 'removing the one in use signs it out here, too'
expect 0 'It is this device: the next sign-in here asks for the password' kept sofa device remove "$sofa"
! grep -q '^token ' "$work"/sofa/servers/* || fail 'its token was kept'
expect 1 'The password of anna is needed' kept sofa device list
device=train as anna device list --json >"$work/out" 2>/dev/null
[ "$(ids | wc -l)" -eq 1 ] || fail "$(cat "$work/out")"

check 'all of it again after the server was started anew'
stop_server
start_server
device=train as anna device list --json >"$work/out" 2>/dev/null
[ "$(ids | wc -l)" -eq 1 ] || fail "$(cat "$work/out")"
stop_server
