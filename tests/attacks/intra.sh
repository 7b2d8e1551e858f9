#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Attacks on the intra pictures of the npm film's main stream, as a PAL DVD.
# shellcheck source=tests/property/lib.sh
. "$(dirname "$0")/../property/lib.sh"
need ffmpeg

pal_film
"$TALLYSTICK_TESTS/property_roundtrip" --brief --seed "$seed" --main "$scratch/main-" "$pal"
"$TALLYSTICK_TESTS/attack_intra" "$pal" "$scratch/main-$(basename "$pal")"
