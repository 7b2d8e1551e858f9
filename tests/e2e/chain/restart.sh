#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# restart.sh FILM : the server is killed and comes back in the middle of a film: playing goes on by itself, and every frame
# is right.
. "$(dirname "$0")/../lib/common.sh"
needs curl jq
use_film "$1"
start_server
start_proxy
# The proxy in a mode, or the player at its end.
proxy_is_or_gone() {
    proxy_is "$1" || gone "$player"
}

size=$(stat -c %s "${complement[anna]}")

passed() {
    [ "$(proxy_passed)" -ge "$1" ]
}

check "a slow network: $size bytes of complement in about 10 s"
proxy rate $((size / 10))
start_player anna play --frames-md5 -o "$work/frames" "${disc[anna]}"
for round in 1 2; do
    wait_for 120 "a part of the complement" passed $((size * round / 4))
    check "server killed after $(proxy_passed) bytes"
    stop_server KILL
    : >"$work/player.log"
    # What was on its way is lost, too; from here on nobody answers.
    proxy cut
    proxy rate $((size / 10))
    wait_for 120 "the player to notice" test -s "$work/player.log"
    ! gone "$player" || fail "the player gave up"
    [ ! -e "$work/frames" ] || fail "the film was over already"
    start_server
    url=http://127.0.0.1:$(cat "$work/proxy.port")
    check "server started again"
done
ends 240 "$player"
[ $code -eq 0 ] || fail "the player ended with $code"
same_frames "$work/frames"
check "all $(wc -l <"$film/hashes") frames are right, and it was one view"
[ "$(views_left anna "${copy[anna]}")" -eq 4 ] || fail "$(views_left anna "${copy[anna]}") views are left of 5"

check "connections cut off after each few thousand bytes"
proxy pass
device=other start_player anna play --frames-md5 -o "$work/cut.frames" "${disc[anna]}"
cuts=0
while ! gone "$player" && [ $cuts -lt 4 ]; do
    proxy after $((size / 6)) cut
    wait_for 120 "the cut" proxy_is_or_gone cut
    proxy pass
    cuts=$((cuts + 1))
done
ends 240 "$player"
[ $code -eq 0 ] || fail "the player ended with $code"
same_frames "$work/cut.frames"
stop_server
