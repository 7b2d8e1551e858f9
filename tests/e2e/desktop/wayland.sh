#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# wayland.sh FILM : the player on a Wayland desktop: the film's pictures on the screen, all of them in time, by each way of
# drawing; out of sight it plays on and quits; the window comes back as it was left, and is called by its own name.
. "$(dirname "$0")/../lib/common.sh"
. "$(dirname "$0")/../lib/wayland.sh"
use_film "$1"
start_wayland

# play ARGUMENTS... : the original.
play() {
    : >"$work/player.log"
    "$tools/play_plain" "$@" "$original" 2>>"$work/player.log" 9>&- &
    player=$!
}

# count_pictures : what the player says at its end of the pictures shown, and of those it was too late for. The two make up
# all that the film has up to where it was left, 25 a second.
count_pictures() {
    local position
    read -r position shown late < <(sed -n \
        's/^outcome=quit .* position_ms=\([0-9]*\) shown=\([0-9]*\) late=\([0-9]*\)$/\1 \2 \3/p' "$work/player.log") ||
        fail 'the player does not say what it has shown'
    local missing=$((position / 40 + 1 - shown - late))
    [ "${missing#-}" -le 2 ] || fail "$shown pictures shown and $late late ones are not all up to $position ms"
}

for renderer in software opengl; do
    export SDL_RENDER_DRIVER=$renderer
    check "$renderer: the film is on the screen, and quits by a key"
    play --fullscreen
    wait_for 120 'the film' shows_film
    key q
    quits 0
    count_pictures
done
# As where there is no graphics card, and nothing else is asked for.
unset SDL_RENDER_DRIVER

check 'pictures come in time, as soon as the computer has time for them'
best=100
for try in 1 2 3 4 5 6; do
    play --fullscreen
    wait_for 120 'the film' shows_film
    sleep 2.5
    key q
    quits 0
    count_pictures
    percent=$((late * 100 / (shown + late)))
    best=$((percent < best ? percent : best))
    [ "$late" -gt 0 ] || break
    check "$late of $((shown + late)) pictures were late"
    # Others keep the computer busy: what is left to see is that this has not become the rule.
    [ $try -lt 3 ] || [ $best -gt 20 ] || break
done
[ $best -le 20 ] || fail "each time many pictures were left out, at least $best of a hundred"

check 'out of sight, where nobody says when to draw, it goes on to its end'
export SDL_RENDER_DRIVER=opengl
wait_for 60 'the empty screen' dark
play --start 24
wait_for 120 'the window' lit
workspace 2
wait_for 60 'the other workspace' dark
! gone "$player" || fail "it did not last as long as that: $(cat "$work/player.log")"
quits 0 120
grep -q '^outcome=ended finished=1 ' "$work/player.log" || fail "it did not come to its end: $(cat "$work/player.log")"
workspace 1

check 'out of sight, it quits'
play
wait_for 120 'the window' lit
workspace 2
wait_for 60 'the other workspace' dark
kill -TERM "$player" || fail 'it did not last as long as that'
quits 0
workspace 1
unset SDL_RENDER_DRIVER

# says PATTERN : what goes between the player and the desktop, in the words of WAYLAND_DEBUG.
says() {
    grep -q -- "$1" "$work/wire"
}

check 'a window that was maximised opens so; its name is that of the desktop entry'
mkdir -m 700 "$work/viewer"
printf 'tallystick window 1\nx 70\ny 50\nwidth 320\nheight 180\nmaximised 1\n' >"$work/viewer/window"
: >"$work/wire"
WAYLAND_DEBUG=1 "$bin/tallystick" --data "$work/viewer" </dev/null >"$work/wire" 2>&1 9>&- &
player=$!
wait_for 60 'the wish to be maximised' says 'xdg_toplevel@[0-9]*.set_maximized()'
wait_for 60 'a picture of that size' says 'create_buffer(.*, 512, '
says "set_app_id(\"$(basename "$TALLYSTICK_SOURCE"/packaging/linux/*.desktop .desktop)\")" ||
    fail "the desktop cannot know whose window it is: $(grep set_app_id "$work/wire")"
sleep 1
key ctrl+q
quits 0
! says '\.error(' || fail "the desktop says: $(grep '\.error(' "$work/wire")"
for line in 'x 70' 'y 50' 'width 320' 'height 180' 'maximised 1'; do
    grep -qx "$line" "$work/viewer/window" || fail "of a window with \"$line\" it remembers: $(cat "$work/viewer/window")"
done
