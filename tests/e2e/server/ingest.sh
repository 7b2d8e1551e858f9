#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Ingest of films, VIDEO_TS folders and DVD images: what is kept, what is refused.
# shellcheck source=tests/e2e/lib/common.sh
. "$(dirname "$0")/../lib/common.sh"
. "$(dirname "$0")/../lib/server.sh"
. "$(dirname "$0")/../lib/make_film.sh"
needs ffmpeg ffprobe dvdauthor genisoimage isoinfo
server init 2>/dev/null

number() { # FILE OFFSET BYTES: a big-endian number of an IFO
    printf '%d' "0x$(od -An -v -tx1 -j "$2" -N "$3" "$1" | tr -d ' \n')"
}
extract() { # IMAGE FOLDER: the files of VIDEO_TS
    local name
    mkdir -p "$2"
    for name in $(isoinfo -i "$1" -f | sed -n 's|^/VIDEO_TS/\(.*\);1$|\1|p'); do
        isoinfo -i "$1" -x "/VIDEO_TS/$name;1" >"$2/$name"
    done
    [ -s "$2/VIDEO_TS.IFO" ] || fail "no files in $1"
}
original() { # TITLE: its image
    printf '%s' "$work/data/bank/$1/original.iso"
}

# A film with two audio tracks, in German and English, and three chapters; wider than 16:9.
printf ';FFMETADATA1\n' >"$work/chapters"
for start in 0 4 8; do
    printf '[CHAPTER]\nTIMEBASE=1/1\nSTART=%d\nEND=%d\ntitle=x|y="<&>\n' $start $((start + 4)) >>"$work/chapters"
done
make_film "$work/film: one & \"two\".mkv" 12 -map 0 -map 1 -map 1 -metadata:s:a:0 language=ger \
    -metadata:s:a:1 language=eng -vf 'scale=720:306,setsar=1'
# Text subtitles have no place on a DVD, and are in nobody's way.
printf '1\n00:00:01,000 --> 00:00:03,000\nWords\n' >"$work/words.srt"
ffmpeg -nostdin -v error -i "$work/film: one & \"two\".mkv" -i "$work/chapters" -i "$work/words.srt" -map 0 -map 2 \
    -map_metadata 1 -c copy -c:s subrip \
    -metadata:s:a:0 language=ger -metadata:s:a:1 language=eng "$work/-film.mkv"
title=$(cd "$work" && "$bin/tallystick-server" ingest --title 'Größe "x"' --data "$work/data" -- -film.mkv 2>"$work/err") ||
    fail "$(cat "$work/err")"
grep -q 'came back bit for bit' "$work/err" || fail "no word of the proof"
bank_is_clean 1
[ "$(server title show "$title" | sed -n 's/^sha256 *//p')" = "$(sha256sum <"$(original "$title")" | cut -d' ' -f1)" ] ||
    fail "the title's hash is not its image's"
server title show "$title" --json | grep >/dev/null '"name": "Größe \\"x\\""' || fail "the name did not come back"
[ "$(server title list)" = "$title  Größe \"x\"" ] || fail "the title is not listed"

extract "$(original "$title")" "$work/one"
cat "$work"/one/VTS_01_[1-9].VOB >"$work/one.vob"
ffmpeg -nostdin -v error -xerror -i "$work/one.vob" -map 0:v -f null - || fail "the original does not decode"
[ "$(ffprobe -v error -probesize 20M -show_entries stream=codec_name -of csv=p=0 "$work/one.vob" | grep -c ac3)" = 2 ] ||
    fail "not two audio tracks"
ffprobe -v error -select_streams v -show_entries stream=width,height,display_aspect_ratio -of csv=p=0 "$work/one.vob" |
    grep >/dev/null '^720,576,16:9' || fail "not PAL 16:9"
# Black above and below, and no distortion: 2.35:1 in 16:9 leaves 435 of 576 lines.
ffmpeg -nostdin -i "$work/one.vob" -t 4 -vf cropdetect=limit=40:round=2:reset=1 -f null - 2>&1 |
    grep -oE 'crop=[0-9:]+' | sort | uniq -c | sort -rn | sed -n 1p >"$work/crop"
height=$(sed 's/.*crop=[0-9]*:\([0-9]*\):.*/\1/' "$work/crop")
if [ "$height" -lt 425 ] || [ "$height" -gt 445 ]; then
    fail "the picture is $(cat "$work/crop")"
