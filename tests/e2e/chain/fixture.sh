#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# fixture.sh npm|sintel : makes a film ready for the other tests, once for each build of the programs: a server's data
# folder with the film as a title, users anna, bert (5 views each) and quinn (QA), their discs and complements,
# and what the original looks like when it is played directly.
. "$(dirname "$0")/../lib/common.sh"

name=$1
made=$work/made
data=$made/data
needs ffmpeg dvdauthor genisoimage isoinfo

# The npm film, as it is.
npm_film() {
    source=$("$TALLYSTICK_SOURCE/packaging/film.sh") || skip "the npm film cannot be had here"
    kind=encoded
}

# A disc made by mpeg2enc and mplex: an NTSC film with AC-3 sound from the shared media, else from the npm
# film, else from a synthetic picture; there is always one.
sintel_film() {
    local media=${TALLYSTICK_MEDIA:-$TALLYSTICK_SOURCE/../shared/media} from=() video=0:v sound=0:a
    kind=authored
    needs mpeg2enc mplex
    if [ -f "$media/sintel_trailer-720p.mp4" ]; then
        from=(-ss 12 -t 12 -i "$media/sintel_trailer-720p.mp4")
    elif film=$("$TALLYSTICK_SOURCE/packaging/film.sh" 2>/dev/null); then
        from=(-ss 8 -t 12 -i "$film")
    else
        from=(-t 12 -f lavfi -i 'mandelbrot=s=720x480:r=24' -t 12 -f lavfi -i 'anoisesrc=c=pink:r=48000')
        sound=1:a
    fi
    # Encoding takes long, and knows nothing of our programs: all builds share what was made in this way of that film.
    source=${XDG_CACHE_HOME:-$HOME/.cache}/tallystick/mpeg2enc-$({
        declare -f encode_disc
        echo "${from[*]}" "$video" "$sound"
    } | sha256sum | cut -c1-16)
    [ -d "$source" ] || encode_disc
}

# encode_disc : of sintel_film's film, as $source, whole or not at all, as another build may be faster.
encode_disc() {
    ffmpeg -v error -nostdin "${from[@]}" \
        -map "$video" -vf 'scale=720:480,fps=24000/1001,format=yuv420p,setsar=32/27' -f yuv4mpegpipe "$work/film.y4m" \
        -map "$sound" -c:a ac3 -b:a 192k -ar 48000 -ac 2 "$work/film.ac3"
    mpeg2enc -v 0 -f 8 -n n -F 1 -p -a 3 -b 5000 -q 5 -R 2 -4 3 -2 3 -o "$work/film.m2v" <"$work/film.y4m"
    rm "$work/film.y4m"
    mplex -v 0 -f 8 -o "$work/film.mpg" "$work/film.m2v" "$work/film.ac3"
    cat >"$work/disc.xml" <<'XML'
<dvdauthor><vmgm/><titleset><titles><video format="ntsc" aspect="16:9"/>
<pgc><vob file="film.mpg" chapters="0,4,8"/></pgc></titles></titleset></dvdauthor>
XML
    (cd "$work" && VIDEO_FORMAT=NTSC dvdauthor -o "$work/disc" -x disc.xml) >"$work/author.log" 2>&1 ||
        fail "dvdauthor: $(tail -n 5 "$work/author.log")"
    mkdir -p "$(dirname "$source")"
    cp -r "$work/disc" "$source.$$"
    mv -T "$source.$$" "$source" 2>/dev/null || rm -r "$source.$$"
    [ -d "$source" ] || fail "the disc cannot be kept as $source"
}

# vob_of IMAGE FILE : the main title's video object.
vob_of() {
    isoinfo -i "$1" -x '/VIDEO_TS/VTS_01_1.VOB;1' >"$2"
    [ -s "$2" ] || fail "no VOB in $1"
}

