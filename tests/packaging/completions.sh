#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# completions.sh BIN: the completions are those that the programs' own help makes, and bash and zsh complete by them.
. "$(dirname "$0")/lib.sh"
bin=$1
folder=$packaging/completions

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

mkdir "$scratch/made"
"$folder/generate" "$bin" "$scratch/made"
for file in "$scratch"/made/*; do
    diff -u "$folder/$(basename "$file")" "$file" >&2 ||
        fail "the completions are not in step: run packaging/completions/generate build/release/bin packaging/completions"
done
[ -s "$scratch/made/tallystick.bash" ] && [ -s "$scratch/made/_tallystick" ] || fail 'there are no completions'

# completes WORD...: what bash offers for the last word.
completes() {
    (
        set +e # as in a shell at a terminal
        # shellcheck disable=SC1090
        . "$folder/$1.bash"
        COMP_WORDS=("$@")
        COMP_CWORD=$(($# - 1))
        COMPREPLY=()
        "_${1//-/_}"
        printf '%s\n' "${COMPREPLY[@]}"
    )
}

cd "$scratch"
mkdir films
: >films.conf
offers() {
    completes "${@:2}" | grep -qxe "$1" || fail "bash does not offer $1 for: ${*:2}"
}
offers_not() {
    ! completes "${@:2}" | grep -qxe "$1" || fail "bash offers $1 for: ${*:2}"
}
offers verify tallystick v
offers --fullscreen tallystick --full
offers --fullscreen tallystick play --
offers_not --fullscreen tallystick verify --
offers --json tallystick verify --
offers return tallystick token ''
offers --watch tallystick token list --w
offers_not --watch tallystick token write --w
offers films tallystick fi
offers films tallystick --data ''
offers_not films.conf tallystick --data ''
offers films.conf tallystick --config = fi
[ -z "$(completes tallystick --volume '')" ] || fail 'bash offers something for a number'

if command -v zsh >/dev/null; then
    for file in "$folder"/_*; do zsh -n "$file" || fail "$file is no zsh"; done
    # A real zsh, at a terminal of its own.
    cat >"$scratch/session" <<END
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "fpath=($folder \\\$fpath); autoload -U compinit; compinit -u -D; LISTMAX=1000; PS1='ready> '"
zpty -n -w shell \$'tallystick verify --js\t'
zpty -n -w shell \$'\ntallystick token ret\t\n'
zpty -w shell 'print -r -- over'"and"out
while zpty -r shell line && [[ \$line != overandout* ]]; do print -rn -- "\$line"; done
END
    timeout 60 zsh -f "$scratch/session" 2>&1 | tr -d '\a' >"$scratch/seen" || true
    grep -q 'tallystick verify --json' "$scratch/seen" || fail "zsh does not complete options: $(cat -v "$scratch/seen")"
    grep -q 'tallystick token return' "$scratch/seen" || fail "zsh does not complete commands: $(cat -v "$scratch/seen")"
fi
