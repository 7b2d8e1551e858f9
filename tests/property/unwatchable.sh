#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The main stream alone cannot be watched: on the npm film as a PAL DVD its luma PSNR is at most
# 11 dB and its SSIM at most 0.26 against the original, over the whole film.
# shellcheck source=tests/property/lib.sh
. "$(dirname "$0")/lib.sh"
need ffmpeg mpeg2dec awk

pal_film
main=$scratch/main-$(basename "$pal")
"$TALLYSTICK_TESTS/property_roundtrip" --brief --seed "$seed" --main "$scratch/main-" "$pal"
check_decoders "$pal" "$main"

measures=$(ffmpeg -nostdin -v info -nostats -i "$main" -i "$pal" -lavfi \
    '[0:v]split[a][b];[1:v]split[c][d];[a][c]psnr;[b][d]ssim' -an -f null - 2>&1)
psnr=$(sed -n 's/.*PSNR y:\([0-9.]*\).*/\1/p' <<<"$measures")
ssim=$(sed -n 's/.*SSIM Y:\([0-9.]*\).*/\1/p' <<<"$measures")
echo "luma PSNR $psnr dB, SSIM $ssim"
awk -v psnr="${psnr:-99}" -v ssim="${ssim:-1}" 'BEGIN { exit !(psnr <= 11 && ssim <= 0.26) }' ||
    complain "the main stream can be watched: luma PSNR $psnr dB (at most 11), SSIM $ssim (at most 0.26)"
