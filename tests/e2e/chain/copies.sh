#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# copies.sh FILM : two users' copies of one title have nothing in common that would help either, and each is told apart.
. "$(dirname "$0")/../lib/common.sh"
needs curl jq ffmpeg cmp
use_film "$1"

# Where the manifest begins on a disc, in sectors.
manifest_sector() {
    echo $(($(grep -abo -m1 '"tallystick":' "$1" | head -n 1 | cut -d: -f1) / 2048))
}

# differing FILE FILE : how many bytes differ.
differing() {
    { cmp -l "$1" "$2" || true; } | wc -l
}

check "main streams differ, complements differ"
[ "$(stat -c %s "${disc[anna]}")" -eq "$(stat -c %s "$original")" ] || fail "the disc's size is not the original's"
count=$(differing "${disc[anna]}" "${disc[bert]}")
[ "$count" -gt $(($(stat -c %s "$original") / 10)) ] || fail "the main streams differ in $count bytes alone"
size=$(stat -c %s "${complement[anna]}")
count=$(differing "${complement[anna]}" "${complement[bert]}")
[ "$count" -gt $((size * 9 / 10)) ] || fail "the complements differ in $count of $size bytes alone"

check "identify names each, with its manifest and without"
for user in anna bert; do
    [ "$(server identify "${disc[$user]}" 2>/dev/null)" = "${copy[$user]}" ] || fail "$user's disc was not named"
    cp "${disc[$user]}" "$work/wiped.iso"
    dd if=/dev/zero of="$work/wiped.iso" bs=2048 count=2 seek="$(manifest_sector "$work/wiped.iso")" conv=notrunc status=none
    [ "$(server identify "$work/wiped.iso" 2>/dev/null)" = "${copy[$user]}" ] || fail "$user's disc was not named without its manifest"
done
rm "$work/wiped.iso"
expect 1 '' server identify "$original"

if [ "$1" = npm ]; then
    check "the main stream alone: at most 11 dB and SSIM 0.26 against the original"
    for user in anna bert; do
        isoinfo -i "${disc[$user]}" -x '/VIDEO_TS/VTS_01_1.VOB;1' >"$work/decoys.vob"
        ffmpeg -nostdin -i "$work/decoys.vob" -i "$film/original.vob" -an \
            -lavfi '[0:v]split[a][b];[1:v]split[c][d];[a][c]psnr;[b][d]ssim' -f null - 2>"$work/scores"
        psnr=$(grep -o 'PSNR y:[0-9.]*' "$work/scores" | cut -d: -f2)
        ssim=$(grep -o 'SSIM Y:[0-9.]*' "$work/scores" | cut -d: -f2)
        echo "$user's: luma PSNR $psnr dB, SSIM $ssim"
        awk "BEGIN { exit !($psnr <= 11 && $ssim <= 0.26) }" || fail "that is too much"
    done
    rm "$work/decoys.vob"
fi

start_server
check "neither user can play the other's disc"
expect 1 "another user" as bert play --frames-md5 "${disc[anna]}"
expect 1 "another user" as anna play --frames-md5 "${disc[bert]}"
[ "$(views_left anna "${copy[anna]}")" -eq 5 ] || fail "that took a view"

check "neither complement works on the other's disc, though its manifest be put there"
frames=$(wc -l <"$film/hashes")
crossed() {
    local disc_of=$1 complement_of=$2 wrong
    cp "${disc[$disc_of]}" "$work/crossed.iso"
    dd if="${disc[$complement_of]}" of="$work/crossed.iso" bs=2048 count=2 conv=notrunc status=none \
        skip="$(manifest_sector "${disc[$complement_of]}")" seek="$(manifest_sector "${disc[$disc_of]}")"
    as "$complement_of" play --frames-md5 -o "$work/frames" "$work/crossed.iso" 2>"$work/player.log" || true
    grep -qi 'damaged' "$work/player.log" || fail "nothing was reported"
    hashes "$work/frames" | sort -u >"$work/crossed.hashes"
    wrong=$(comm -12 "$work/crossed.hashes" "$work/right.hashes" | wc -l)
    [ "$wrong" -eq 0 ] || fail "$wrong of $frames frames came out right"
    expect 1 'not the original' as quinn verify --json "$work/crossed.iso"
    [ "$(jq -r '"\(.chunks_verified) \(.identical)"' "$work/out")" = '0 false' ] || fail "verify: $(cat "$work/out")"
    [ "$(server identify "$work/crossed.iso" 2>/dev/null)" = "${copy[$disc_of]}" ] || fail "the exchanged manifest misled identify"
}
sort -u "$film/hashes" >"$work/right.hashes"
crossed anna bert
crossed bert anna
stop_server
