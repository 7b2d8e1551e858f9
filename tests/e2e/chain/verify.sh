#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# verify.sh FILM : quality assurance: the synthesised disc is the bank's original, bit for bit, and no view is spent.
. "$(dirname "$0")/../lib/common.sh"
needs curl jq sha256sum
use_film "$1"
start_server
hash=$(server title show "$title" --json | jq -er .sha256)
[ "$hash" = "$(sha256sum "$original" | cut -d' ' -f1)" ] || fail "the bank's own SHA-256 is wrong"

check "QA: every user's disc is the original; the report is JSON, alone on stdout"
for user in anna bert; do
    expect 0 '' as quinn verify --json "${disc[$user]}"
    [ "$(wc -l <"$work/out")" -eq 1 ] || fail "not one line: $(cat "$work/out")"
    jq -e --arg hash "$hash" --arg copy "${copy[$user]}" '.identical and .sha256 == $hash and .original_sha256 == $hash
        and .copy == $copy and .chunks_verified == .chunks and .chunks > 1 and .chunks_damaged == 0
        and .sites_restored > 1000 and .pictures_damaged == 0 and .sectors_lost == 0 and .lost == [] and .wrong == []
        and .bytes > 1000000 and .megabytes_per_second > 0' "$work/out" >/dev/null || fail "the report: $(cat "$work/out")"
done
expect 0 '' as quinn verify "${disc[anna]}"
for line in "SHA-256: *$hash" 'Chunks verified:' 'Sites restored:' 'Damaged sectors: none' 'Speed:.*MB/s' 'identical to the original'; do
    grep -qE "$line" "$work/out" || fail "no \"$line\" in: $(cat "$work/out")"
done

check "others are refused, even for their own disc"
expect 1 'quality-assurance' as anna verify "${disc[anna]}"
[ ! -s "$work/out" ] || fail "it said: $(cat "$work/out")"

check "a disc that is not the original in every bit: exit code 1, the place named"
cp "${disc[anna]}" "$work/damaged.iso"
sector=$(($(stat -c %s "$work/damaged.iso") / 2048 / 2))
printf 'scratched' | dd of="$work/damaged.iso" bs=2048 seek=$sector conv=notrunc status=none
expect 1 'not the original' as quinn verify "$work/damaged.iso"
grep -q 'Wrong bytes in: *sectors' "$work/out" || fail "$(cat "$work/out")"
grep -q 'NOT identical' "$work/out" || fail "$(cat "$work/out")"
expect 1 'not the original' as quinn verify --json "$work/damaged.iso"
jq -e --argjson at "$sector" --arg hash "$hash" '(.identical | not) and .original_sha256 == $hash and .sha256 != $hash
    and (.wrong | length) == 1 and .wrong[0].first <= $at and .wrong[0].first + .wrong[0].count > $at' "$work/out" >/dev/null ||
    fail "the report: $(cat "$work/out")"

check "all that spent nothing"
[ "$(views_left anna "${copy[anna]}")" -eq 5 ] && [ "$(views_left bert "${copy[bert]}")" -eq 5 ] || fail "a view was spent"
stop_server
