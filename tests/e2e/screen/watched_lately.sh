#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# watched_lately.sh FILM : the first screen's list of films. One whose image is gone says so, and what to do, and is opened as
# soon as the image is there again; any can be taken off the list, by key and by mouse, and put back. The volume, too, is
# that of before.
. "$(dirname "$0")/../lib/common.sh"
. "$(dirname "$0")/../lib/screen.sh"
needs curl jq
use_film "$1"
start_server
start_reading
mkdir "$work/stick"
cp "${disc[anna]}" "$work/stick/holiday.iso"

# Where the first entry of the list is, without what surrounds it, and its cross.
first=560x28+232+213
cross=779

# at_home : the first screen, with the list.
at_home() {
    device=anna start_app
    sees "Watched lately"
}

check "a film is watched for a moment"
export SDL_AUDIODRIVER=dummy
start_player anna "$work/stick/holiday.iso"
wait_for 120 "the film" shows_film
key 9 9 9
key q
quits 0
grep -qx "path $work/stick/holiday.iso" "$work/anna/recent" || fail "it is not noted: $(cat "$work/anna/recent")"

check "the volume is that of before"
grep -qx 'percent 94' "$work/anna/volume" || fail "it is not kept: $(cat "$work/anna/volume")"
start_player anna "$work/stick/holiday.iso"
wait_for 120 "the film" shows_film
key 0
key q
quits 0
grep -qx 'percent 96' "$work/anna/volume" || fail "it was not that of before: $(cat "$work/anna/volume")"

check "its image is there: on the list it has the image's name"
at_home
sees "holiday.iso"
never_sees "Not here now"

check "its image is gone: the list says so, and choosing it says what to do"
mv "$work/stick" "$work/away"
sees "Not here now: holiday.iso"
key Return
# Where it was; but for the random name of this test's folder, which nobody reads letter by letter.
sees "Not here now: /"
sees "stick/holiday.iso"
sees "Plug in what it is stored on"
sees "Open a disc image"
key Escape
sees "Watched lately"

check "it is opened as soon as it is there again"
key Return
sees "Plug in what it is stored on"
mv "$work/away" "$work/stick"
sees "same viewing"
key Escape
sees "Watched lately"

check "taken off the list by a key, and put back"
key Delete
sees "back on the list" 60 "$first"
never_sees "holiday.iso"
[ "$(grep -c '^copy ' "$work/anna/recent" || true)" -eq 0 ] || fail "it is still noted"
key Return
sees "holiday.iso"
grep -qx "path $work/stick/holiday.iso" "$work/anna/recent" || fail "it is not noted again: $(cat "$work/anna/recent")"

check "taken off by the mouse, on the cross beside it"
find_word "holiday.iso"
click_at "$cross" "${place#* }"
sees "back on the list" 60 "$first"
never_sees "holiday.iso"
key q
quits 0

check "it stays off"
device=anna start_app
sees "Drop a disc image here"
never_sees "Watched lately"
key q
quits 0
stop_server
