#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The device's key in a real key store, by the real player: GNOME Keyring in a session of its own. Where the key lies
# is seen by the public key that the server lists: one device must stay one device, whatever becomes of the store.
if [ -z "${TALLYSTICK_KEYRING:-}" ]; then
    exec "$(dirname "$0")/../../support/keyring.sh" "$0"
fi
# shellcheck source=tests/e2e/lib/common.sh
. "$(dirname "$0")/../lib/common.sh"
# shellcheck source=tests/support/keyring.sh
. "$(dirname "$0")/../../support/keyring.sh"
needs jq
grep -aq 'libsecret-1\.so' "$bin/tallystick" || skip 'the player was built without libsecret'

server init
add_user anna
start_server

# key_of DEVICE : its public key, as the server knows it; signs in with the password.
key_of() {
    device=$1 as anna device list --json 2>"$work/err" >"$work/out" || { cat "$work/err" >&2 && return 1; }
    jq -er '.devices[] | select(.current) | .key' "$work/out"
}

# in_store DEVICE : its folder holds no key, and the store does.
in_store() {
    [ ! -e "$work/$1/device.key" ] || fail "the key of $1 lies in a file"
    grep -q '^store secret-service$' "$work/$1/device.keystore" || fail "there is no record in $1"
    gdbus call --session --dest org.freedesktop.secrets --object-path /org/freedesktop/secrets \
        --method org.freedesktop.Secret.Service.SearchItems "{'device': '$2'}" | grep -q /collection/login/ ||
        fail "the store has no key $2"
}

# refused_soon DEVICE PATTERN : the player says this, within a time no person would take, and makes no other key.
refused_soon() {
    local before=$SECONDS
    expect 1 "$2" as_given "$1"
    [ $((SECONDS - before)) -lt 60 ] || fail "it took $((SECONDS - before)) s"
    [ ! -e "$work/$1/device.key" ] || fail 'another key was made'
    [ "$(wc -l <"$work/err")" -le 3 ] || fail "it says a lot: $(cat "$work/err")"
}

as_given() {
    device=$1 as anna device list
}

check 'a new key goes into the store, and is found again'
sofa=$(key_of sofa)
in_store sofa "$sofa"
[ "$(key_of sofa)" = "$sofa" ] || fail 'it is another device'

check 'a second data folder has a key of its own'
train=$(key_of train)
[ "$train" != "$sofa" ] || fail 'two folders share a key'
in_store train "$train"
[ "$(key_of sofa)" = "$sofa" ] || fail 'the second folder took the place of the first'

check 'the store locked, and nobody there to unlock it: an error, and no other key'
keyring_stop
keyring_start_locked
refused_soon sofa "device's key lies in the Secret Service, and cannot be had:.*locked.*unlock it.*No other key was made"

if [ -n "${prompter:=$(sed -n 's/^Exec=//p' /usr/share/dbus-1/services/org.gnome.keyring.SystemPrompter.service 2>/dev/null)}" ] &&
    command -v Xvfb >/dev/null && command -v xdotool >/dev/null && command -v import >/dev/null; then
    start_screen
    screen=$DISPLAY
    unset DISPLAY
    env DISPLAY="$screen" LC_ALL=C.UTF-8 "$prompter" >"$work/prompter.log" 2>&1 &
    wait_for 60 'who opens the window' gdbus wait --session --timeout 1 org.gnome.keyring.SystemPrompter

    check 'a window asks for the password, but who started the player has no screen: it does not wait for long'
    refused_soon sofa 'cannot be had: the key store is locked, and nobody gave its password; unlock it'
    kill -0 "$keyring_pid" || fail 'the key store did not survive it'

    check 'with a screen it waits, and says what for; Ctrl-C ends that'
    env DISPLAY="$screen" "$bin/tallystick" device list --data "$work/sofa" </dev/null >"$work/out" 2>"$work/err" &
    player=$!
    wait_for 60 'the message' grep -q 'key store is locked. Answer the window' "$work/err"
    sleep 1
    kill -INT "$player"
    ends 60 "$player"
    [ "$code" -eq 1 ] || fail "exit code $code"
    kill -0 "$keyring_pid" || fail 'the key store did not survive it'

    check 'the password typed there, it goes on'
    env DISPLAY="$screen" "$bin/tallystick" device list --data "$work/sofa" --json </dev/null >"$work/out" 2>"$work/err" &
    player=$!
    wait_for 60 'the window' env DISPLAY="$screen" xdotool search --onlyvisible --class prompter
    for try in 1 2 3 4 5; do
        sleep 1
        env DISPLAY="$screen" xdotool type --delay 30 "$keyring_password"
        env DISPLAY="$screen" xdotool key Return
        sleep $try
        gone "$player" && break
    done
    ends 60 "$player"
    [ "$code" -eq 0 ] || fail "$(cat "$work/err")"
    [ "$(jq -er '.devices[] | select(.current) | .key' "$work/out")" = "$sofa" ] || fail 'it is another device'
    keyring_stop
    keyring_start_locked
