#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The player speaks French where that is asked for: by option, setting or locale, installed on the system or not.
# shellcheck source=tests/e2e/lib/common.sh
. "$(dirname "$0")/../lib/common.sh"

# says WORDS COMMAND... : on stdout or stderr.
says() {
    words=$1
    shift
    "$@" >"$work/said" 2>&1 || true
    grep -qF -- "$words" "$work/said" || {
        cat "$work/said" >&2
        fail "not said: $words"
    }
}

english="Check the name of the disc image or drive."

echo 'English unless something else is asked for'
says "$english" "$bin/tallystick" verify "$work/none.iso"
says 'start full screen' "$bin/tallystick" --help

echo 'French by option, in help and errors'
says 'plein écran' "$bin/tallystick" --language fr --help
"$bin/tallystick" verify --language fr "$work/none.iso" 2>"$work/french" && fail 'a disc that is not there was verified'
grep -qF "$english" "$work/french" && fail 'the error is English'
grep -q "$work/none.iso" "$work/french" || fail 'the error does not name the disc'

echo 'the same by setting and by locale, known to this system or not'
printf 'language=de,fr\n' >"$work/tallystick.conf"
says "$(cat "$work/french")" "$bin/tallystick" verify --config "$work/tallystick.conf" "$work/none.iso"
says "$(cat "$work/french")" env LC_ALL= LANG=fr_FR.UTF-8 "$bin/tallystick" verify "$work/none.iso"
says "$(cat "$work/french")" env LC_ALL=fr_CA.UTF-8 "$bin/tallystick" verify "$work/none.iso"

echo 'a language there is no catalogue for is English, and so are results for scripts'
says "$english" "$bin/tallystick" verify --language eo "$work/none.iso"
"$bin/tallystick" token list --json --language fr >"$work/one" 2>"$work/said" || fail "$(cat "$work/said")"
"$bin/tallystick" token list --json >"$work/other"
cmp "$work/one" "$work/other" || fail 'a result for scripts is translated'
