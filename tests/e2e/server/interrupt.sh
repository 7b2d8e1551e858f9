#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Ingest and image ended at any point leave nothing behind.
# shellcheck source=tests/e2e/lib/common.sh
. "$(dirname "$0")/../lib/common.sh"
. "$(dirname "$0")/../lib/server.sh"
. "$(dirname "$0")/../lib/make_film.sh"
needs ffmpeg ffprobe dvdauthor genisoimage
server init 2>/dev/null
make_film "$work/film.mkv" 6

# How long an ingest takes here, in milliseconds.
start=$(date +%s%N)
title=$(server ingest "$work/film.mkv" --title 'The one that stays' 2>/dev/null)
length=$((($(date +%s%N) - start) / 1000000))
bank_is_clean 1

RANDOM=${TALLYSTICK_SEED:-4711}
printf 'TALLYSTICK_SEED=%s\n' "${TALLYSTICK_SEED:-4711}"
interrupted=0
for signal in INT TERM KILL HUP INT TERM KILL INT TERM KILL; do
    wait_ms=$((RANDOM * length / 32768))
    code=0
    "$bin/tallystick-server" ingest "$work/film.mkv" --title gone --data "$work/data" >"$work/out" 2>"$work/err" &
    pid=$!
    sleep "$((wait_ms / 1000)).$(printf '%03d' $((wait_ms % 1000)))"
    kill -$signal $pid 2>/dev/null || true
    wait $pid 2>/dev/null || code=$?
    if [ "$code" = 0 ]; then # It was faster.
        [ -s "$work/out" ] || fail "done without an id"
        id=$(cat "$work/out")
        [ -s "$work/data/bank/$id/original.iso" ] || fail "$id is not in the bank"
        rm -rf "$work/data" && server init 2>/dev/null
        title=$(server ingest "$work/film.mkv" --title 'The one that stays' 2>/dev/null)
        continue
    fi
    interrupted=$((interrupted + 1))
    [ ! -s "$work/out" ] || fail "an id was printed though SIG$signal ended it"
    if [ $signal = KILL ]; then
        # The programs it ran die with it; the next start sweeps.
        server title list >/dev/null
    else
        [ $code = 1 ] || fail "SIG$signal after $wait_ms ms: code $code"
        grep -q 'Interrupted' "$work/err" || fail "SIG$signal after $wait_ms ms: $(cat "$work/err")"
    fi
    bank_is_clean 1
    [ "$(server title list | wc -l)" = 1 ] || fail "a title is listed that is not there"
done
[ $interrupted -gt 0 ] || fail "no ingest was interrupted"
[ "$(server title show "$title" | sed -n 's/^sha256 *//p')" = "$(sha256sum <"$work/data/bank/$title/original.iso" | cut -d' ' -f1)" ] ||
    fail "the title that stays changed"

# An image that is interrupted leaves what was there before, and no more.
printf 'a long password\n' | server user add alice --password-fd 0 2>/dev/null
distributor=$(server distributor add kiosk)
copy=$(server copy create --title "$title" --user alice --distributor "$distributor" --views 1)
mkdir "$work/images"
for signal in TERM KILL; do
    printf 'before' >"$work/images/copy.iso"
    "$bin/tallystick-server" image --copy "$copy" -o "$work/images/copy.iso" --data "$work/data" 2>/dev/null &
    pid=$!
    sleep 0.02
    kill -$signal $pid 2>/dev/null || true
    code=0
    wait $pid 2>/dev/null || code=$?
    [ "$code" = 0 ] || [ "$(cat "$work/images/copy.iso")" = before ] || fail "half an image was left"
    [ "$(find "$work/images" -type f | wc -l)" = 1 ] || fail "more than the image was left: $(ls "$work/images")"
done
