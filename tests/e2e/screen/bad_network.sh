#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# bad_network.sh FILM : the window answers while the network hangs, says when it is lost, and tries again when told to.
. "$(dirname "$0")/../lib/common.sh"
. "$(dirname "$0")/../lib/screen.sh"
needs curl jq
use_film "$1"
start_server
start_proxy
start_reading

check "nothing comes from the network: giving up leads to the first screen"
proxy stall
start_app --user anna "${disc[anna]}"
sees "Opening the film"
key Escape
sees "Drop a disc image here"
key q
quits 0 20

check "nothing comes from the network: the window can be left"
start_app --user anna "${disc[anna]}"
sees "Opening the film"
key ctrl+q
quits 0 20

check "no network at all: it is said, and tried again when the person says so"
proxy cut
start_app --user anna "${disc[anna]}"
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
quits 0 20
grep -q sign_in "$work/serve.log" && fail "something was sent to a server that is not trusted"

check "signing in can be given up"
start_app --user anna "${disc[anna]}"
sees "Do you trust this server?"
key Return
sees "Sign in to"
key Escape
sees "Drop a disc image here"
key q
quits 0 20
stop_server
