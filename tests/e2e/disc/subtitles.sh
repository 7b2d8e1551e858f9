#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The disc's subtitles, from the bank to the screen: shown when due, in their colours, gone afterwards; chosen, hidden,
# off; and what is forced is seen whatever is chosen.
. "$(dirname "$0")/../lib/common.sh"
. "$(dirname "$0")/../lib/make_subtitled.sh"
needs ffmpeg convert spumux dvdauthor genisoimage

# sees COLOUR [BEFORE [WORDS]] : waits for it; nothing but what is named before it may be seen until then.
sees() {
    local until=$((SECONDS + 120))
    until shows "$1"; do
        [ $SECONDS -lt $until ] || fail "not seen in time: $1; the middle of the picture is $seen"
        # shellcheck disable=SC2076
        [ -z "${2:-}" ] || [[ " $2 else $1 " =~ " $colour " ]] || fail "$colour was seen before $1"
        sleep 0.05
    done
    check "${3:-$1}"
}

make_subtitled "$work/disc" || fail "$(tail -n 5 "$work/disc.made/log")"
use_disc "$work/disc" 'Subtitles'
start_server
start_screen

start_player anna --subtitle 1 "$work/anna.iso"
wait_for 120 "the player's window" has_window
sees white nothing "English is due, and white"
key space
sleep 0.3
key j
sees yellow white "French instead, at once, in the paused picture"
key j
sees nothing yellow "off"
key v
sees yellow nothing "shown again"
key v
sees nothing yellow "hidden"
key shift+j
sees white nothing "back to English"
key space
sees nothing white "gone when its time is over"
sees white nothing "and there again"
key space
sleep 0.3
key j
sees red white "the second unit of French"
key v
sleep 0.5
sees red "" "is forced, and not hidden"
key j
sleep 0.5
sees red "" "nor is it off"
key space
sees nothing red "gone"
key q
quits 0

check "--subtitle off: what is forced alone"
start_player anna --start 1 --subtitle off "$work/anna.iso"
wait_for 120 "the player's window" has_window
sees red nothing "forced"
sees nothing red "gone"
key q
quits 0

check "starting in the middle of a subtitle: it is there, as the disc's navigation says where it lies"
start_player anna --start 4 --subtitle 1 "$work/anna.iso"
wait_for 120 "the player's window" has_window
sees white nothing "English from 3 s on, though playing began at 4 s"
sees nothing white "gone"
sees white nothing "and there again: the first was not this one"
key q
quits 0
