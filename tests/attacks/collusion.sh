#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Eight people lay the main streams of their copies over each other: the edges stay as hidden as in one, and within a row of
# the picture nothing comes out.
# shellcheck source=tests/property/lib.sh
. "$(dirname "$0")/../property/lib.sh"
need ffmpeg

pal_film
encode "$scratch/film.vob" -t 15 -i "$pal" -c copy -f dvd
mains=()
for copy in 1 2 3 4 5 6 7 8; do
    "$TALLYSTICK_TESTS/property_roundtrip" --brief --seed "$((seed + 1000 * copy))" --main "$scratch/$copy-" "$scratch/film.vob"
    mains+=("$scratch/$copy-film.vob")
    [ "$copy" -eq 1 ] || ! cmp -s "${mains[0]}" "${mains[-1]}" || complain "two copies are the same"
done
"$TALLYSTICK_TESTS/attack_intra" "$scratch/film.vob" "${mains[@]}"