fi
ifo=$work/one/VTS_01_0.IFO
table=$(($(number "$ifo" 200 4) * 2048))
chapters=$((($(number "$ifo" $((table + 4)) 4) + 1 - $(number "$ifo" $((table + 8)) 4)) / 4))
[ "$chapters" = 3 ] || fail "$chapters chapters on the disc"
[ "$(od -An -c -j $((516 + 2)) -N 2 "$ifo" | tr -d ' ')$(od -An -c -j $((516 + 8 + 2)) -N 2 "$ifo" | tr -d ' ')" = deen ] ||
    fail "the languages are not on the disc"

# Its files again: as a folder in lower case, as the folder above, as an image.
mkdir -p "$work/disc/video_ts"
for file in "$work"/one/*; do
    cp "$file" "$work/disc/video_ts/$(basename "$file" | tr '[:upper:]' '[:lower:]')"
done
mkdir "$work/plain"
cp -r "$work/one" "$work/plain/VIDEO_TS"
genisoimage -quiet -dvd-video -V OTHER -o "$work/plain.iso" "$work/plain" 2>/dev/null
count=1
for film in "$work/disc" "$work/disc/video_ts" "$work/plain.iso"; do
    title=$(server ingest "$film" --title "$film" --profile strong 2>"$work/err") || fail "$(cat "$work/err")"
    grep -q 'taken as they are' "$work/err" || fail "$film was encoded again"
    count=$((count + 1))
    bank_is_clean $count
    extract "$(original "$title")" "$work/again"
    diff -r "$work/one" "$work/again" || fail "$film: files changed"
    rm -r "$work/again"
done
[ "$(server title show "$title" | sed -n 's/^profile *//p')" = strong ] || fail "the profile was not kept"

# NTSC: thirty pictures a second.
make_film "$work/ntsc.mp4" 3 -r 30000/1001
title=$(server ingest "$work/ntsc.mp4" --title ntsc 2>/dev/null)
extract "$(original "$title")" "$work/ntsc"
ffprobe -v error -select_streams v -show_entries stream=width,height -of csv=p=0 "$work/ntsc/VTS_01_1.VOB" |
    grep >/dev/null '^720,480' || fail "not NTSC"
count=$((count + 1))

# A bare video stream tells no length; a film cut off is taken as far as it goes, with a warning.
ffmpeg -nostdin -v error -i "$work/ntsc.mp4" -c:v mpeg2video -q:v 4 -an "$work/bare.m2v"
server ingest "$work/bare.m2v" --title bare >/dev/null 2>&1 || fail "a bare stream was refused"
size=$(stat -c %s "$work/one.vob")
head -c $((size / 2)) "$work/-film.mkv" >"$work/cut.mkv"
expect 0 'met faults' server ingest "$work/cut.mkv" --title cut
count=$((count + 2))
bank_is_clean $count

# Refused, each with a sentence.
printf 'not a film\n' >"$work/text"
: >"$work/empty"
ffmpeg -nostdin -v error -f lavfi -i testsrc2=duration=0.04 -frames:v 1 "$work/still.png"
ffmpeg -nostdin -v error -f lavfi -i sine=duration=2 "$work/sound.wav"
mkdir "$work/empty-folder"
genisoimage -quiet -udf -o "$work/data.iso" "$work/one" 2>/dev/null
head -c 3000000 "$work/plain.iso" >"$work/cut.iso"
add_user() { printf 'a long password\n' | server user add "$1" --password-fd 0 2>/dev/null; }
add_user alice
distributor=$(server distributor add kiosk)
copy=$(server copy create --title "$title" --user alice --distributor "$distributor" --views 1)
server image --copy "$copy" -o "$work/copy.iso"
refused() {
    expect 1 "$2" server ingest "$1" --title x
    [ ! -s "$work/out" ] || fail "an id was printed for $1"
    bank_is_clean $count
}
refused "$work/text" 'FFmpeg cannot read'
refused "$work/empty" 'FFmpeg cannot read'
refused "$work/still.png" 'is a still picture'
refused "$work/sound.wav" 'no moving picture'
refused "$work/empty-folder" 'no VIDEO_TS'
refused "$work/data.iso" 'not of a DVD-Video'
refused "$work/cut.iso" 'beyond the end|whole copy'
refused "$work/copy.iso" 'is a Tallystick copy'
refused "$work/nothing" '[Cc]annot open'
refused /dev/null 'neither a file'
expect 1 'ffprobe is not installed' env PATH=/nowhere "$bin/tallystick-server" ingest "$work/text" --title x --data "$work/data"
