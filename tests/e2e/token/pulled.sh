#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# pulled.sh FILM : a token that is pulled out at any moment: the film waits, says so, and goes on from the very frame when it is
# back; what else is plugged in meanwhile is refused, and why; it all is one view.
. "$(dirname "$0")/../lib/common.sh"
. "$(dirname "$0")/../lib/token.sh"
needs curl jq
use_film "$1"
serial=TALLY0001
image=$work/token.img

transfers() {
    "$tools/mock_stick" --tell count | cut -d' ' -f2
}

waits_or_ends() {
    says 'pulled out' || gone "$player"
}

# put_back : as a person does who has read the message.
put_back() {
    stick unplug
    stick plug
}

check "the device signs in; a token with two views"
start_server
as anna play --frames-md5 -o "$work/frames" "${disc[anna]}" 2>>"$work/player.log" || fail "the player failed"
token_image "$image" anna 2 "$serial"
cp "$image" "$work/older.img"
sign_in bert
token_image "$work/other.img" bert 1 OTHER
stop_server
stick medium "$image"
stick "plug $serial"

check "how many transfers playing takes: it is pulled at each sixteenth of them"
before=$(transfers)
alone anna verify --token "$serial" "${disc[anna]}" >/dev/null 2>&1 || fail "it does not play"
all=$(($(transfers) - before))
stick unplug
cp "$work/older.img" "$image"
rm -r "$work/anna/counters"
stick plug
refused=0
played=0
waited=0
for at in $(seq 1 $((all / 16)) "$all"); do
    stick "fault +unplug@$at"
    rm -f "$work/frames"
    start_alone anna play --token "$serial" --frames-md5 -o "$work/frames" "${disc[anna]}"
    wait_for 120 "the player to wait or to end" waits_or_ends
    if says 'put it back to go on'; then
        waited=$((waited + 1))
        middle=$at
    fi
    put_back
    ends 120 "$player"
    if [ $code -eq 0 ]; then
        same_frames "$work/frames"
        played=$((played + 1))
    else
        says 'pulled out' || fail "it was not said why it ended: $(cat "$work/player.log")"
        [ ! -e "$work/frames" ] || fail "there are frames all the same"
        refused=$((refused + 1))
    fi
    stick 'fault none'
done
echo "pulled before $refused views began, in $waited, $played were played to the end"
[ $refused -gt 2 ] && [ $waited -gt 2 ] && [ $played -ge $waited ] || fail "it was not pulled at all moments"
token_left anna 1

check "meanwhile: an older state of the token, another one of its serial number; then the token itself"
cp "$image" "$work/copied.img"
stick "fault +unplug@$middle"
rm -f "$work/frames"
start_alone anna play --token "$serial" --frames-md5 -o "$work/frames" "${disc[anna]}"
wait_for 120 "the player to wait" says 'put it back to go on'
stick unplug
stick medium "$work/older.img"
stick plug
wait_for 60 "the older state to be refused" says 'older copy'
stick unplug
stick medium "$work/other.img"
stick "plug $serial"
wait_for 60 "another token to be refused" says 'This is another token'
stick unplug
stick medium "$image"
stick plug
ends 120 "$player"
[ $code -eq 0 ] || fail "the player ended with $code"
same_frames "$work/frames"
token_left anna 1

check "meanwhile, where any token would do: a copy of it, a token without the film; then the token itself"
stick "2 medium $work/copied.img"
stick "fault +unplug@$middle"
rm -f "$work/frames"
start_alone anna play --frames-md5 -o "$work/frames" "${disc[anna]}"
wait_for 120 "the player to wait" says 'put it back to go on'
stick "2 plug OTHER"
wait_for 60 "the copy to be refused" says "copy of token $serial"
stick "2 unplug"
stick "2 medium $work/other.img"
stick "2 plug OTHER"
wait_for 60 "another token to be refused" says "Token OTHER does not hold this disc's film"
put_back
ends 120 "$player"
[ $code -eq 0 ] || fail "the player ended with $code"
same_frames "$work/frames"
stick "2 unplug"
token_left anna 1
