#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# token_tpm.sh FILM : on a computer with a TPM the chip itself counts: after the last view it refuses, though stick and disk
# are both as they were at the beginning.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/token_lib.sh"
needs curl jq sqlite3 swtpm
use_film "$1"
serial=TALLY0001
image=$work/token.img
mkdir "$work/chip"

# A TPM on two neighbouring ports, as its protocol wants them.
start_chip() {
    local try port
    for try in $(seq 20); do
        port=$((20000 + (RANDOM % 20000)))
        swtpm socket --tpm2 --tpmstate "dir=$work/chip" --server "type=tcp,port=$port,bindaddr=127.0.0.1,disconnect" \
            --ctrl "type=tcp,port=$((port + 1)),bindaddr=127.0.0.1" --flags not-need-init,startup-clear >"$work/chip.log" 2>&1 9>&- &
        chip=$!
        sleep 0.2
        if kill -0 "$chip" 2>/dev/null; then
            tcti=swtpm:host=127.0.0.1,port=$port
            return
        fi
    done
    fail "no TPM: $(cat "$work/chip.log")"
}

# play CODE WORDS : without a server.
play() {
    expect "$1" "$2" alone anna play --token "$serial" --tpm "$tcti" --frames-md5 -o "$work/frames" "${disc[anna]}"
}

# keep NAME, restore NAME : stick and disk together.
keep() {
    cp "$image" "$work/$1.img"
    cp -a "$work/anna" "$work/$1.anna"
}
restore() {
    stick unplug
    cp "$work/$1.img" "$image"
    rm -rf "$work/anna"
    cp -a "$work/$1.anna" "$work/anna"
    stick medium "$image"
    stick "plug $serial"
}

start_chip
new_copy anna 2
truncate -s 2M "$image"
stick medium "$image"
stick "plug $serial"
start_server
url_online=$url

check "written for a key in the chip, not the device's own"
expect 0 'with 2 views' as anna token write "${disc[anna]}" --tpm "$tcti"
stop_server
ls "$work"/anna/counters/*.tpm >/dev/null || fail "no key is kept in the TPM"
keep full

check "without that chip the licence opens for nobody"
expect 1 'TPM' alone anna play --token "$serial" --tpm swtpm:host=127.0.0.1,port=1 --frames-md5 "${disc[anna]}"

check "a view, counted by the chip too; it goes on within its day"
play 0 '2 views left; starting uses one'
same_frames "$work/frames"
keep one
play 0 'resuming the view you began; 1 view left'

check "stick and disk of the beginning: no third view"
restore full
play 1 'restored from an older copy|TPM'
restore one
play 0 'resuming the view you began; 1 view left'
same_frames "$work/frames"

check "given back, and restored: neither"
url=$url_online
"$bin/tallystick-server" serve --data "$data" --listen "${url#http://}" 2>>"$work/serve.log" 9>&- &
server_pid=$!
wait_for 60 "the server" curl -sf -o "$work/out" "$url/healthz"
expect 0 '1 view given back; your account has 1 view' as anna token return "${disc[anna]}" --tpm "$tcti"
stop_server
restore full
play 1 'restored from an older copy|TPM|given back'
kill "$chip"
