#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# refusals.sh FILM OTHER-FILM : what is refused is refused with a sentence that helps and exit code 1, before a view is spent.
# The other film is another server's, and was made of a DVD-Video folder.
. "$(dirname "$0")/../lib/common.sh"
needs curl jq genisoimage
use_film "$1"
start_server
image=${disc[anna]}

check "wrong password, unknown user, another user's disc, another server's disc"
given='not the password' expect 1 'password is wrong|wrong password' as anna play --frames-md5 "$image"
expect 1 'password is wrong|wrong password' as nobody play --frames-md5 "$image"
expect 1 "another user" as bert play --frames-md5 "$image"
expect 1 'signed by another key' as anna play --frames-md5 "$films/$2/anna.iso"
expect 1 'signed by another key' as quinn verify "$films/$2/anna.iso"

check "an ordinary DVD, a data disc, no disc at all, a part of a disc"
genisoimage -quiet -dvd-video -V ORDINARY -o "$work/dvd.iso" "$(cat "$films/$2/source")" 2>/dev/null
expect 1 'DVD-Video disc, "ORDINARY", not a Tallystick disc' as anna "$work/dvd.iso"
expect 1 'DVD-Video disc, "ORDINARY", not a Tallystick disc' as anna play --frames-md5 "$work/dvd.iso"
expect 1 'DVD-Video disc, "ORDINARY", not a Tallystick disc' as quinn verify "$work/dvd.iso"
expect 1 'it is an original, not a copy' as anna play --frames-md5 "$original"
mkdir "$work/files"
echo text >"$work/files/README.TXT"
genisoimage -quiet -udf -V 'SOME FILES' -o "$work/files.iso" "$work/files" 2>/dev/null
expect 1 'data disc, "SOME FILES", not a Tallystick disc' as anna "$work/files.iso"
expect 1 'not a disc' as anna "$film/original.vob"
: >"$work/empty.iso"
expect 1 'is empty' as anna "$work/empty.iso"
expect 1 'There is no .*nowhere.iso' as anna "$work/nowhere.iso"
head -c 3000000 "$image" >"$work/part.iso"
expect 1 'cut short' as anna "$work/part.iso"

check "a manifest that was changed"
cp "$image" "$work/forged.iso"
at=$(grep -abo -m1 "${copy[anna]}" "$image" | head -n 1 | cut -d: -f1)
printf '0123' | dd of="$work/forged.iso" bs=1 seek="$at" conv=notrunc status=none
cmp -s "$image" "$work/forged.iso" && fail "nothing was changed"
expect 1 'manifest' as anna play --frames-md5 "$work/forged.iso"

check "wrong usage"
expect 2 'no option' as anna play --password secret "$image"
expect 2 'one disc' as anna play "$image" "$image"

check "none of that took a view"
! grep -q 'view opened' "$work/serve.log" || fail "a view was opened: $(grep 'view opened' "$work/serve.log")"
[ "$(views_left anna "${copy[anna]}")" -eq 5 ] || fail "not 5 views left"

check "no server"
stop_server
expect 1 'Cannot reach' as anna play --frames-md5 "$image"
