# SPDX-License-Identifier: GPL-3.0-or-later
# What the scripts of this folder share; sourced, with $0 the script itself.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jobs=$(nproc 2>/dev/null || echo 2)

# Where downloads are kept.
cache_folder() {
    printf '%s\n' "${XDG_CACHE_HOME:-$HOME/.cache}/tallystick"
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
