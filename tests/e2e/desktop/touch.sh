#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# touch.sh FILM : a finger on a touch screen, which is the X server's own: taps and drags on the film and on the first
# screen. What the player did is asked over D-Bus, in a session of its own.
# shellcheck source=tests/e2e/lib/session.sh
. "$(dirname "$0")/../lib/session.sh"
. "$(dirname "$0")/../lib/screen.sh"
. "$(dirname "$0")/../lib/xorg.sh"
. "$(dirname "$0")/../lib/mpris.sh"
needs gdbus xdotool xwininfo tesseract convert import
use_film "$1"
grep -aq 'libgio-2\.0\.so' "$tools/play_plain" || skip 'the player was built without GIO'
start_xorg touch
reading=eng

# find_window CLASS : waits for it, and where it is: left, upper, width, height.
find_window() {
    wait_for 120 "the player's window" xdotool search --onlyvisible --class "$1" >/dev/null
    sleep 0.5 # SDL may replace a window it has just opened.
    window=$(xdotool search --onlyvisible --class "$1" | head -n 1)
    read -r left upper width height < <(xwininfo -id "$window" |
        awk '/Absolute upper-left|Width:|Height:/ { printf "%d ", $NF } END { print "" }')
}

# finger TIMES X Y [X Y]... : in thousandths of the window's width and height.
finger() {
    local line=$1 before
    shift
    while [ $# -gt 1 ]; do
        line+=" $(awk "BEGIN { print ($left + $1 * $width / 1000) / 1.024, ($upper + $2 * $height / 1000) / 0.768 }")"
        shift 2
    done
    before=$(wc -l <"$work/fingers.done")
    echo "$line" >&7
    wait_for 120 'the touch screen' has_lines "$work/fingers.done" $((before + 1))
}

has_lines() {
    [ "$(wc -l <"$1")" -ge "$2" ]
}

mkfifo "$work/fingers"
"$tools/touch" "$work/touch" <"$work/fingers" >"$work/fingers.done" 9>&- &
exec 7>"$work/fingers"

"$tools/play_plain" --no-audio --home "$original" 2>"$work/player.log" 7>&- 9>&- &
player=$!
find_window play_plain
wait_for 120 'playing' is PlaybackStatus "'Playing'"
wait_for 120 'the film' advances
sleep 3 # until nothing lies over the picture

check 'a tap on the picture brings the controls, one on their button pauses'
finger 1 500 500
finger 1 22 958
wait_for 120 'the pause' is PlaybackStatus "'Paused'"

check 'the seek bar follows the finger'
finger 1 200 908 300 908 400 908 500 908
wait_for 120 'the middle of the film' between 14000000 16000000

check 'two taps on a side seek, and the film stays paused'
finger 1 900 500
sleep 1
finger 2 900 500
wait_for 120 'ten seconds on' between 24000000 26000000
sleep 1
finger 2 100 500
wait_for 120 'ten seconds back' between 14000000 16000000
is PlaybackStatus "'Paused'" || fail 'it goes on'

check 'a finger that comes down beside what it is taken away from presses nothing'
finger 1 500 500 200 700 22 958
sleep 0.5
is PlaybackStatus "'Paused'" || fail 'it goes on'

check 'back by the arrow'
finger 1 22 50
ends 60 "$player"
[ "$code" -eq 0 ] && grep -q 'outcome=back' "$work/player.log" || fail "it ended with $code: $(cat "$work/player.log")"

check 'the first screen, too large for its window: a drag scrolls it, a tap presses'
echo 'text-size=2' >"$work/conf"
"$bin/tallystick" --data "$work/home" --config "$work/conf" 2>>"$work/player.log" 7>&- 9>&- &
player=$!
find_window tallystick
part=${width}x$height+$left+$upper
sees 'Drop a disc image here' 60 "$part"
! reads 'Quit' "$part" || fail 'all of it is in sight'
finger 1 500 700 500 600 500 500 500 400 500 300 500 200
sees 'Quit' 60 "$part"
finger 1 500 200 500 300 500 400 500 500 500 600 500 800
sees 'Drop a disc image here' 60 "$part"
finger 1 500 600
finger 1 500 955
sees 'An image file' 60 "$part"
