#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The pages for people name no file that is not there: neither between backquotes, from the sources' root on, nor in links.
set -euo pipefail

: "${TALLYSTICK_SOURCE:?run this through CTest}"
cd "${1:-$TALLYSTICK_SOURCE}"
named=0
faults=0

# there FILE PAGE
there() {
    named=$((named + 1))
    if [ ! -e "$1" ]; then
        faults=$((faults + 1))
        printf '%s names %s, which is not there\n' "$2" "$1" >&2
    fi
}

for page in README.md CONTRIBUTING.md docs/*.md; do
    while read -r path; do
        there "$path" "$page"
    done < <(grep -oE '`(base|cmake|docs|icons|net|packaging|player|po|server|synth|tests|token)/[A-Za-z0-9_./-]*`' "$page" | tr -d '`' | sort -u)
    while read -r path; do
        there "$(dirname "$page")/$path" "$page"
    done < <(grep -oE '\]\([A-Za-z0-9_./-]+\)' "$page" | sed 's/^](//; s/)$//' | sort -u)
done
[ $named -gt 50 ] || {
    echo "hardly any files were found to be named" >&2
    exit 1
}
[ $faults -eq 0 ] || exit 1
echo "$named files, all there"
