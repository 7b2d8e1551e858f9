# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
# A Wayland desktop: Weston, whose screen is a window that fills an Xvfb, so that screenshots, keys and mouse come to it as
# in other tests. (Without Xvfb it has neither keyboard nor mouse, and such a desktop SDL2 does not stand.) Sourced by
# bash after common.sh.

# start_wayland : two workspaces of 512 by 288 pixels, which ask little of a busy computer; $weston is its process.
start_wayland() {
    needs weston convert xwininfo
    start_screen
    XDG_RUNTIME_DIR=$work/runtime
    mkdir -m 700 "$XDG_RUNTIME_DIR"
    printf '%s\n' '[core]' idle-time=0 '[shell]' num-workspaces=2 panel-position=none animation=none \
        background-image= background-color=0xff000000 >"$work/weston.ini"
    export XDG_RUNTIME_DIR
    weston --backend=x11-backend.so --use-pixman --width=512 --height=288 --socket=tallystick \
        --config="$work/weston.ini" --log="$work/weston.log" >"$work/weston.out" 2>&1 9>&- &
    weston=$!
    wait_for 60 Weston test -S "$XDG_RUNTIME_DIR/tallystick"
    wait_for 60 "Weston's screen" has_window
    export WAYLAND_DISPLAY=tallystick SDL_VIDEODRIVER=wayland
    # Keys go to where the mouse is.
    xdotool mousemove 256 10
}

# All that X11 knows of is Weston's own window: what is looked at is the whole of its screen.
has_window() {
    window=$(xwininfo -root -children 2>/dev/null | awk '/ 512x288[+]/ { print $1; exit }')
    [ -n "$window" ]
}

# workspace N : shows one of them. Windows on the other one are told no more when to draw, but for those that are as large
# as the screen, which stay.
workspace() {
    key "super+F$1"
}

# dark : there is no window on the screen.
dark() {
    has_window && timeout 20 import -window "$window" "$work/dark.png" 2>/dev/null &&
        [ "$(convert "$work/dark.png" -colorspace Gray -format '%[fx:mean < 0.02]' info:)" = 1 ]
}

lit() {
    ! dark
}
