#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A person at a terminal: trusts the server, types the password unseen, is told what starting costs, and may say no.
# shellcheck source=tests/e2e/lib/common.sh
. "$(dirname "$0")/../lib/common.sh"
. "$(dirname "$0")/../lib/player.sh"
. "$(dirname "$0")/../lib/make_film.sh"
needs ffmpeg script

make_large_film "$work/film.mpg" 4 5000k
make_bank "$work/film.mpg" 2
start_server

# Runs the player on a terminal of its own, what it shows going to the file screen, what is typed coming from fd 9.
converse() {
    rm -f "$work/keys.fifo" "$work/screen"
    mkfifo "$work/keys.fifo"
    : >"$work/screen"
    script -q -e -f -c "'$bin/tallystick' play --frames-md5 -o '$work/frames' --data '$work/player' --server $url '$image'" \
        "$work/screen" <"$work/keys.fifo" >/dev/null 2>&1 &
    talk=$!
    exec 9>"$work/keys.fifo"
}

# asked WORDS ANSWER : waits until they are on the screen, then types the answer.
asked() {
    tries=0
    until grep -qF -- "$1" "$work/screen"; do
        tries=$((tries + 1))
        [ $tries -lt 300 ] || fail "never asked: $1; the screen: $(cat "$work/screen")"
        sleep 0.1
    done
    # Between the question and turning echo off lies nothing, but the answer to it must not come before.
    sleep 0.3
    printf '%s\n' "$2" >&9
}

ended() {
    got=0
    wait $talk || got=$?
    exec 9>&-
    [ "$got" -eq "$1" ] || fail "exit code $got in place of $1; the screen: $(cat "$work/screen")"
}

echo 'no trust, nothing sent'
converse
asked 'Trust this server?' n
ended 1
grep -q sign_in "$work/serve.log" && fail 'the password was sent all the same'

echo 'trust, user, password, but no start: no view is spent'
converse
asked 'Trust this server?' y
asked 'User name: ' viewer
asked 'Password of viewer' "$password"
asked 'Start? [Y/n]' n
ended 1
grep -qF "$password" "$work/screen" && fail 'the password was shown'
grep -q 'no view was used' "$work/screen" || fail "$(cat "$work/screen")"
grep -q 'view opened' "$work/serve.log" && fail 'a view was spent'

echo 'the second time only the start is asked for'
converse
asked 'Start? [Y/n]' ''
ended 0
grep -qF 'Trust' "$work/screen" && fail 'trust was asked for again'
grep -q 'Film "A Film for Tests": 2 views left; starting uses one.' "$work/screen" || fail "$(cat "$work/screen")"
[ -s "$work/frames" ] || fail 'nothing was played'

echo 'resuming asks nothing'
converse
ended 0
grep -q 'resuming the view you began' "$work/screen" || fail "$(cat "$work/screen")"
