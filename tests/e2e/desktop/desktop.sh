#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The player on a desktop: media controls over D-Bus (MPRIS), while a film plays and before; the screen kept from going
# dark while it plays, and only then; and nothing where there is no session bus. In a D-Bus session of its own.
# shellcheck source=tests/e2e/lib/session.sh
. "$(dirname "$0")/../lib/session.sh"
. "$(dirname "$0")/../lib/mpris.sh"
needs gdbus xdotool
use_film "$1"
grep -aq 'libgio-2\.0\.so' "$tools/play_plain" || skip 'the player was built without GIO'
start_screen
export SDL_VIDEO_X11_WMCLASS=tallystick

# start OPTIONS... : plays the original, as $player.
start() {
    "$tools/play_plain" --no-audio "$@" "$original" 2>>"$work/player.log" 9>&- &
    player=$!
}

ends_well() {
    ends 60 "$player"
    [ "$code" -eq 0 ] || fail "it ended with $code: $(cat "$work/player.log")"
}

quit() {
    gdbus call --session --dest "${name:-org.mpris.MediaPlayer2.tallystick}" --object-path /org/mpris/MediaPlayer2 \
        --method org.mpris.MediaPlayer2.Quit >/dev/null
}

# What the desktop was told last of its screensaver: "inhibit", "allow", or "gone" for who is not there any more.
screensaver_is() {
    [ "$(tail -n 1 "$work/screensaver" | cut -d ' ' -f 1)" = "$1" ]
}

# inhibited TIMES : so often it was told to keep the screen from going dark.
inhibited() {
    [ "$(grep -c '^inhibit' "$work/screensaver")" -ge "$1" ]
}

"$tools/screensaver" >"$work/screensaver" 2>"$work/screensaver.log" 9>&- &
wait_for 60 "the desktop's screensaver" screensaver_is ready

check 'the first screen is there, stopped, can be raised and made full screen, and quits'
"$bin/tallystick" --data "$work/home" 2>>"$work/player.log" 9>&- &
player=$!
wait_for 120 'the player on the bus' is PlaybackStatus "'Stopped'"
is CanPlay false && is CanSeek false && is CanControl true || fail 'there is a film to play'
put Fullscreen true root
wait_for 120 'full screen' is Fullscreen true root
put Fullscreen false root
wait_for 120 'the window' is Fullscreen false root
ask Play
is PlaybackStatus "'Stopped'" || fail 'something plays'
quit
ends_well
screensaver_is ready || fail "the screensaver was kept off with no film: $(cat "$work/screensaver")"

start
check 'it is there, and plays'
wait_for 120 'the player on the bus' is PlaybackStatus "'Playing'"
wait_for 120 'playing' advances
[ "$(get Identity root)" = "'Tallystick'" ] || fail "it is called $(get Identity root)"
[ "$(get DesktopEntry root)" = "'tallystick'" ] || fail 'it does not name its desktop entry'
is CanSeek true && is CanPause true && is CanGoNext true || fail 'it cannot do what it can'
wait_for 120 'the screen to be kept from going dark' screensaver_is inhibit
grep -qx 'inhibit Tallystick: Playing a film' "$work/screensaver" || fail "the desktop is told: $(cat "$work/screensaver")"
[ "$(get HasTrackList root)" = false ] || fail 'it has a list of tracks'
get Metadata >"$work/metadata"
grep -q "'xesam:title': <'..*'>" "$work/metadata" || fail "there is no title: $(cat "$work/metadata")"
grep -q "'mpris:length': <int64 [1-9][0-9]\{6,\}>" "$work/metadata" || fail "there is no length: $(cat "$work/metadata")"

check 'pause by PlayPause, told by a signal; the position stands'
gdbus monitor --session --dest org.mpris.MediaPlayer2.tallystick >"$work/signals" 2>&1 &
monitor=$!
wait_for 120 'the monitor' grep -q 'is owned by' "$work/signals"
ask PlayPause
wait_for 120 'the pause' is PlaybackStatus "'Paused'"
wait_for 120 'the screen, which may go dark now' screensaver_is allow
at=$(microseconds)
sleep 0.5
[ "$(microseconds)" = "$at" ] || fail 'the position goes on'
wait_for 120 'the signal' grep -q "PropertiesChanged.*'PlaybackStatus': <'Paused'>" "$work/signals"

check 'seeking, by so much and to a place; a place that is not there is ignored'
ask SetPosition /org/mpris/MediaPlayer2/tallystick/film 2000000
wait_for 120 'the place' between 1900000 2100000
wait_for 120 'the signal' grep -q 'Seeked (int64 ' "$work/signals"
ask Seek 1000000
wait_for 120 'one second on' between 2900000 3100000
ask SetPosition /org/mpris/MediaPlayer2/tallystick/film 99000000000
ask SetPosition /another/film 500000
sleep 0.5
between 2900000 3100000 || fail "it went to $(microseconds)"

check 'rate and full screen are set'
put Rate 1.5
wait_for 120 'the rate' is Rate 1.5
put Rate 1.0
put Fullscreen true root
wait_for 120 'full screen' is Fullscreen true root
put Fullscreen false root
wait_for 120 'the window' is Fullscreen false root
wait_for 120 'the signal' grep -q "PropertiesChanged.*'Fullscreen': <true>" "$work/signals"

check 'a second player has a name of its own'
"$tools/play_plain" --no-audio "$original" 2>>"$work/player.log" 9>&- &
second=$!
name=org.mpris.MediaPlayer2.tallystick.instance$second
wait_for 120 'the second player' is PlaybackStatus "'Playing'"
quit
ends 60 "$second"
[ "$code" -eq 0 ] || fail "it ended with $code"
name=

check 'Play goes on, Quit ends it'
ask Play
wait_for 120 'playing' is PlaybackStatus "'Playing'"
wait_for 120 'the screen to be kept from going dark' screensaver_is inhibit
quit
ends_well
wait_for 60 'the screen, which may go dark now' screensaver_is allow
kill "$monitor" 2>/dev/null || true

check 'at its end, and after a crash, the screen may go dark'
before=$(grep -c '^inhibit' "$work/screensaver")
start --start 27
ends_well
wait_for 60 'the screen to be kept from going dark' inhibited $((before + 1))
wait_for 60 'the screen, which may go dark after the end' screensaver_is allow
start
wait_for 60 'the screen to be kept from going dark' screensaver_is inhibit
{ kill -KILL "$player" && wait "$player" || true; } 2>/dev/null
wait_for 120 'the desktop to let go' screensaver_is gone

check 'without a session bus it plays as well, and says nothing of it'
DBUS_SESSION_BUS_ADDRESS=disabled: "$tools/play_plain" --no-audio "$original" 2>"$work/player.log" 9>&- &
player=$!
wait_for 120 "the player's window" has_window
sleep 1
key q
ends 60 "$player"
[ "$code" -eq 0 ] || fail "it ended with $code"
! grep -qiE 'bus|media' "$work/player.log" || fail "it says: $(cat "$work/player.log")"
