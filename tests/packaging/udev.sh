#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# udev.sh BUILD RULE: cmake --install puts the udev rule where messages say it is, where everybody can read it.
. "$(dirname "$0")/lib.sh"

build=$1 rule=$2
DESTDIR=$scratch/root expect 0 'Install' cmake --install "$build" --component udev
cmp "$packaging/udev/70-tallystick-token.rules" "$scratch/root$rule"
[ "$(stat -c %a "$scratch/root$rule")" = 644 ] || { echo "not for everybody to read" >&2; exit 1; }
[ "$(find "$scratch/root" -type f | wc -l)" -eq 1 ] || { echo "the rule alone was asked for" >&2; exit 1; }
