# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# A disc with subtitles, for tests on any computer, and which of them is on the screen. Sourced by bash after common.sh;
# needs ffmpeg, convert, spumux, dvdauthor, genisoimage.

# box FILE COLOUR : a subtitle that is a box in the middle of the picture, in black but for its margin.
box() {
    convert -size 720x576 xc:none -fill black -draw 'rectangle 152,250 567,325' -fill "$2" -draw 'rectangle 160,258 559,317' \
        "PNG32:$1"
}

# make_subtitled FOLDER : a dark film of 22 s, spoken in French, as FOLDER/VIDEO_TS, with two subtitles:
#     English, white from 3 to 9 s and from 12 to 18 s;
#     French, yellow from 2 to 9 s, and red, forced, from 12 to 18 s.
make_subtitled() {
    local made=$1.made unit
    mkdir -p "$made"
    ffmpeg -v error -nostdin -f lavfi -i "color=c=0x302840:s=720x576:r=25:d=22,noise=alls=40:allf=t" \
        -f lavfi -i "sine=f=330:d=22" -shortest -target pal-dvd -aspect 16:9 -b:v 3000k -g 12 -threads 1 -y "$made/film.mpg"
    for unit in white yellow red; do
        box "$made/$unit.png" $unit
    done
    cat >"$made/0.xml" <<XML
<subpictures><stream><spu start="0:00:03.00" end="0:00:09.00" image="$made/white.png"/>
<spu start="0:00:12.00" end="0:00:18.00" image="$made/white.png"/></stream></subpictures>
XML
    cat >"$made/1.xml" <<XML
<subpictures><stream><spu start="0:00:02.00" end="0:00:09.00" image="$made/yellow.png"/>
<spu start="0:00:12.00" end="0:00:18.00" image="$made/red.png" force="yes"/></stream></subpictures>
XML
    cat >"$made/disc.xml" <<XML
<dvdauthor><vmgm/><titleset><titles><video format="pal" aspect="16:9"/><audio lang="fr"/>
<subpicture lang="en"/><subpicture lang="fr"/><pgc><vob file="$made/film.mpg.2" chapters="0,0:05,0:10"/></pgc>
</titles></titleset></dvdauthor>
XML
    (
        export VIDEO_FORMAT=PAL
        spumux -m dvd -s 0 "$made/0.xml" <"$made/film.mpg" >"$made/film.mpg.1"
        spumux -m dvd -s 1 "$made/1.xml" <"$made/film.mpg.1" >"$made/film.mpg.2"
        dvdauthor -o "$1" -x "$made/disc.xml"
    ) >"$made/log" 2>&1 || return 1
}

# shown : sets colour to that of the middle of the picture, all of it in the boxes; "nothing" is the film without any, "else"
# what is no picture of it.
shown() {
    local red green blue
    has_window && timeout 20 import -window "$window" "$work/shot.png" 2>/dev/null || return 1
    read -r red green blue < <(convert "$work/shot.png" -gravity center -crop 400x36+0+0 +repage -scale '1x1!' \
        -format '%[fx:int(255*r+.5)] %[fx:int(255*g+.5)] %[fx:int(255*b+.5)]\n' info:)
    colour=else
    if [ "$red" -gt 230 ]; then
        [ "$green" -lt 25 ] && [ "$blue" -lt 25 ] && colour=red
        [ "$green" -gt 230 ] && [ "$blue" -lt 25 ] && colour=yellow
        [ "$green" -gt 230 ] && [ "$blue" -gt 230 ] && colour=white
    elif [ "$blue" -gt $((green + 10)) ]; then
        colour=nothing # the film is 0x302840, and noisy; no ground or card is that blue
    fi
    seen="$red $green $blue"
}

shows() {
    shown && [ "$colour" = "$1" ]
}
