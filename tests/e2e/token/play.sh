#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# play.sh FILM : a film plays from a token, without any network, as it does online; each view is counted on the token, and
# what must be refused is refused with a sentence that helps.
. "$(dirname "$0")/../lib/common.sh"
. "$(dirname "$0")/../lib/token.sh"
needs curl jq script
use_film "$1"
serial=TALLY0001
token=$work/token.img

check "online: the frames are the original's; the devices have signed in"
start_server
for name in one two; do
    device=$name as anna play --frames-md5 -o "$work/frames" "${disc[anna]}" 2>>"$work/player.log" || fail "the player failed"
done
same_frames "$work/frames"
new_copy quinn 3
as quinn verify "${disc[quinn]}" >/dev/null 2>&1 || fail "the QA device cannot sign in"

check "a token comes first, whatever the network has; none left on it: the account's views, and it is said"
token_image "$token" anna 1 "$serial"
stick medium "$token"
stick "plug $serial"
expect 0 '\(from the token\): 1 view left; starting uses one' alone one play --frames-md5 -o "$work/frames" "${disc[anna]}"
same_frames "$work/frames"
[ "$(views_left anna "${copy[anna]}")" -eq 2 ] || fail "$(views_left anna "${copy[anna]}") views are left in the account"
# A person is asked.
talk=$(printf 'n\n' | script -qec "'$bin/tallystick' play --frames-md5 --data '$work/two' --server '$url' '${disc[anna]}'" /dev/null) &&
    fail "it played: $talk"
grep -q 'No views.*are left' <<<"$talk" && grep -q 'Use it? \[Y/n\]' <<<"$talk" && grep -q 'no view was used' <<<"$talk" || fail "$talk"
expect 0 'The network can be used instead' alone two play --frames-md5 -o "$work/frames" "${disc[anna]}"
grep -q 'No views.*(from the token) are left' "$work/err" || fail "$(cat "$work/err")"
same_frames "$work/frames"
[ "$(views_left anna "${copy[anna]}")" -eq 2 ] || fail "resuming took a view"
stick unplug
new_copy anna 2
token_image "$token" anna 1 "$serial"
device=three as anna play --frames-md5 -o "$work/frames" "${disc[anna]}" 2>>"$work/player.log" || fail "the player failed"
[ "$(views_left anna "${copy[anna]}")" -eq 0 ] || fail "$(views_left anna "${copy[anna]}") views are left in the account"
mkdir "$work/new"
list new

check "what is plugged in is listed"
list one
[ ! -s "$work/out" ] && grep -q 'No USB stick' "$work/err" || fail "$(cat "$work/out" "$work/err")"
stick medium "$token"
stick "plug $serial"
list one
for line in "serial number $serial" 'nothing of it is mounted' "copy ${copy[anna]}" 'views left: 1 of 1' 'complete'; do
    grep -q "$line" "$work/out" || fail "no \"$line\" in: $(cat "$work/out")"
done
list three
grep -q 'for other devices; 1 view granted' "$work/out" || fail "$(cat "$work/out")"
list one --json
jq -e --arg serial "$serial" --arg copy "${copy[anna]}" '.sticks | length == 1 and .[0].serial == $serial and .[0].accessible and .[0].token
    and .[0].file == null and (.[0].films | length == 1 and .[0].copy == $copy and .[0].views_left == 1 and .[0].views_granted == 1
    and .[0].complete and .[0].for == "this device" and (.[0].qa | not))' "$work/out" >/dev/null || fail "$(cat "$work/out")"

check "without any server: the same frames, one view; again within 24 hours: the same view"
stop_server
expect 0 '\(from the token\): 1 view left; starting uses one' alone one play --frames-md5 -o "$work/frames" "${disc[anna]}"
same_frames "$work/frames"
token_left one 0
expect 0 '\(from the token\): resuming the view you began; 0 views left' alone one play --token "$serial" --frames-md5 -o "$work/frames" "${disc[anna]}"
same_frames "$work/frames"
token_left one 0

