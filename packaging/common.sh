# SPDX-License-Identifier: GPL-3.0-or-later
# What the scripts of this folder share; sourced, with $0 the script itself.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jobs=$(nproc 2>/dev/null || echo 2)

# Where downloads are kept.
cache_folder() {
    printf '%s\n' "${XDG_CACHE_HOME:-$HOME/.cache}/tallystick"
}

# keep_fetched FOLDER FILE PART WHAT: has the caller's function fetch fill a folder of its own, and makes its PART
# the FOLDER of the cache, whole or not at all; FILE says that it is there, as another process may have been faster.
keep_fetched() {
    local folder=$1 file=$2 part=$3 what=$4 work
    mkdir -p "$(dirname "$folder")"
    work=$(mktemp -d "$(dirname "$folder")/incoming-XXXXXX")
    # shellcheck disable=SC2064
    trap "rm -rf '$work'" EXIT
    fetch "$work"
    mv -T "$work/$part" "$folder" 2>/dev/null || [ -f "$folder/$file" ] || die "cannot move the $what to $folder"
}

say() {
    printf '==> %s\n' "$*" >&2
}

die() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}

wrong_usage() {
    printf '%s: %s\nTry: %s --help\n' "$(basename "$0")" "$*" "$0" >&2
    exit 2
}

# Prints the comment that heads the script itself.
show_help() {
    sed -n '3,/^[^#]/s/^# \{0,1\}//p' "$0"
}
