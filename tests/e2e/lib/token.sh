# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154
# What the end-to-end scripts on tokens share. Sourced after common.sh, under mock_stick (tests/token/mock_stick.c).
: "${STICK_CONTROL:?is set by mock_stick, under which this runs}"

# stick COMMAND : the first stick; "2 COMMAND" the second.
stick() {
    "$tools/mock_stick" --tell "$*" >"$work/stick.answer" || fail "the stick does not obey: $*"
}

# token_image FILE USER VIEWS SERIAL : a stick's image with USER's film for all devices that USER has signed in with.
token_image() {
    rm -f "$1"
    truncate -s 2M "$1"
    server token --copy "${copy[$2]}" --views "$3" --serial "$4" --format -o "$1" >/dev/null 2>"$work/err" ||
        fail "the token was not written: $(cat "$work/err")"
}

# new_copy USER VIEWS : in place of the film's own.
new_copy() {
    make_copy "$1" "$2" "$work/$1.iso"
    copy[$1]=$made
    disc[$1]=$work/$1.iso
}

# alone DEVICE COMMAND ARGUMENTS... : tallystick without any sign-in, its data in $work/DEVICE.
alone() {
    local folder=$work/$1
    shift
    timeout "${limit:-300}" "$bin/tallystick" "$@" --data "$folder" --server "$url" --yes </dev/null 9>&-
}

# list DEVICE [--json] : what is plugged in, in $work/out.
list() {
    local folder=$work/$1
    shift
    "$bin/tallystick" token list --data "$folder" "$@" >"$work/out" 2>"$work/err" || fail "no list: $(cat "$work/err")"
}

# start_alone DEVICE COMMAND... : the same in the background, as $player, with its words in player.log.
start_alone() {
    local folder=$work/$1
    shift
    : >"$work/player.log"
    "$bin/tallystick" "$@" --data "$folder" --server "$url" --yes </dev/null 2>>"$work/player.log" 9>&- &
    player=$!
}

says() {
    grep -qE -- "$1" "$work/player.log"
}

# on_token DEVICE : the views left, as `token list` has them.
on_token() {
    list "$1" --json
    jq -r '.sticks[] | select(.token) | .films[0].views_left' "$work/out"
}

# token_left DEVICE VIEWS
token_left() {
    local left
    left=$(on_token "$1")
    [ "$left" = "$2" ] || fail "$left views are left on the token, not $2"
}
