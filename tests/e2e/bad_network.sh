#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# bad_network.sh FILM : the window answers while the network hangs, says when it is lost, and tries again when told to.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/screen_lib.sh"
needs curl jq
use_film "$1"
start_server
start_proxy
start_reading

start() {
    "$bin/tallystick" --data "$work/home" --server "$url" --user anna --no-audio "$@" </dev/null 2>>"$work/player.log" 9>&- &
    player=$!
    wait_for 60 "the player's window" has_window
}

# quits CODE : the player ends by itself, before long.
quits() {
    ends 20 "$player"
    [ "$code" -eq "$1" ] || fail "the player ended with $code in place of $1"
}

check "nothing comes from the network: giving up leads to the first screen"
proxy stall
start "${disc[anna]}"
sees "Opening the film"
key Escape
sees "Drop a disc image here"
key q
quits 0

check "nothing comes from the network: the window can be left"
start "${disc[anna]}"
sees "Opening the film"
key ctrl+q
quits 0

check "no network at all: it is said, and tried again when the person says so"
proxy cut
start "${disc[anna]}"
sees "The film cannot be played"
sees "Try again"
proxy pass
key Return
sees "Do you trust this server?"

check "a server that is not trusted is sent nothing"
key Tab Return
sees "is not trusted"
key Escape
sees "Drop a disc image here"
key q
quits 0
grep -q sign_in "$work/serve.log" && fail "something was sent to a server that is not trusted"

check "signing in can be given up"
start "${disc[anna]}"
sees "Do you trust this server?"
key Return
sees "Sign in to"
key Escape
sees "Drop a disc image here"
key q
quits 0
stop_server
