#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Two monitors and a window manager: the window comes back to where it was, full screen is on the monitor the window is
# on, and a monitor that goes takes nothing with it. The monitors are the X server's own, of its driver without hardware.
. "$(dirname "$0")/../lib/common.sh"
. "$(dirname "$0")/../lib/screen.sh"
. "$(dirname "$0")/../lib/xorg.sh"
needs xdotool xrandr xwininfo

# second on|off : the monitor on the right.
second() {
    if [ "$1" = on ]; then
        xrandr --output DUMMY1 --mode 1024x768 --right-of DUMMY0
    else
        xrandr --output DUMMY1 --off
    fi
    xrandr >/dev/null # The driver looks what is connected when it is asked.
}

start() {
    "$bin/tallystick" --data "$work/viewer" "$@" >"$work/out" 2>"$work/player.log" 9>&- &
    player=$!
    wait_for 120 "the player's window" has_window
}

stop() {
    kill -TERM "$player"
    ends 60 "$player"
}

# place : "X Y WIDTH HEIGHT" of what is inside the window's frame.
place() {
    has_window && xwininfo -id "$window" 2>/dev/null |
        awk '/Absolute upper-left|Width:|Height:/ { printf "%s%d", separator, $NF; separator = " " }'
}

lies_at() {
    [ "$(place)" = "$1" ]
}

# comes_to PLACE WHAT : and stays there.
comes_to() {
    local until=$((SECONDS + 30))
    until lies_at "$1"; do
        [ $SECONDS -lt $until ] || fail "$2: it is at $(place), not at $1"
        sleep 0.1
    done
    sleep 0.5
    lies_at "$1" || fail "$2: it went on to $(place) from $1"
    check "$2"
}

start_xorg
xrandr --addmode DUMMY1 1024x768 # which connects it
second on
start_desktop

# Far enough on the right, and its size taken.
moved() {
    case $(place) in
    12??" "*" 640 360") return 0 ;;
    esac
    return 1
}

# On the monitor on the left, with all of its width.
on_first() {
    local x y width height
    read -r x y width height <<<"$(place)"
    [ "${width:-0}" -gt 0 ] && [ "$x" -ge 0 ] && [ $((x + width)) -le 1024 ] && [ "$y" -ge 0 ] && [ $((y + height)) -le 768 ]
}

start
xdotool windowsize "$window" 640 360
xdotool windowmove "$window" 1210 140
wait_for 120 'the new place' moved
sleep 0.5
at=$(place)

check "the window is where it was, to the pixel, however often it is started"
for _ in 1 2; do
    stop
    start
    comes_to "$at" 'its place of before'
done

check "full screen is on the monitor the window is on, and so is what it comes back to"
key f
comes_to '1024 0 1024 768' 'full screen'
key f
comes_to "$at" 'the window'
stop
start --fullscreen
comes_to '1024 0 1024 768' 'full screen from the start'
key f
comes_to "$at" 'the window'

check "the monitor goes while the film is full screen on it"
key f
comes_to '1024 0 1024 768' 'full screen'
second off
comes_to '0 0 1024 768' 'full screen on the monitor that is left'
key f
wait_for 120 'the window on the monitor that is left' on_first
sleep 0.5
on_first || fail "the window has gone to $(place)"
stop

check "a place on a monitor that has gone meanwhile"
second on
printf 'tallystick window 1\nx %d\ny %d\nwidth 640\nheight 360\nmaximised 0\n' ${at% * *} >"$work/viewer/window"
start
comes_to "$at" 'its place'
stop
second off
start
wait_for 120 'the monitor that is left' on_first
stop
