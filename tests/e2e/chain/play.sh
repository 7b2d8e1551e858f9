#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# play.sh FILM : a disc and its complement play as the original does: every frame, every sample of sound, and what a
# viewer sees on the screen.
. "$(dirname "$0")/../lib/common.sh"
needs curl jq
use_film "$1"
start_server

check "frames: those of the original, as FFmpeg and the player's own pipeline decode it"
as anna play --frames-md5 -o "$work/frames" "${disc[anna]}" 2>>"$work/player.log" || fail "the player failed"
same_frames "$work/frames"

check "screen and sound: in a window under Xvfb, beside the original"
export SDL_AUDIODRIVER=disk
start_screen
SDL_DISKAUDIOFILE=$work/synthesised.raw start_player anna "${disc[anna]}"
SDL_VIDEODRIVER=dummy SDL_DISKAUDIOFILE=$work/original.raw "$tools/play_plain" "$original" 2>"$work/plain.log" 9>&- &
plain=$!
wait_for 120 "the player's window" has_window
seen=0
last=-1
while ! gone "$player"; do
    # What is on the screen is judged all the time; a title over the picture, or a black one, proves nothing.
    if look && [ "$likeness" -ge 970 ]; then
        [ "$frame" -eq "$last" ] || seen=$((seen + 1))
        last=$frame
    fi
    sleep 0.3
done
ends 10 "$player"
[ $code -eq 0 ] || fail "the player ended with $code"
[ $seen -ge 2 ] || fail "only $seen frames of the film were recognised on the screen"
echo "$seen different frames of the film were recognised on the screen, no decoys"
ends 120 "$plain"
[ $code -eq 0 ] || fail "the original's player ended with $code: $(cat "$work/plain.log")"
frames=$(wc -l <"$film/hashes")
"$tools/samples" "$work/synthesised.raw" "$work/original.raw" $((frames / 25 - 1)) || fail "the sound is not the original's"

check "all that was one view"
left=$(views_left anna "${copy[anna]}")
[ "$left" -eq 4 ] || fail "$left views are left of 5"
stop_server
