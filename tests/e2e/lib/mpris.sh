# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# The player's media controls over D-Bus (MPRIS), as a desktop asks for them. Sourced by bash in a session of its own;
# $name, where it is set, is the player's name on the bus.

# interface [root]
interface() {
    [ "${1:-}" = root ] && echo org.mpris.MediaPlayer2 || echo org.mpris.MediaPlayer2.Player
}

# get NAME [root] : a property's value, as gdbus writes it.
get() {
    gdbus call --session --timeout 60 --dest "${name:-org.mpris.MediaPlayer2.tallystick}" \
        --object-path /org/mpris/MediaPlayer2 --method org.freedesktop.DBus.Properties.Get \
        "$(interface "${2:-}")" "$1" 2>>"$work/gdbus.log" | sed 's/^(<\(.*\)>,)$/\1/'
}

# is NAME VALUE [root]
is() {
    [ "$(get "$1" "${3:-}")" = "$2" ]
}

ask() {
    gdbus call --session --timeout 60 --dest "${name:-org.mpris.MediaPlayer2.tallystick}" \
        --object-path /org/mpris/MediaPlayer2 --method "org.mpris.MediaPlayer2.Player.$1" "${@:2}" >/dev/null
}

put() {
    gdbus call --session --timeout 60 --dest org.mpris.MediaPlayer2.tallystick --object-path /org/mpris/MediaPlayer2 \
        --method org.freedesktop.DBus.Properties.Set "$(interface "${3:-}")" "$1" "<$2>" >/dev/null
}

microseconds() {
    get Position | sed 's/^int64 //'
}

# between LEAST MOST : the position, in microseconds.
between() {
    local at
    at=$(microseconds)
    [ -n "$at" ] && [ "$at" -ge "$1" ] && [ "$at" -le "$2" ]
}

advances() {
    local before
    before=$(microseconds)
    sleep 0.5
    [ "$(microseconds)" -gt "$before" ]
}