check "none left: refused, and what to do; another device's licence; a device that never signed in; a token that is not there"
expect 1 'No views of .*\(from the token\) are left: 1 of 1 used.*Nothing was read.*--no-token' alone two play --token "$serial" --frames-md5 "${disc[anna]}"
expect 1 'for other devices' alone three play --token "$serial" --frames-md5 "${disc[anna]}"
expect 1 'has not signed in' alone new play --token "$serial" --frames-md5 "${disc[anna]}"
expect 1 'neither the serial number' alone one play --token NONE --frames-md5 "${disc[anna]}"
expect 1 'does not hold|not on the token' alone one play --token "$serial" --frames-md5 "${disc[bert]}"
[ ! -s "$work/out" ] || fail "it printed: $(head -n 3 "$work/out")"

check "without --token the network is tried, and both reasons are said"
expect 1 'The network can be used instead' alone two play --frames-md5 "${disc[anna]}"
grep -q 'No views' "$work/err" && grep -q 'Cannot reach' "$work/err" || fail "$(cat "$work/err")"
expect 1 'Cannot reach' alone one play --no-token --frames-md5 "${disc[anna]}"
! grep -q 'token' "$work/err" || fail "$(cat "$work/err")"
stick unplug
expect 1 'Cannot reach' alone one play --frames-md5 "${disc[anna]}"

check "a disc signed by another key than the one pinned"
stick plug
cp -a "$work/one" "$work/pinned"
sed -i 's/^signing-key ......../signing-key 00112233/' "$work"/pinned/servers/*
expect 1 'signed by another key' alone pinned play --token "$serial" --frames-md5 "${disc[anna]}"
stick unplug

check "a copy on another stick, an older state of the token, a changed licence"
new_copy anna 9
token_image "$token" anna 3 "$serial"
cp "$token" "$work/older.img"
cp "$token" "$work/copied.img"
stick "2 medium $work/copied.img"
stick "2 plug OTHER"
expect 1 "copy of token $serial.*The network|copy of token $serial" alone one play --frames-md5 "${disc[anna]}"
expect 1 "the licence is for the token $serial, but this one is OTHER" alone one play --token OTHER --frames-md5 "${disc[anna]}"
mkdir "$work/folder"
cp "$token" "$work/folder/TALLY.TST"
expect 1 'does not lie on a USB device' alone one play --token "$work/folder" --frames-md5 "${disc[anna]}"
expect 1 'does not lie on a USB device' alone one play --token "$work/folder/TALLY.TST" --frames-md5 "${disc[anna]}"
stick medium "$token"
stick "plug $serial"
check "beside its copy the token itself is found"
expect 0 '3 views left; starting uses one' alone one play --frames-md5 -o "$work/frames" "${disc[anna]}"
same_frames "$work/frames"
stick "2 unplug"
stick unplug
stick medium "$work/older.img"
stick plug
expect 1 'older copy|restored' alone one play --token "$serial" --frames-md5 "${disc[anna]}"
list one
grep -qE 'cannot be played: .*(older|restored)' "$work/out" || fail "$(cat "$work/out")"
stick unplug

check "verifying counts as a view, unless the token is for quality assurance"
stick medium "$token"
stick plug
expect 0 'Verifying this way counts as a view' alone two verify --json --token "$serial" "${disc[anna]}"
jq -e .identical "$work/out" >/dev/null || fail "$(cat "$work/out")"
token_left one 1
stick unplug
token_image "$work/qa.img" quinn 2 "$serial"
stick medium "$work/qa.img"
stick plug
expect 0 '' alone quinn verify --json "${disc[quinn]}"
jq -e .identical "$work/out" >/dev/null || fail "$(cat "$work/out")"
! grep -qE 'view' "$work/err" || fail "$(cat "$work/err")"
token_left quinn 2
expect 0 '2 views left; starting uses one' alone quinn play --frames-md5 -o "$work/frames" "${disc[quinn]}"
same_frames "$work/frames"
token_left quinn 1
