#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# hanging_disc.sh FILM : a disc whose reads do not come back, as a drive takes minutes over a scratch: it is said over the
# picture; seeking and quitting answer all the same, and the server is told where viewing stopped. The reads hang until
# the player is gone.
. "$(dirname "$0")/../lib/common.sh"
. "$(dirname "$0")/../lib/screen.sh"
needs curl jq od sqlite3
if grep -qa '__asan_init\|__tsan_init' "$bin/tallystick"; then
    skip "nothing can be preloaded before a sanitizer"
fi
use_film "$1"
start_server
start_reading

# entry CHUNK FIELD-OFFSET SIZE : a number from the complement's index (docs/FORMATS.md).
entry() {
    echo $((16#$(od -An -v -tx1 -j $((128 + 24 * $1 + $2)) -N "$3" "${complement[anna]}" | tr -d ' \n')))
}

# Reads of these sectors hang from now on: hang FUNCTION FIRST COUNT, in read (libdvdread's), in pread (the player's own)
# or in any of them. Nothing lets them go but the end of the player.
hang() {
    rm -f "$work/sign"
    export HANGING_SECTORS="$2 $3 ${disc[anna]}" HANGING_SIGN="$work/sign" HANGING_CALL="$1"
    [ "$1" != any ] || unset HANGING_CALL
}

# start_hanging USER COMMAND... : as start_player.
start_hanging() {
    LD_PRELOAD=$tools/libbad_sectors.so start_player "$@"
}

hangs() {
    [ -s "$work/sign" ]
}

# The picture is dimmed: the film waits for what comes next.
waits() {
    look && [ "$likeness" -ge 900 ] && [ "$contrast" -lt 900 ]
}

goes_back() {
    shows_film && [ "$frame" -lt "$1" ]
}

goes_on() {
    shows_film && [ "$frame" -gt "$1" ]
}

closed_views() {
    sqlite3 -cmd '.timeout 10000' "$data/store.db" "SELECT count(*) FROM audit WHERE event = 'view_closed'"
}

# leaves CODE HOW COMMAND... : after the command the player ends with the code, though the read hangs.
leaves() {
    local wanted=$1 how=$2
    shift 2
    hangs || fail "no read hangs"
    "$@"
    ends 60 "$player"
    [ $code -eq "$wanted" ] || fail "$how: the player ended with $code"
}

# A chunk in the middle of the film; the navigation pack of its first VOBU is its first sector.
chunks=$((16#$(od -An -v -tx1 -j 16 -N 4 "${complement[anna]}" | tr -d ' \n')))
middle=$((chunks / 2))
first=$(entry $middle 8 4)
count=$(entry $middle 12 4)

check "the disc hangs in the middle of the film (chunk $middle of $chunks): what was read before still plays"
hang any "$first" "$count"
start_hanging anna "${disc[anna]}"
wait_for 120 "the player's window" has_window
wait_for 120 "a read that hangs" hangs
wait_for 120 "the film to wait" waits
stopped=$frame
[ "$stopped" -gt 0 ] || fail "nothing was played"
sees "The disc is hard to read here"
sees "wipe the disc with a soft cloth"

check "seeking over it, from frame $stopped: the film goes on behind it"
key Right
key Right
key space # lest it be over before anybody looks
wait_for 120 "the film behind what hangs" goes_on $((stopped + 50))
check "seeking back, from frame $frame"
key Home
key space
wait_for 120 "the film from its beginning" goes_back "$stopped"

check "quitting by key; the server is told"
leaves 0 "by key" key q
[ "$(closed_views)" -eq 1 ] || fail "$(closed_views) views were closed, not 1"

check "libdvdnav's own reads hang: the same"
hang read "$first" 1
start_hanging anna "${disc[anna]}"
wait_for 120 "the player's window" has_window
wait_for 120 "a read that hangs" hangs
[ "$(cat "$work/sign")" = read ] || fail "$(cat "$work/sign") hangs, not read"
wait_for 120 "the film to wait" waits
sees "The disc is hard to read here"
key Home
wait_for 120 "the film from its beginning" goes_back "$stopped"
wait_for 120 "the film to wait" waits
leaves 0 "by signal" kill -TERM "$player"
[ "$(closed_views)" -eq 2 ] || fail "$(closed_views) views were closed, not 2"

check "the disc hangs while it is opened, in the player's own reads and in libdvdread's"
for function in pread read; do
    hang $function 0 300
    start_hanging anna "${disc[anna]}"
    wait_for 60 "a read that hangs" hangs
    leaves 1 "while opening ($function)" kill -TERM "$player"
done

check "the disc's tables hang, the last that is opened"
hang read "$(($(entry 0 8 4) - 40))" 40
start_hanging anna "${disc[anna]}"
wait_for 60 "a read that hangs" hangs
leaves 1 "while opening the tables" kill -TERM "$player"

check "without a window"
hang any "$first" "$count"
start_hanging anna play --frames-md5 -o "$work/frames" "${disc[anna]}"
wait_for 60 "a read that hangs" hangs
leaves 1 "hashing frames" kill -TERM "$player"
[ ! -e "$work/frames" ] || fail "half of the hashes were left behind"
stop_server
