#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# first_run.sh FILM : a person starts the player for the first time, and does all in its window: trusts the server, mistypes
# the password, signs in, watches, quits, and goes on another time.
. "$(dirname "$0")/../lib/common.sh"
. "$(dirname "$0")/../lib/screen.sh"
needs curl jq
use_film "$1"
start_server
start_reading

check "the first screen, with the keyboard alone: a path is typed"
start_app
sees "Drop a disc image here"
sees "No Tallystick disc is in a drive"
key Tab Shift+Tab Return
sees "Open a disc image"
type_text "${disc[anna]}"
key Return

check "the server is met for the first time"
sees "Do you trust this server?"
sees "Fingerprint of its key"
[ -z "$(ls "$work/home/servers" 2>/dev/null)" ] || fail "the server was trusted before that was asked"
key Return

check "a wrong password is asked for again, and shown nowhere"
sees "Sign in to"
type_text anna
key Tab
type_text wrong-password
never_sees "wrong-password"
key Return
sees "password is wrong"
grep -qF wrong-password "$work/player.log" && fail "the password was logged"
type_text "$password"
key Return

check "the film's card; no view is used until it is started"
sees "Views left: 5 of 5"
sees "Watch - uses 1 of 5"
[ "$(views_left anna "${copy[anna]}")" -eq 5 ] || fail "a view was taken before it was asked for"
key Return
wait_for 60 "the film" shows_film
[ "$(views_left anna "${copy[anna]}")" -eq 4 ] || fail "the view was not taken"

check "back to the first screen, which knows the film"
key space
sleep 1
key h
sees "Watched lately"
key q
quits 0

check "the film goes on where it was left, as the same viewing"
start_app "${disc[anna]}"
sees "same viewing"
sees "Start again from the beginning"
key Return
wait_for 60 "the film" shows_film
key q
quits 0
[ "$(views_left anna "${copy[anna]}")" -eq 4 ] || fail "another view was taken"

check "another user's disc: signing in with that account is what helps, and is offered first"
start_app "${disc[bert]}"
sees "belongs to another user's account"
sees "Sign in with another account"
never_sees "Sign in again"
grep -q 'another account, start again with --user' "$work/player.log" || fail "$(tail -n 3 "$work/player.log")"
key Return
sees "Sign in to"
type_text bert
key Tab
type_text "$password"
key Return
sees "Views left:"
key Escape
sees "Watched lately"
key q
quits 0

check "what cannot be played is told in the window, and a way out is offered"
start_app "$work/none.iso"
sees "The film cannot be played"
sees "Try again"
key Escape
sees "Watched lately"
key q
quits 0
start_app "$work/none.iso"
sees "The film cannot be played"
key q
quits 1
stop_server
