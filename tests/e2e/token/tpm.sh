#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# tpm.sh FILM : a device with a TPM (an emulated one): the licence is guarded by it, copies that are put back bring
# nothing even offline, and once all views are taken the token is written again like any other.
. "$(dirname "$0")/../lib/common.sh"
. "$(dirname "$0")/../lib/token.sh"
needs curl jq sqlite3 swtpm
use_film "$1"
serial=TALLY0001
image=$work/token.img

# start_tpm : sets port.
start_tpm() {
    local pid
    mkdir "$work/tpm"
    while :; do
        port=$((20000 + RANDOM % 20000))
        swtpm socket --tpm2 --tpmstate "dir=$work/tpm" --server "type=tcp,port=$port,bindaddr=127.0.0.1" \
            --ctrl "type=tcp,port=$((port + 1)),bindaddr=127.0.0.1" --flags not-need-init >"$work/tpm.log" 2>&1 9>&- &
        pid=$!
        until { : <"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null || gone $pid; do
            sleep 0.05
        done
        gone $pid || break
    done
}

# set_tpm_clock MILLISECONDS : forward; TPM2_ClockSet with the owner's empty password.
set_tpm_clock() {
    local answer
    answer=$({
        printf '800200000023000001284000000100000009400000090000000000%016x' "$1" | tr a-f A-F | basenc --base16 -d >&3
        timeout 10 head -c 10 <&3 | od -An -tx1 | tr -d ' \n'
    } 3<>"/dev/tcp/127.0.0.1/$port")
    [ "${answer:12:8}" = 00000000 ] || fail "the TPM's clock was not set: $answer"
}

# by COMMAND... : tallystick with that TPM, without any sign-in.
by() {
    alone anna "$@" --tpm "$tpm"
}

move() {
    expect "$1" "$2" as anna token "${@:3}" --tpm "$tpm"
}

# swap_in NAME : stick and disk as they were saved under a name.
swap_in() {
    stick unplug
    cp "$work/$1.img" "$image"
    rm -rf "$work/anna"
    cp -a "$work/$1.disk" "$work/anna"
    stick plug
}

save() {
    cp "$image" "$work/$1.img"
    rm -rf "$work/$1.disk"
    cp -a "$work/anna" "$work/$1.disk"
}

keys() {
    find "$work/anna" -name '*.tpm' | wc -l
}

start_tpm
tpm=swtpm:host=127.0.0.1,port=$port
new_copy anna 3
start_server
truncate -s 2M "$image"
stick medium "$image"
stick "plug $serial"

check "a licence for one view, guarded"
move 0 'with 1 view' write "${disc[anna]}" --views 1 --format
[ "$(keys)" -eq 1 ] || fail "$(keys) keys are in the TPM"
save before
stop_server
expect 1 'bound to this computer.s TPM, which cannot be used' alone anna play --token "$serial" --tpm swtpm:host=127.0.0.1,port=1 \
    --frames-md5 "${disc[anna]}"

check "seen without a server; stick and disk put back together: refused, while it lasts and after"
expect 0 '1 view left; starting uses one' by play --token "$serial" --frames-md5 -o "$work/frames" "${disc[anna]}"
same_frames "$work/frames"
expect 0 'resuming the view you began; 0 views left' by play --token "$serial" --frames-md5 -o "$work/frames" "${disc[anna]}"
save after
swap_in before
rm -f "$work/frames"
expect 1 'TPM refuses' by play --token "$serial" --frames-md5 -o "$work/frames" "${disc[anna]}"
set_tpm_clock $((29 * 3600 * 1000))
expect 1 'TPM refuses' by play --token "$serial" --frames-md5 -o "$work/frames" "${disc[anna]}"
swap_in after
expect 1 'TPM refuses' by play --token "$serial" --frames-md5 -o "$work/frames" "${disc[anna]}"
[ ! -e "$work/frames" ] || fail "there are frames all the same"

check "written again: the server hears that none was left"
start_server
move 0 'with 2 views' write "${disc[anna]}"
[ "$(sqlite3 "$data/store.db" "SELECT group_concat(state || ':' || views_left || ':' || returned, ' ') FROM (SELECT * FROM exports WHERE serial = '$serial' ORDER BY number)")" = '2:0:0 1:2:0' ] ||
    fail "the server knows $(sqlite3 "$data/store.db" 'SELECT state, views_left, returned FROM exports')"
[ "$(keys)" -eq 1 ] || fail "$(keys) keys are in the TPM"

check "given back: an older copy shows nothing of it"
save before
move 0 '2 views given back; your account has 2 views' return "${disc[anna]}"
stop_server
swap_in before
expect 1 'given back' by play --token "$serial" --frames-md5 -o "$work/frames" "${disc[anna]}"
[ ! -e "$work/frames" ] || fail "there are frames all the same"
