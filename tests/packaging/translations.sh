#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# translations.sh: each catalogue holds all texts of the sources, translated, and takes the same arguments as they do.
. "$(dirname "$0")/lib.sh"
po=$TALLYSTICK_SOURCE/po

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

"$po/extract" "$scratch/tallystick.pot"
[ "$(grep -c '^msgid ' "$scratch/tallystick.pot")" -gt 500 ] || fail 'hardly any texts were found in the sources'
while read -r language; do
    catalogue=$po/$language.po
    msgfmt --check -o "$scratch/$language.mo" "$catalogue" || fail "$catalogue is not in order"
    msgcmp "$catalogue" "$scratch/tallystick.pot" >"$scratch/missing" 2>&1 || {
        cat "$scratch/missing" >&2
        fail "$catalogue lacks texts: run po/update, and translate what is new"
    }
    [ -z "$(msgattrib --only-fuzzy "$catalogue")" ] || fail "$catalogue has guesses that nobody has looked at"
    # Not every system's printf knows them.
    ! grep -nE '^(msgstr|").*%[0-9]+\$' "$catalogue" || fail "$catalogue takes arguments in another order"
done <"$po/LINGUAS"
