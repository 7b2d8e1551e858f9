#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# damage.sh FILM : damaged complements and damaged discs: mended where they can be, reported where not; never a decoy.
. "$(dirname "$0")/../lib/common.sh"
needs curl jq ffmpeg od
use_film "$1"
start_server
start_proxy
frames=$(wc -l <"$film/hashes")
ffmpeg -v error -nostdin -i "$film/decoys.vob" -map 0:v -vsync passthrough -f framemd5 "$work/decoys.md5"
hashes "$work/decoys.md5" | sort -u >"$work/decoys"
sort -u "$film/hashes" >"$work/right"
# The film's black pictures may be black in the main stream, too.
comm -23 "$work/decoys" "$work/right" >"$work/decoys.only"

# entry CHUNK FIELD-OFFSET SIZE : a number from the complement's index (docs/FORMATS.md).
entry() {
    echo $((16#$(od -An -v -tx1 -j $((128 + 24 * $1 + $2)) -N "$3" "${complement[anna]}" | tr -d ' \n')))
}

# damaged_frames FILE MOST : at least one frame is not the original's, at most so many; none is a decoy.
damaged_frames() {
    local wrong
    [ "$(hashes "$1" | wc -l)" -ge $((frames - $2)) ] || fail "$(hashes "$1" | wc -l) frames of $frames"
    [ "$(hashes "$1" | sort -u | comm -12 - "$work/decoys.only" | wc -l)" -eq 0 ] || fail "decoy pictures were shown"
    wrong=$(hashes "$1" | sort -u | comm -13 - "$work/right" | wc -l)
    echo "$wrong of $frames frames could not be restored"
    [ "$wrong" -ge 1 ] && [ "$wrong" -le "$2" ] || fail "between 1 and $2 were expected"
}

play_frames() {
    as anna play --frames-md5 -o "$work/frames" "$1" 2>"$work/player.log" || fail "the player failed"
}

chunk=2
at=$(($(entry $chunk 0 8) + 100))
first=$(entry $chunk 8 4)
count=$(entry $chunk 12 4)

check "a complement damaged on its way, once: fetched again, every frame right"
proxy flip "$at" 1
play_frames "${disc[anna]}"
same_frames "$work/frames"
[ "$(cut -d' ' -f3 "$work/proxy.state")" -eq 0 ] || fail "the byte was not changed"
grep -q 'arrived damaged' "$work/player.log" || fail "it was not noticed"

check "a complement that stays damaged: reported, its part blank, the rest right"
proxy flip "$at" 1000
play_frames "${disc[anna]}"
grep -q "chunk $chunk .*damaged" "$work/player.log" || fail "it was not reported"
damaged_frames "$work/frames" 120
expect 1 'not the original' as quinn verify --json "${disc[anna]}"
jq -e --argjson first "$first" --argjson count "$count" \
    '.chunks_damaged == 1 and .identical == false and .wrong == [{first: $first, count: $count}]' "$work/out" >/dev/null ||
    fail "verify: $(cat "$work/out")"
proxy flip 0 0

check "an index that is not the disc's own: refused"
proxy flip 140 1000
expect 1 'complement' as anna play --frames-md5 "${disc[anna]}"
proxy flip 0 0

# Somewhere in the middle of a chunk.
sector=$((first + count / 2))
for kind in zero urandom; do
    check "a damaged sector, read as $kind"
    cp "${disc[anna]}" "$work/damaged.iso"
    dd if=/dev/$kind of="$work/damaged.iso" bs=2048 count=1 seek=$sector conv=notrunc status=none
    play_frames "$work/damaged.iso"
    grep -q "chunk $chunk .*damaged" "$work/player.log" || fail "it was not reported"
    damaged_frames "$work/frames" 40
    expect 1 'not the original' as quinn verify --json "$work/damaged.iso"
    jq -e --argjson at $sector '.chunks_damaged == 1 and (.wrong | length) == 1
        and .wrong[0].first <= $at and .wrong[0].first + .wrong[0].count > $at' "$work/out" >/dev/null ||
        fail "verify: $(cat "$work/out")"
done

check "sectors that cannot be read"
if grep -qa '__asan_init\|__tsan_init' "$bin/tallystick"; then
    echo "(not tried: nothing can be preloaded before a sanitizer)"
else
    export LD_PRELOAD=$tools/libbad_sectors.so BAD_SECTORS="$sector 2 ${disc[anna]}"
    play_frames "${disc[anna]}"
    expect 1 'not the original' as quinn verify --json "${disc[anna]}"
    unset LD_PRELOAD
    grep -q "cannot be read at sectors $sector to $((sector + 1))" "$work/player.log" || fail "it was not reported"
    damaged_frames "$work/frames" 40
    jq -e --argjson at $sector '.sectors_lost == 2 and .lost == [{first: $at, count: 2}]' "$work/out" >/dev/null ||
        fail "verify: $(cat "$work/out")"
fi
stop_server