make_server() {
    local user
    server init --name 'Server for tests'
    server ingest "$source" --title "$label" >"$made/title"
    for user in anna bert; do
        add_user $user
    done
    add_user quinn --qa
    server distributor add 'Shop for tests' >"$made/distributor"
    for user in anna bert; do
        server copy create --title "$(cat "$made/title")" --user $user --distributor "$(cat "$made/distributor")" \
            --views 5 >"$made/$user.copy"
        server image --copy "$(cat "$made/$user.copy")" -o "$made/$user.iso"
        server complement --copy "$(cat "$made/$user.copy")" -o "$made/$user.tsc"
    done
}

# How the original plays: by the player's own pipeline, and by FFmpeg on the VOB; both must say the same.
describe_original() {
    local original
    original=$data/bank/$(cat "$made/title")/original.iso
    "$tools/play_plain" --frames-md5 "$original" >"$work/player.md5"
    vob_of "$original" "$made/original.vob"
    vob_of "$made/anna.iso" "$made/decoys.vob"
    ffmpeg -v error -nostdin -i "$made/original.vob" -map 0:v -vsync passthrough -f framemd5 -y "$work/ffmpeg.md5"
    hashes "$work/ffmpeg.md5" >"$made/hashes"
    hashes "$work/player.md5" >"$work/player.hashes"
    cmp "$work/player.hashes" "$made/hashes" || fail "the player's frames of the original differ from FFmpeg's"
    [ "$(wc -l <"$made/hashes")" -gt 200 ] || fail "only $(wc -l <"$made/hashes") frames"
    thumbnails "$made/original.vob" "$made/original.gray"
    thumbnails "$made/decoys.vob" "$made/decoys.gray"
    local frames
    frames=$(wc -l <"$made/hashes")
    take_thumbnail "$made/original.gray" $((frames / 3))
    fit "$made/original.gray"
    [ "$likeness" -eq 1000 ] || fail "frame $((frames / 3)) is $likeness thousandths like itself"
}

# take_thumbnail FILE NUMBER : one of them as the last shot.
take_thumbnail() {
    dd if="$1" of="$work/shot.gray" bs=$((thumb_width * thumb_height)) skip="$2" count=1 status=none
}

# told_apart : a decoy on the screen would be seen, and the film taken for what it is: the tests want 950 thousandths of a
# shot. Smooth pictures are mostly up to 590 like the nearest of hundreds of decoys; one draw of keys in ten gives
# more, and then $alike says so.
told_apart() {
    local frames part number
    frames=$(wc -l <"$made/hashes")
    for part in 1 2 3 4 5; do
        number=$((frames * part / 6))
        take_thumbnail "$made/decoys.gray" $number
        fit "$made/original.gray"
        alike="decoy $number is $likeness thousandths like frame $frame of the film"
        [ "$likeness" -lt 700 ] || return 1
        take_thumbnail "$made/original.gray" $number
        fit "$made/decoys.gray"
        alike="frame $number is $likeness thousandths like decoy $frame"
        [ "$likeness" -lt 700 ] || return 1
    done
}

case $name in
npm) label='Big Buck Bunny' ;;
sintel) label='Sintel' ;;
*) fail "there is no film \"$name\"" ;;
esac
stamp=$(cat "$bin/tallystick-server" "$tools/play_plain" "$0" "$(dirname "$0")/../lib/common.sh" | sha256sum)
if [ -f "$films/$name/ready" ] && [ "$(cat "$films/$name/ready")" = "$stamp" ]; then
    check "the film \"$name\" is ready since an earlier run"
    exit 0
fi
mkdir -p "$made" "$films"
"${name}_film"
for draw in 1 2 3 4; do
    check "taking \"$label\" ($kind) into a bank, making its copies"
    make_server
    check "playing the original directly: by the player's pipeline, and by FFmpeg"
    describe_original
    ! told_apart || break
    [ "$draw" -lt 4 ] || fail "$alike, and so it was with other keys"
    check "$alike: once more, with other keys"
    rm -rf "${made:?}"/*
done
printf '%s\n' "$source" >"$made/source"
printf '%s\n' "$stamp" >"$made/ready"
rm -rf "${films:?}/$name"
mv "$made" "$films/$name"
check "ready: $(wc -l <"$films/$name/hashes") frames"
