#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The server's command line: help, wrong usage, refusals, what goes to which stream.
# shellcheck source=tests/e2e/lib/common.sh
. "$(dirname "$0")/../lib/common.sh"

source=${TALLYSTICK_SOURCE:?names the source folder}
id=00112233445566778899aabbccddeeff
for command in '' init ingest 'title list' 'title show' 'user add' 'user passwd' 'distributor add' 'copy create' \
    image complement token identify serve audit; do
    # shellcheck disable=SC2086
    expect 0 '' "$bin/tallystick-server" $command --help
    grep -q '^Usage: tallystick-server' "$work/out" || fail "no usage in the help of '$command'"
    [ ! -s "$work/err" ] || fail "help on standard error"
    # The manual knows every option, and no other.
    page=$source/docs/man/tallystick-server${command:+-${command%% *}}.1
    tr -d '\\' <"$page" >"$work/page"
    for option in $(grep -oE '^  +(-., )?--[a-z-]+' "$work/out" | grep -oE -- '--[a-z-]+'); do
        grep -qE -- "^(fB-.fR, )?fB${option}fR" "$work/page" || fail "$page does not tell of $option"
        printf '%s\n' "$option" >>"$work/options.${command%% *}"
    done
done
for page in "$source"/docs/man/tallystick-server-*.1; do
    command=$(basename "${page#*tallystick-server-}" .1)
    for option in $(tr -d '\\' <"$page" | grep -oE '^(fB-.fR, )?fB--[a-z-]+fR' | sed 's/.*fB--/--/; s/fR$//'); do
        grep -qxe "$option" "$work/options.$command" || fail "$page tells of $option, which is not there"
    done
done
expect 0 '' "$bin/tallystick-server" --version
expect 0 '' "$bin/tallystick-server" title --help
[ "$(grep -c '^Usage: tallystick-server title ' "$work/out")" -eq 2 ] || fail "no help for 'title'"

usage() {
    expect 2 "$1" "$bin/tallystick-server" "${@:2}" --data "$work/data"
    [ ! -s "$work/out" ] || fail "wrong usage printed something on standard output: ${*:2}"
}
expect 2 'needs a command' "$bin/tallystick-server"
expect 2 'no command "frobnicate"' "$bin/tallystick-server" frobnicate
usage 'no command "title' title
usage 'no option --foo' init --foo
usage 'https://' init --address films.example
usage 'https://' init --address http://films.example
usage 'not a server' init --address https://
usage 'not encrypted' init --address http://127.films.example
usage 'must end after host and port' init --address https://films.example/shop
usage 'plain letters' init --address https://b%C3%BCcher.example
usage 'needs FILM' ingest --title x
usage 'needs --title' ingest film.mkv
usage 'standard or strong' ingest film.mkv --title x --profile weak
usage 'pal or ntsc' ingest film.mkv --title x --standard secam
usage 'title needs' ingest film.mkv --title ''
usage 'control characters' ingest film.mkv --title $'a\nb'
usage '32 hexadecimal' title show 12
usage '--password-fd takes a number' user add alice --password-fd x
usage 'needs NAME' user add
usage '--views takes a number' copy create --title $id --user a --distributor $id --views 0
usage '--tied is user' copy create --title $id --user a --distributor $id --views 1 --tied kiosk
usage 'needs --copy' image -o x
usage 'needs --output' image --copy $id
usage 'needs IMAGE' identify
for when in yesterday 2025 2025-02-31 2025-13-01 2025-01-01T24:00 2025-01-01T00:00:61Z 2025-01-01Z0 25-01-01 ''; do
    usage '--since takes a day' audit --since "$when"
done

expect 1 'init. makes it' server title list
expect 0 'Fingerprint of its signing key: ([0-9a-f]{4} ){7}[0-9a-f]{4}$' server init --name 'Films & Co'
expect 1 'already' server init
[ "$(stat -c %a "$work/data" "$work/data/keys/master.key" "$work/data/keys/signing.key" "$work/data/bank" | tr '\n' ' ')" \
    = '700 600 600 700 ' ] || fail "others can look into the data folder"
expect 0 '' server title list --json
[ "$(cat "$work/out")" = '[]' ] || fail "an empty bank is not an empty list"

expect 0 '' server audit
[ ! -s "$work/out" ] || fail "an audit log that is empty shows something"
expect 0 '' server audit --json
[ "$(cat "$work/out")" = '[]' ] || fail "an audit log that is empty is no empty list"

# Passwords come by descriptor or terminal alone.
printf 'a long password\n' >"$work/password"
expect 0 'added "alice"' server user add alice --password-fd 3 3<"$work/password"
expect 1 'already' server user add alice --password-fd 3 3<"$work/password"
expect 0 'sign in again' server user passwd alice --password-fd 3 3<"$work/password"
expect 1 'no user "bob"' server user passwd bob --password-fd 3 3<"$work/password"
printf 'short\n' >"$work/password"
expect 1 'at least 8' server user add bob --password-fd 3 3<"$work/password"
expect 1 'no terminal' setsid "$bin/tallystick-server" user add bob --data "$work/data"
! grep -rq 'a long password' "$work/data" || fail "a password is in the data folder in clear"

expect 0 '' server distributor add 'The Kiosk'
distributor=$(cat "$work/out")
expect 1 'already' server distributor add 'The Kiosk'
expect 1 'no such title' server copy create --title $id --user alice --distributor "$distributor" --views 1
expect 1 'no such title' server title show $id
expect 1 'no such copy' server image --copy $id -o "$work/x.iso"
[ ! -e "$work/x.iso" ] || fail "a refused image left a file"
expect 1 'no such file|cannot open|Cannot open' server identify "$work/nothing.iso"
chmod 644 "$work/data/keys/master.key"
expect 1 'chmod 600' server title list
