#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Two users' copies: each is its own, repeats bit for bit, and is recognised whatever became of its manifest.
# shellcheck source=tests/e2e/lib/common.sh
. "$(dirname "$0")/../lib/common.sh"
. "$(dirname "$0")/../lib/server.sh"
. "$(dirname "$0")/../lib/make_film.sh"
needs ffmpeg ffprobe dvdauthor genisoimage
server init 2>/dev/null
make_film "$work/film.mkv" 12
title=$(server ingest "$work/film.mkv" --title 'A film' 2>/dev/null)
distributor=$(server distributor add 'The kiosk')
for user in alice bob; do
    printf 'a long password\n' | server user add $user --password-fd 0 2>/dev/null
    server copy create --title "$title" --user $user --distributor "$distributor" --views 2 >"$work/$user.id"
    server image --copy "$(cat "$work/$user.id")" -o "$work/$user.iso"
    server complement --copy "$(cat "$work/$user.id")" -o "$work/$user.tsc"
    server image --copy "$(cat "$work/$user.id")" -o "$work/again.iso"
    cmp "$work/$user.iso" "$work/again.iso" || fail "an image does not repeat"
    ffmpeg -nostdin -v error -xerror -i "$work/$user.iso" -map 0:v -f null - 2>"$work/err" || fail "it does not decode: $(cat "$work/err")"
done
original=$work/data/bank/$title/original.iso
[ "$(stat -c %s "$work/alice.iso")" = "$(stat -c %s "$original")" ] || fail "the image's size changed"
[ "$(stat -c %s "$work/alice.tsc")" = "$(stat -c %s "$work/bob.tsc")" ] || fail "complements differ in size"
! cmp -s "$work/alice.iso" "$work/bob.iso" || fail "two users' images are the same"
! cmp -s "$work/alice.tsc" "$work/bob.tsc" || fail "two users' complements are the same"
# Both VMG copies carry the distributor.
[ "$(grep -abo "$distributor" "$work/alice.iso" | wc -l)" = 3 ] || fail "the provider fields do not name the distributor"

identified() { # IMAGE USER MANIFEST
    expect 0 "\"A film\", made for $2 .* sold by The kiosk" server identify "$1"
    [ "$(cat "$work/out")" = "$(cat "$work/$2.id")" ] || fail "$1 is taken for $(cat "$work/out")"
    expect 0 '' server identify "$1" --json
    grep -q "\"user\": \"$2\".*\"manifest\": \"$3\"" "$work/out" || fail "$(cat "$work/out")"
}
identified "$work/alice.iso" alice matching
identified "$work/bob.iso" bob matching

at=$(($(grep -abo '"tallystick": 1' "$work/alice.iso" | sed -n 1p | cut -d: -f1) / 2048))
cp "$work/alice.iso" "$work/wiped.iso"
dd if=/dev/zero of="$work/wiped.iso" bs=2048 seek=$at count=2 conv=notrunc status=none
identified "$work/wiped.iso" alice none
cp "$work/alice.iso" "$work/swapped.iso"
dd if="$work/bob.iso" of="$work/swapped.iso" bs=2048 skip=$at seek=$at count=2 conv=notrunc status=none
identified "$work/swapped.iso" alice other_copy
sed 's/"title": "A film"/"title": "B film"/' "$work/bob.iso" >"$work/forged.iso"
identified "$work/forged.iso" bob none
# A scratch over the first megabyte of video, and padding at the end.
cp "$work/bob.iso" "$work/scratched.iso"
first=$(LC_ALL=C grep -abo -P '\x00\x00\x01\xba' "$work/bob.iso" | sed -n 1p | cut -d: -f1)
dd if=/dev/zero of="$work/scratched.iso" bs=2048 seek=$((first / 2048)) count=400 conv=notrunc status=none
head -c 307200 /dev/zero >>"$work/scratched.iso"
identified "$work/scratched.iso" bob matching

expect 1 'is an original' server identify "$original"
[ ! -s "$work/out" ] || fail "an id was printed"
expect 1 'laid out like no title' server identify "$work/film.mkv"
# Another server knows neither.
mv "$work/data" "$work/first"
server init 2>/dev/null
expect 1 'laid out like no title' server identify "$work/alice.iso"
