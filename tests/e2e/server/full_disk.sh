#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# No space left, at ingest and when an image is written: said clearly, nothing kept.
# shellcheck source=tests/e2e/lib/common.sh
. "$(dirname "$0")/../lib/common.sh"
. "$(dirname "$0")/../lib/server.sh"
. "$(dirname "$0")/../lib/make_film.sh"
needs ffmpeg ffprobe dvdauthor genisoimage

# In a mount namespace of its own, as root of a user namespace where need be: a small real file system.
if [ -z "${TALLYSTICK_IN_NAMESPACE:-}" ]; then
    for how in '-m' '-rm'; do
        if unshare $how sh -c 'mount -t tmpfs -o size=1m tmpfs /mnt' 2>/dev/null; then
            rm -rf "$work"
            TALLYSTICK_IN_NAMESPACE=1 exec unshare $how "$0"
        fi
    done
    # Where nothing can be mounted, a limit on the size of files stands in for the full disk.
    make_film "$work/film.mkv" 6
    server init 2>/dev/null
    ulimit -f 2000
    expect 1 'is full: free some space' server ingest "$work/film.mkv" --title x
    bank_is_clean 0
    exit 0
fi

trap 'umount -l "$work/data" "$work/small" 2>/dev/null || true; rm -rf "$work"' EXIT
mkdir "$work/films"
make_film "$work/films/film.mkv" 8
server init 2>/dev/null
size=$(stat -c %s "$work/data/bank/$(server ingest "$work/films/film.mkv" --title x 2>/dev/null)/original.iso")
rm -rf "$work/data"
mkdir "$work/data"
# In hundredths of the image: it breaks in ffmpeg, in dvdauthor, in genisoimage, and not at all.
done_once=
refused=0
for percent in 20 60 105 150 190 300; do
    mount -t tmpfs -o "size=$((size * percent / 100 + 400000))" tmpfs "$work/data"
    # init wants a new folder, or an empty one on the same file system.
    data=$work/data/own
    server init 2>/dev/null
    code=0
    server ingest "$work/films/film.mkv" --title x >"$work/out" 2>"$work/err" || code=$?
    left=$(find "$data/bank" -mindepth 1 -maxdepth 1 ! -name .lock | wc -l)
    if [ $code = 0 ]; then
        [ "$left" = 1 ] || fail "done, but $left entries in the bank"
        done_once=1
    else
        [ $code = 1 ] || fail "$percent %: code $code"
        grep -q 'is full: free some space' "$work/err" || fail "$percent %: $(cat "$work/err")"
        [ "$left" = 0 ] || fail "$percent %: $left entries were left in the bank"
        [ ! -s "$work/out" ] || fail "an id was printed"
        refused=$((refused + 1))
        expect 0 '' server title list
    fi
    printf '%s %%: exit code %s\n' "$percent" "$code"
    if [ $code = 0 ]; then
        break
    fi
    umount "$work/data"
done
[ -n "$done_once" ] || fail "no size was enough"
[ $refused -ge 3 ] || fail "only $refused sizes were too small"
add_user alice 2>/dev/null
distributor=$(server distributor add kiosk)
copy=$(server copy create --title "$(cat "$work/out")" --user alice --distributor "$distributor" --views 1)
mkdir "$work/small"
mount -t tmpfs -o size=1m tmpfs "$work/small"
expect 1 'No space left for .*free some' server image --copy "$copy" -o "$work/small/copy.iso"
[ -z "$(ls -A "$work/small")" ] || fail "a part of the image was left"
