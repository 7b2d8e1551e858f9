# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# What end-to-end tests share: a folder of their own, and saying what went wrong. Sourced by bash.
set -euo pipefail
umask 077

bin=${TALLYSTICK_BIN:?names the folder of the programs}
work=$(mktemp -d "${TMPDIR:-/tmp}/tallystick-e2e-XXXXXX")
trap 'rm -rf "$work"' EXIT

fail() {
    printf 'FAILED: %s\n' "$*" >&2
    exit 1
}

# needs PROGRAM...: the test is skipped where one is missing.
needs() {
    local program
    for program in "$@"; do
        if ! command -v "$program" >/dev/null; then
            printf 'skipped: %s is not installed\n' "$program"
            exit 77
        fi
    done
}

# expect CODE PATTERN COMMAND...: it exits with the code, and says the pattern (extended, may be empty) on
# standard error. What it printed is in $work/out, what it said in $work/err.
expect() {
    local wanted=$1 pattern=$2 code=0
    shift 2
    "$@" >"$work/out" 2>"$work/err" </dev/null || code=$?
    if [ "$code" -ne "$wanted" ] || { [ -n "$pattern" ] && ! grep -qE -- "$pattern" "$work/err"; }; then
        cat "$work/out" "$work/err" >&2
        fail "expected exit code $wanted and /$pattern/, got $code from: $*"
    fi
}

# server COMMAND...: tallystick-server on this test's own data folder.
server() {
    "$bin/tallystick-server" "$@" --data "$work/data"
}

# make_film FILE SECONDS [OPTION...]: moving noise and a tone, by ffmpeg; options are its own, for the output.
make_film() {
    local file=$1 seconds=$2
    shift 2
    ffmpeg -nostdin -v error -y -f lavfi -i "testsrc2=size=720x576:rate=25:duration=$seconds,noise=alls=24:allf=t" \
        -f lavfi -i "sine=frequency=440:duration=$seconds" -c:v mpeg4 -q:v 3 -c:a ac3 "$@" "$file"
}

# bank_is_clean TITLES: the bank holds so many titles and nothing else.
bank_is_clean() {
    local entries
    entries=$(find "$work/data/bank" -mindepth 1 -maxdepth 1 ! -name .lock | wc -l)
    if [ "$entries" -ne "$1" ] || [ -n "$(find "$work/data/bank" -name 'incoming-*')" ]; then
        find "$work/data/bank" >&2
        fail "the bank holds $entries entries, not $1 titles alone"
    fi
}
