#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The whole story of one disc with one view: first run, sign in, watch, seek, choose a subtitle, quit, go on; and on
# another device the view is used up, which is said.
. "$(dirname "$0")/../lib/common.sh"
. "$(dirname "$0")/../lib/screen.sh"
. "$(dirname "$0")/../lib/make_subtitled.sh"
needs ffmpeg convert spumux dvdauthor genisoimage curl jq
make_subtitled "$work/disc" || fail "$(tail -n 5 "$work/disc.made/log")"
use_disc "$work/disc" 'Subtitles' 1
start_server
start_reading

# signs_in : on a device that never met the server.
signs_in() {
    sees "Do you trust this server?"
    key Return
    sees "Sign in to"
    type_text anna
    key Tab
    type_text "$password"
    key Return
}

view_taken() {
    [ "$(views_left anna "$made")" -eq 0 ]
}

views_opened() {
    grep -c 'view opened' "$work/serve.log" || true
}

check "first run: trust, sign in, watch"
device=laptop start_app "$work/anna.iso"
signs_in
sees "Watch - uses 1 of 1"
key Return
wait_for 60 "the view" view_taken

check "seek to the second chapter, 5 s into the film, and choose subtitles"
wait_for 60 "the film" shows nothing
key space
sleep 0.5
key Prior
sleep 0.5
key j
wait_for 120 "the English subtitle" shows white
key j
wait_for 120 "the French subtitle" shows yellow
key q
quits 0

check "going on: where it was left, as the same viewing"
device=laptop start_app "$work/anna.iso"
sees "Go on at 0:00:0"
sees "same viewing"
key Return
wait_for 60 "the film" shows nothing
key space
sleep 0.5
key j
wait_for 120 "the subtitle of the place where it was left" shows white
key q
quits 0
[ "$(views_opened)" -eq 1 ] || fail "$(views_opened) views were opened"

check "no views left: said on another device, with what to do; nothing is opened"
device=desk start_app "$work/anna.iso"
signs_in
sees "The film cannot be played"
sees "No views of \"Subtitles\" are left"
sees "Ask the distributor for more"
refused() {
    grep -c 'No views of .* are left' "$work/player.log"
}
first=$(refused)
check "trying again comes first, for who has got more; then another account"
key Return
once_more() {
    [ "$(refused)" -eq $((first + 1)) ]
}
wait_for 60 "it to be tried again" once_more
sees "Sign in with another account"
key Tab
key Return
sees "Sign in to"
key Escape
sees "Drop a disc image here"
key q
quits 0
[ "$(views_opened)" -eq 1 ] || fail "a view was opened though none was left"
stop_server
