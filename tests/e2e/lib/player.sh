# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154
# The player at the command line, without any screen: a film made here, in the bank of a server. Sourced by bash after common.sh.
export SDL_VIDEODRIVER=dummy SDL_AUDIODRIVER=dummy

# Whether the programs were built with a sanitizer.
sanitized() {
    grep -qaE '__(asan|tsan)_init' "$bin/tallystick"
}

# make_bank FILM VIEWS : a server with the film as $title, users viewer and quinn (QA), a distributor; and viewer's copy of
# that many views, $made, as $image.
make_bank() {
    image=$work/disc.iso
    server init
    title=$(server ingest "$1" --title 'A Film for Tests')
    add_user viewer
    add_user quinn --qa
    distributor=$(server distributor add 'The Shop')
    make_copy viewer "$2" "$image"
}

# player USER ARGUMENTS... : the player, signed in with the password, its data in $work/player.
player() {
    local user=$1
    shift
    printf '%s\n' "${given:-$password}" |
        "$bin/tallystick" "$@" --data "$work/player" --server "$url" --user "$user" --password-fd 0
}

# refused CODE WORDS COMMAND... : as expect, but these very words must be said.
refused() {
    local words=$2
    expect "$1" '' "${@:3}"
    grep -qF -- "$words" "$work/err" || fail "not said: $words; but: $(tail -n 5 "$work/err")"
}
