#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The real player's window: opens where it was, unless told not to remember; what its settings say is heeded, and what
# they say wrong is named with its line.
. "$(dirname "$0")/../lib/common.sh"
start_screen
mkdir "$work/settings"
conf=$work/settings/tallystick.conf
: >"$conf"

start() {
    "$bin/tallystick" --data "$work/viewer" --config "$conf" "$@" >"$work/out" 2>"$work/player.log" 9>&- &
    player=$!
    wait_for 120 "the player's window" has_window
}

# place : "X Y WIDTH HEIGHT" of the window.
place() {
    has_window && xdotool getwindowgeometry --shell "$window" 2>/dev/null |
        awk -F= '/^(X|Y|WIDTH|HEIGHT)=/ { at[$1] = $2 } END { print at["X"], at["Y"], at["WIDTH"], at["HEIGHT"] }'
}

lies_at() {
    [ "$(place)" = "$1" ]
}

stop() {
    kill -TERM "$player"
    ends 60 "$player"
}

check 'the window is moved, and is there again at the next start'
start
wait_for 120 'a place' test -n "$(place)"
xdotool windowsize "$window" 640 360
xdotool windowmove "$window" 77 55
wait_for 120 'the new place' lies_at '77 55 640 360'
sleep 1
stop
grep -qx 'width 640' "$work/viewer/window" || fail "it remembers: $(cat "$work/viewer/window")"
[ "$(stat -c %a "$work/viewer/window")" = 600 ] || fail 'others can read it'
start
wait_for 120 'the place of before' lies_at '77 55 640 360'

stop
start --fullscreen # which takes a window manager to be seen; there is none here
stop
grep -qx 'width 640' "$work/viewer/window" || fail "full screen is taken for the window: $(cat "$work/viewer/window")"

check 'a place on a monitor that is gone: the middle of the one there is'
sed -i 's/^x .*/x 3000/' "$work/viewer/window"
start
wait_for 120 'the middle' lies_at '192 108 640 360'
stop

check 'nonsense, or not to be remembered: as at a first start'
echo nonsense >"$work/viewer/window"
start
first=$(place)
[ "$first" != '192 108 640 360' ] || fail 'it knows the place from somewhere else'
stop
printf 'tallystick window 1\nx 10\ny 10\nwidth 400\nheight 300\nmaximised 0\n' >"$work/viewer/window"
echo 'remember-window=no' >"$conf"
start
wait_for 120 'the first place' lies_at "$first"
stop
grep -qx 'x 10' "$work/viewer/window" || fail 'it was written all the same'

check 'wrong lines of the settings are named, and cost nothing'
printf 'remember-window=no\nvolume=loud\n' >"$conf"
printf 'RIGHT jump\n' >"$work/settings/keys.conf"
start
stop
grep -qF "$conf:2: volume takes a number from 0 to 130, not \"loud\"" "$work/player.log" || fail "$(cat "$work/player.log")"
grep -qF 'keys.conf:1: there is no action "jump"' "$work/player.log" || fail "$(cat "$work/player.log")"
expect 1 'none.conf' "$bin/tallystick" --data "$work/viewer" --config "$work/none.conf"

check 'a screen of twice the density: a window of the usual size for the eye, not for the ruler'
needs xrdb
Xvfb -displayfd 8 -screen 0 2560x1440x24 -nolisten tcp -noreset 8>"$work/dense" 2>>"$work/xvfb.log" 9>&- &
wait_for 60 'the other Xvfb' test -s "$work/dense"
DISPLAY=:$(cat "$work/dense")
rm "$work/viewer/window"
echo 'remember-window=no' >"$conf"
start
wait_for 120 'the ordinary size' lies_at '512 288 1536 864'
stop
echo 'Xft.dpi: 192' | xrdb -nocpp -merge
start
wait_for 120 'the usual size, twice' lies_at '256 144 2048 1152'
stop
