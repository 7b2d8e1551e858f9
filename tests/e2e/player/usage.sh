#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The player's command line: help, wrong usage, refusals, exit codes, what goes to which stream; and its manual.
# shellcheck source=tests/e2e/lib/common.sh
. "$(dirname "$0")/../lib/common.sh"

source=${TALLYSTICK_SOURCE:?names the source folder}
commands=(play verify 'token list' 'token write' 'token return' 'device list' 'device remove')

# The manual's page without roff: for each option, the commands of its section and the option.
tr -d '\\' <"$source/docs/man/tallystick.1" >"$work/page"
sed -n '/^\.SH SYNOPSIS/,/^\.SH DESCRIPTION/p' "$work/page" | tr '\n' ' ' >"$work/synopsis"
awk -v all="$(IFS=,; printf '%s' "${commands[*]}")" '
    /^\.SH / { inside = ($2 == "OPTIONS") }
    inside && /^\.SS Of / { sub(/^\.SS Of /, ""); section = $0 == "all commands" ? all : $0; gsub(/, /, ",", section) }
    inside && tag && match($0, /--[a-z0-9-]+/) { print section ":" substr($0, RSTART, RLENGTH) }
    { tag = /^\.TP/ }' "$work/page" >"$work/manual"
[ "$(wc -l <"$work/manual")" -gt 20 ] || fail "the manual's options were not found in its page"

for command in "${commands[@]}"; do
    # shellcheck disable=SC2086
    expect 0 '' "$bin/tallystick" $command --help
    grep -qE "^Usage: tallystick (\[?$command\]?) " "$work/out" || fail "no usage in the help of '$command'"
    [ ! -s "$work/err" ] || fail "help on standard error"
    grep -qE "^\.SS $command\$" "$work/page" || fail "the manual does not tell of '$command'"
    grep -qE "(tallystick $command|\[ ?$command ?\]) " "$work/synopsis" || fail "'$command' is missing in the manual's synopsis"
    # The manual knows every option of every command, and no other.
    grep -oE '^  +(-., )?--[a-z0-9-]+' "$work/out" | grep -oE -- '--[a-z0-9-]+' | sort >"$work/in.help"
    awk -F: -v command="$command" 'index("," $1 ",", "," command ",") { print $2 }' "$work/manual" | sort >"$work/in.manual"
    diff "$work/in.help" "$work/in.manual" >&2 || fail "help (<) and manual (>) of '$command' have other options"
    # shellcheck disable=SC2086
    expect 0 '' "$bin/tallystick" $command --version
done
awk -F: '{ gsub(/,/, "\n", $1); print $1 }' "$work/manual" | sort -u >"$work/in.manual"
printf '%s\n' "${commands[@]}" | sort | diff - "$work/in.manual" >&2 || fail "the manual has options of a command (>) that is not there"
expect 0 '' "$bin/tallystick" --help
# And the keys that help names, each line of them.
sed -n '/^Keys/,/^$/s/^  \(.*[^ ]\)  .*/\1/p' "$work/out" | sed 's/ *$//' >"$work/in.help"
sed -n '/^\.SH KEYS/,/^\.SH THE/s/^\.B //p' "$work/page" >"$work/in.manual"
[ "$(wc -l <"$work/in.help")" -gt 15 ] || fail "the keys were not found in the help"
diff "$work/in.help" "$work/in.manual" >&2 || fail "help (<) and manual (>) have other keys"
for group in token device; do
    expect 0 '' "$bin/tallystick" $group --help
    [ "$(grep -c "^Usage: tallystick $group " "$work/out")" -ge 2 ] || fail "no help for '$group'"
done
expect 0 '' "$bin/tallystick" --version

# Wrong usage: 2, a hint, nothing done.
usage() {
    expect 2 "$1.*Try tallystick --help" "$bin/tallystick" "${@:2}" --data "$work/player"
    [ ! -s "$work/out" ] || fail "wrong usage printed something on standard output: ${*:2}"
    [ ! -e "$work/player" ] || fail "wrong usage made a data folder: ${*:2}"
}
film=$work/film.iso
: >"$film"
usage '"token" is followed by one of these: list, write, return' token wipe
usage '"device" is followed by one of these: list, remove' device
usage 'no option --foo' play --foo "$film"
usage 'no option -z' -z "$film"
usage '--password-fd takes a number' play --password-fd x "$film"
usage '--user is given nothing' play --user= "$film"
usage '--yes takes no value' play --yes=1 "$film"
usage '--volume takes a number from 0 to 130' --volume 131 "$film"
usage '--start takes a time' --start 1:75 "$film"
usage 'Only one disc' play "$film" "$film"
usage 'A name is given that is empty' play ''
usage '--output goes with --frames-md5' play --output x "$film"
usage 'do not go together' play --token A --no-token "$film"
usage '--json does not go with play' "$film" --json
usage 'Which disc is to be verified' verify
usage '--fullscreen does not go with verify' verify "$film" --fullscreen
usage '--views does not go with verify' verify "$film" --views 2
usage 'takes nothing but options' token list "$film"
usage '--user does not go with token list' token list --user ada
usage '--views takes a number from 1' token write "$film" --views 0
usage '--no-token does not go with token write' token write "$film" --no-token
usage '--remove does not go with token write' token write "$film" --remove
usage 'Which film.s views go back' token return
usage '--format does not go with token return' token return "$film" --format
usage '--tpm does not go with device list' device list --tpm device:/dev/tpmrm0
usage '--token does not go with device list' device list --token A
usage 'takes nothing but options' device list 17
usage 'no device.s ID' device remove one
for command in token device; do
    expect 2 "\"$command\" is followed by one of these" "$bin/tallystick" "$command"
done
expect 2 'Which device is to be removed' "$bin/tallystick" device remove
expect 2 '--data needs a value' "$bin/tallystick" "$film" --data

# Refused: 1, with a sentence.
refused() {
    expect 1 "$1" "$bin/tallystick" "${@:2}" --data "$work/player"
    [ ! -s "$work/out" ] || fail "what was refused printed something on standard output: ${*:2}"
}
refused "$work/none.iso" play "$work/none.iso"
refused "$work/none.iso" verify "$work/none.iso"
refused "$work/none.iso" token write "$work/none.iso"
refused 'holds no disc image' play "$film"
refused 'Which server has this copy' token return 00112233445566778899aabbccddeeff
refused 'give --server' device list
refused 'give --server' device remove 1