fi

check 'a new folder then has its key in a file, and says so'
desk=$(device=desk as anna device list --json --verbose 2>"$work/err" | jq -r '.devices[] | select(.current) | .key')
grep -qE "device's key goes into the file .*/desk/device.key: .*locked" "$work/err" || fail "$(cat "$work/err")"
[ "$(stat -c %a "$work/desk/device.key")" = 600 ] || fail 'the file is not for its owner alone'
[ ! -e "$work/desk/device.keystore" ] || fail 'there is a record'
cp "$work/desk/device.key" "$work/desk.key"

check 'unlocked, the store gives the same key; the file is moved into it'
keyring_stop
keyring_start
[ "$(key_of sofa)" = "$sofa" ] || fail 'it is another device'
[ "$(key_of desk)" = "$desk" ] || fail 'the moved key is another one'
in_store desk "$desk"
[ "$(key_of desk)" = "$desk" ] || fail 'the moved key is not found again'

check 'the key is in no file, no argument, no environment and no message'
hex=$(od -An -tx1 "$work/desk.key" | tr -d ' \n')
! grep -rqF "$hex" "$work/desk" "$work/sofa" "$work/train" "$work/serve.log" "$work/err" "$work/out" ||
    fail 'its digits lie in a file'
if command -v strace >/dev/null; then
    # Its talk with the store, too, is encrypted.
    ASAN_OPTIONS="${ASAN_OPTIONS:-}:detect_leaks=0" strace -f -qq -v -s 4096 -e trace=%process,%network,write,writev,openat \
        -o "$work/trace" "$bin/tallystick" device list --data "$work/desk" </dev/null >/dev/null
    grep -q 'org.freedesktop.Secret' "$work/trace" || fail 'the trace shows no talk with the store'
    ! grep -qF "$hex" "$work/trace" || fail 'its digits were passed on in clear'
fi

check 'the store hangs: the player does not'
kill -STOP "$keyring_pid"
refused_soon sofa 'cannot be had:.*does not answer'
kill -CONT "$keyring_pid"
[ "$(key_of sofa)" = "$sofa" ] || fail 'it is another device'

check 'the store killed: the same error, and no other key'
kill -KILL "$keyring_pid"
refused_soon sofa 'cannot be had: no key store answers in this session.*No other key was made'

check 'a new folder does without'
attic=$(key_of attic)
[ -e "$work/attic/device.key" ] || fail 'there is no key in a file'

check 'no session at all'
DBUS_SESSION_BUS_ADDRESS='' refused_soon sofa 'cannot be had: there is no D-Bus session here; start the player from your desktop'
DBUS_SESSION_BUS_ADDRESS='' key_of attic >/dev/null

check 'the store is back: all keys are the same'
keyring_start
[ "$(key_of sofa)" = "$sofa" ] || fail 'sofa is another device'
[ "$(key_of train)" = "$train" ] || fail 'train is another device'
[ "$(key_of attic)" = "$attic" ] || fail 'attic is another device'
in_store attic "$attic"

check 'two players at once, at their first use, are one device'
players=()
for n in 1 2; do
    device=both as anna device list --json >"$work/both.$n" 2>"$work/both.err.$n" &
    players+=($!)
done
for player in "${players[@]}"; do
    wait "$player" || fail "$(cat "$work"/both.err.*)"
done
both=$(cat "$work"/both.[12] | jq -r '.devices[] | select(.current) | .key' | sort -u)
[ "$(wc -l <<<"$both")" -eq 1 ] || fail "$both"
in_store both "$both"
keyring_stop
stop_server
