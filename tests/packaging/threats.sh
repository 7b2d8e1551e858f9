#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# docs/THREATS.md claims nothing that no test proves: in its tables whose last column is headed "proved by", each row
# names tests there, and all of them exist. A name is a test of CTest, or `test_FOLDER_NAME:function` of one of its
# functions.
set -euo pipefail

: "${TALLYSTICK_SOURCE:?run this through CTest}" "${TALLYSTICK_BUILD:?run this through CTest}"
page=${1:-$TALLYSTICK_SOURCE/docs/THREATS.md}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
faults=0

fault() {
    faults=$((faults + 1))
    printf '%s\n' "$*" >&2
}

# From what CTest itself reads: asking it while it runs would disturb it.
find "$TALLYSTICK_BUILD" -name CTestTestfile.cmake -exec sed -nE 's/^add_test\((\[=*\[|")?([^]" ]+).*/\2/p' {} + |
    sort -u >"$scratch/tests"
[ "$(wc -l <"$scratch/tests")" -gt 50 ] || fault "hardly any tests were found in $TALLYSTICK_BUILD"

# exists NAME : in this build, or declared for builds that have what it needs.
exists() {
    grep -qxF -- "$1" "$scratch/tests" ||
        find "$TALLYSTICK_SOURCE/tests" \( -name '*.cmake' -o -name CMakeLists.txt \) -exec grep -qE "\(${1#*.} " {} +
}

# has_function SUITE FUNCTION
has_function() {
    local folder=${1#test_}
    grep -qrx --include "test_${folder#*_}.c" "START_TEST($2)" "$TALLYSTICK_SOURCE/tests/${folder%%_*}"
}

# proven LINE CELL
proven() {
    local name names=0
    while read -r name; do
        names=$((names + 1))
        exists "${name%%:*}" || fault "line $1: there is no test ${name%%:*}"
        [[ $name != *:* ]] || has_function "${name%%:*}" "${name#*:}" ||
            fault "line $1: there is no test $name"
    done < <(grep -o '`[^`]*`' <<<"$2" | tr -d '`')
    [ $names -gt 0 ] || fault "line $1: nothing proves this"
}

number=0
rows=0
inside=no
while IFS= read -r line; do
    number=$((number + 1))
    case $line in
    '|'*'| proved by |') inside=yes ;;
    '|---'* | '| ---'*) ;;
    '|'*)
        if [ $inside = yes ]; then
            rows=$((rows + 1))
            cell=${line%|*}
            proven $number "${cell##*|}"
        fi
        ;;
    *) inside=no ;;
    esac
done <"$page"
[ $rows -gt 0 ] || fault "no table of claims was found in $page"
[ $faults -eq 0 ] || exit 1
echo "$rows claims, each with a test"
