#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# buffering.sh FILM : a complement that comes late, or whose server dies, in a window: the picture stops and dims, no decoy is
# shown, seeking and quitting answer at once, and the film goes on by itself when the complement comes.
. "$(dirname "$0")/../lib/common.sh"
needs convert curl jq
use_film "$1"
start_server
start_proxy
start_screen
size=$(stat -c %s "${complement[anna]}")

buffers() {
    look && [ "$likeness" -ge 900 ] && [ "$contrast" -lt 900 ]
}

# Another frame than FRAME, an earlier or a later one.
goes_back() {
    look && [ "$likeness" -ge 900 ] && [ "$frame" -lt "$1" ]
}

goes_on() {
    shows_film && [ "$frame" -gt "$1" ]
}

# The player's own bar is over the lower part of the picture.
shoot_bar() {
    timeout 20 import -window "$window" -gravity south -crop 100%x15%+0+0 +repage "gray:$1"
}

bar_rests() {
    shoot_bar "$work/bar" && sleep 0.3 && ! bar_changed
}

bar_changed() {
    shoot_bar "$work/bar.new" && ! cmp -s "$work/bar" "$work/bar.new"
}

handles_sigterm() {
    [ $((0x$(awk '/^SigCgt:/ { print $2 }' "/proc/$player/status") & 1 << 14)) -ne 0 ]
}

check "the complement stops after two fifths"
proxy after $((size * 2 / 5)) stall
start_player anna "${disc[anna]}"
wait_for 120 "the player's window" has_window
wait_for 120 "the film" shows_film
check "the film plays (frame $frame)"
wait_for 120 "buffering" buffers
stopped=$frame
check "buffering at frame $stopped: contrast $contrast of 1000"
proxy_is stall || fail "the proxy does not stall"
for _ in 1 2 3 4 5; do
    sleep 0.4
    look || fail "the window is gone"
    [ "$frame" -eq "$stopped" ] && [ "$contrast" -lt 900 ] || fail "frame $frame, contrast $contrast: no longer buffering"
done
cp "$work/shot.png" "$work/buffering.png"
# Dimmed as the picture is, what is bright in its middle are the words.
brightest=$(convert "$work/buffering.png" -gravity center -crop 60%x30%+0+0 +repage -colorspace Gray -format '%[fx:int(100*maxima)]' info:)
[ "$brightest" -ge 85 ] || fail "it is not said that it buffers: brightness $brightest of 100"

check "seeking answers while the network hangs"
wait_for 60 "the bar to rest" bar_rests
key Right
wait_for 10 "an answer to the key" bar_changed
key shift+Left
key Home
check "the complement comes: the film goes on from its beginning"
proxy pass
wait_for 120 "the film from its beginning" goes_back "$stopped"
wait_for 120 "the film past frame $stopped" goes_on "$stopped"

check "quitting answers while the network hangs"
proxy stall
key q
ends 10 "$player"
[ $code -eq 0 ] || fail "the player ended with $code"

check "the server dies in the middle of the film"
proxy pass
proxy after $((size * 2 / 5)) cut
device=second start_player anna "${disc[anna]}"
wait_for 120 "the player's window" has_window
wait_for 120 "the network to fail" proxy_is cut
stop_server KILL
proxy pass
wait_for 120 "buffering" buffers
stopped=$frame
check "buffering at frame $stopped: contrast $contrast of 1000; the server comes back"
start_server
url=http://127.0.0.1:$(cat "$work/proxy.port")
wait_for 120 "the film past frame $stopped" goes_on "$stopped"
key q
ends 10 "$player"
[ $code -eq 0 ] || fail "the player ended with $code"

check "a signal is obeyed while the network hangs, before there is a window"
proxy stall
device=third start_player anna "${disc[anna]}"
wait_for 60 "the player to be ready for signals" handles_sigterm
sleep 0.5
kill -TERM "$player"
ends 10 "$player"
[ $code -eq 1 ] || fail "the player ended with $code"
proxy pass
left=$(views_left anna "${copy[anna]}")
[ "$left" -eq 3 ] || fail "$left views are left of 5"
stop_server
