#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Attacks on the intra pictures of the npm film's main stream, as a PAL DVD.
# shellcheck source=tests/property/lib.sh
. "$(dirname "$0")/../property/lib.sh"
need ffmpeg

path=$(film)
[ -n "$path" ] || skip "the film cannot be had"
encode "$scratch/film.vob" -i "$path" -an -target pal-dvd -b:v 5000k -aspect 16:9 -threads 1
"$TALLYSTICK_TESTS/property_roundtrip" --brief --seed "$seed" --main "$scratch/main-" "$scratch/film.vob"
"$TALLYSTICK_TESTS/attack_intra" "$scratch/film.vob" "$scratch/main-film.vob"
