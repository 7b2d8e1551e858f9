# SPDX-License-Identifier: GPL-3.0-or-later
# What the tests of the scripts share: sourced first.
# shellcheck shell=bash
set -euo pipefail

: "${TALLYSTICK_SOURCE:?names the source folder}"
packaging=$TALLYSTICK_SOURCE/packaging
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# expect CODE PATTERN COMMAND...: the command exits with this code, and its output matches.
expect() {
    local wanted=$1 pattern=$2 code=0
    shift 2
    "$@" >"$scratch/output" 2>&1 </dev/null || code=$?
    if [ "$code" -ne "$wanted" ] || { [ -n "$pattern" ] && ! grep -qE -- "$pattern" "$scratch/output"; }; then
        printf 'Expected exit code %s and /%s/; got %s from: %s\n' "$wanted" "$pattern" "$code" "$*" >&2
        cat "$scratch/output" >&2
        exit 1
    fi
}
