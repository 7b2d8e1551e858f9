#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# shelf.sh FILM : tokens on the first screen: what is on each that is plugged in, or that there is nothing on it, or nothing for
# this device, and what can be done then.
. "$(dirname "$0")/../lib/common.sh"
. "$(dirname "$0")/../lib/screen.sh"
. "$(dirname "$0")/../lib/token.sh"
needs curl jq
use_film "$1"
serial=TALLY0001
image=$work/token.img

start_server
as anna play --frames-md5 -o "$work/frames" "${disc[anna]}" 2>>"$work/player.log" || fail "the player failed"
token_image "$image" anna 2 "$serial"
stick medium "$image"
stick "plug $serial"
start_reading

check "a film for this device: how many views are left"
device=anna start_app
sees "$serial. Put its disc in to watch it"
sees "2 views left"
key q
quits 0

check "a film for other devices: where it can be watched, and what can be done"
device=stranger start_app
sees "for other devices"
sees "$serial. Watch it on a device that it was written for"
never_sees "Put its disc in"
key q
quits 0

check "a token without a film: it is there, and how to put one on it"
as anna token return --remove "${disc[anna]}" >"$work/out" 2>"$work/err" || fail "not given back: $(cat "$work/err")"
device=anna start_app
sees "A token without a film"
sees "tallystick token write"
check "and gone when it is pulled out"
stick unplug
is_gone() {
    read_screen && ! grep -q 'without a film' <<<"$read"
}
wait_for 120 "the token to leave the screen" is_gone
sees "Drop a disc image here"
key q
quits 0

check "an ordinary stick is none; but one that is named as a token is told of"
truncate -s 2M "$work/plain.img"
stick medium "$work/plain.img"
stick "plug $serial"
device=anna start_app
sees "Drop a disc image here"
sleep 4
never_sees "Tokens"
key q
quits 0
device=anna start_app --token "$serial"
sees "A token without a film"
key q
quits 0

check "what was named is not plugged in"
stick unplug
device=anna start_app --token "$serial"
sees "A token that cannot be used"
sees "neither the serial number of a USB stick"
never_sees "$serial: $serial"
key q
quits 0
stop_server
