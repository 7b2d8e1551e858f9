#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# window.sh FILM : in a window, from a token, without any server: the token is pulled out in the middle of the film, which stops,
# dims and says so, and goes on when it is back. Two players at once cannot have one token. When no views are left, the window
# offers what can be done by its buttons, and the terminal by an option.
. "$(dirname "$0")/../lib/common.sh"
. "$(dirname "$0")/../lib/screen.sh"
. "$(dirname "$0")/../lib/token.sh"
needs convert curl jq
use_film "$1"
serial=TALLY0001
image=$work/token.img

buffers() {
    look && [ "$likeness" -ge 900 ] && [ "$contrast" -lt 900 ]
}

goes_on() {
    shows_film && [ "$frame" -gt "$1" ]
}

# words FILE : the line below the word that the film buffers, of the last shot; nothing moves there.
words() {
    local height
    height=$(convert "$work/shot.png" -format %h info:)
    convert "$work/shot.png" -gravity center -crop "100%x5%+0+$((height * 95 / 1000))" +repage "gray:$1"
}

start_server
for name in anna other; do
    device=$name as anna play --frames-md5 -o "$work/frames" "${disc[anna]}" 2>>"$work/player.log" || fail "the player failed"
done
token_image "$image" anna 1 "$serial"
stop_server
cp "$image" "$work/copied.img"
stick medium "$image"
stick "2 medium $work/copied.img"
stick "plug $serial"
start_reading

check "the film plays from the token, in a window"
start_alone anna "${disc[anna]}"
wait_for 120 "the player's window" has_window
wait_for 120 "the film" shows_film
says 'from the token\): 1 view left; starting uses one' || fail "$(cat "$work/player.log")"

check "a second player at once is refused"
expect 1 'another program is using' alone anna play --token "$serial" --frames-md5 "${disc[anna]}"
list anna
grep -q 'not accessible: .*another program is using' "$work/out" || fail "$(cat "$work/out")"

check "pulled out: it is said, and the film stops, whatever was read ahead"
wait_for 60 "the film" shows_film
pulled=$frame
stick unplug
wait_for 120 "the player to say so" says "Token $serial was pulled out; put it back to go on"
wait_for 120 "the film to stop" buffers
stopped=$frame
check "pulled at frame $pulled, stopped at $stopped: contrast $contrast of 1000"
# Twelve pieces of about 40 frames each are read ahead.
[ $((stopped - pulled)) -lt 320 ] || fail "it went on for $((stopped - pulled)) frames"
words "$work/said"
for _ in 1 2 3; do
    sleep 0.4
    look || fail "the window is gone"
    [ "$frame" -eq "$stopped" ] && [ "$contrast" -lt 900 ] || fail "frame $frame, contrast $contrast: no longer waiting"
    words "$work/still"
    cmp -s "$work/said" "$work/still" || fail "what is said on the screen changes by itself"
done

check "a copy of it on another stick is refused, on the screen too"
stick "2 plug OTHER"
wait_for 60 "the copy to be refused" says "copy of token $serial"
says_so() {
    look && words "$work/still" && ! cmp -s "$work/said" "$work/still"
}
wait_for 60 "the screen to say so" says_so
[ "$frame" -eq "$stopped" ] && [ "$contrast" -lt 900 ] || fail "frame $frame, contrast $contrast: no longer waiting"
stick "2 unplug"

check "back: the film goes on"
stick plug
wait_for 120 "the film past frame $stopped" goes_on "$stopped"
key q
quits 0
token_left anna 0

check "none left: the window speaks of its buttons, the terminal of an option"
device=other start_app --token "$serial" "${disc[anna]}"
sees "No views of"
sees "use your account over the network"
sees "Use the network"
never_sees "no-token"
says 'use your account over the network\. Give --no-token for that\.' || fail "$(cat "$work/player.log")"
key q
quits 1
