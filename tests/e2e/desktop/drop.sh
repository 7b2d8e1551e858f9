#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# drop.sh FILM : files dropped on the window, by the protocol of file managers: one that is no disc, one with a difficult
# name, one on a film that plays, and two at once; and full screen, which is kept from film to first screen. Without sound all along, as on a computer that has none.
. "$(dirname "$0")/../lib/common.sh"
. "$(dirname "$0")/../lib/screen.sh"
needs curl jq xwininfo
use_film "$1"
other="$work/Un drôle de film 100% – süß & (2) #1.iso"
make_copy anna 3 "$other"
printf 'not a disc' >"$work/notes.txt"
start_server
start_reading
start_desktop

# Where all that is looked for can be read: less to look at is read sooner.
part=640x360+192+110

# drop FILE... : in the middle of the screen, where the window is.
drop() {
    "$tools/drag" 512 300 "$@" || fail "it was not taken: $*"
}

# left_at COPY : where it was left, in milliseconds; nothing when it is not known.
left_at() {
    awk -v copy="$1" '$1 == "copy" { ours = $2 == copy } ours && $1 == "position" { print $2 }' "$work/home/recent"
}

start_app --user anna
sees "Drop a disc image here" 60 $part

as_large_as_the_screen() {
    has_window && xwininfo -id "$window" 2>/dev/null | grep -q -- '-geometry 1024x576+0+0'
}

smaller_than_the_screen() {
    has_window && ! as_large_as_the_screen
}

check "what is no disc is told, and the first screen is there again"
drop "$work/notes.txt"
sees "notes.txt is not a disc image" 60 $part
key Escape
sees "Drop a disc image here" 60 $part

check "blanks, umlauts and percent signs in a name"
drop "$other"
sees "Do you trust this server?" 60 $part
key Return
sees "Sign in to" 60 $part
type_text "$password"
key Return
sees "Views left: 3 of 3" 60 $part
key Return
wait_for 60 "the film" shows_film

check "another film is dropped on it: that one is opened, and the place of the first is kept"
sleep 2
drop "${disc[anna]}"
sees "Views left: 5 of 5" 60 $part
[ "$(left_at "$made")" -gt 500 ] || fail "it is not known where the first film was left: $(cat "$work/home/recent")"
key Return
wait_for 60 "the film" shows_film

check "who goes back from the full screen stays in it, until leaving it is asked for"
key f
wait_for 120 "full screen" as_large_as_the_screen
key h
sees "Watched lately" 60 $part
as_large_as_the_screen || fail "the first screen is not full screen"
key Escape
wait_for 120 "a window" smaller_than_the_screen
sees "Watched lately" 60 $part

check "of two files the first is opened, and the other is not"
drop "$other" "$work/notes.txt"
sees "same viewing" 60 $part
sleep 1
never_sees "not a disc image"

check "and after all that the window still answers"
key Escape
sees "Watched lately" 60 $part
key q
quits 0
[ "$(views_left anna "$made")" -eq 2 ] || fail "it took more than one view"
