#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# menu_disc.sh FOLDER : masters a DVD with menus there, FOLDER/dvd, and its image, FOLDER/menu.iso.
#
# The disc's own menu is a still of three buttons, one above the other: title 1, title 2, the menu of the title set. That
# one moves, 2 s over and over, with sound, and has two buttons side by side: the second chapter of title 1 with the
# second sound track and the subtitle, and back to the disc's menu. Title 1 has 8 s in four chapters and leads to the menu of the set,
# title 2 has 3 s in one and leads to the disc's menu. Title 3 shows a still of 1 s, then one without end, with a button
# that leads to title 2. Pictures are of one colour: menu blue, set's menu green, title 1 grey, brighter with each
# chapter, title 2 red, title 3 yellow, then cyan.
set -euo pipefail

folder=$1
mkdir -p "$folder"
cd "$folder"

# picture NAME COLOUR SECONDS SOUND... : a film of one colour; SOUND are frequencies, 0 for silence.
picture() {
    local name=$1 colour=$2 seconds=$3 inputs=() maps=() codecs=() count=0 frequency
    shift 3
    for frequency in "$@"; do
        inputs+=(-f lavfi -i "aevalsrc=0.4*sin(2*PI*t*$frequency):d=$seconds:s=48000")
        count=$((count + 1))
        maps+=(-map "$count")
    done
    [ $count -eq 0 ] || codecs=(-c:a ac3 -b:a 192k)
    ffmpeg -v error -nostdin -f lavfi -i "color=$colour:s=720x576:r=25:d=$seconds" "${inputs[@]}" -map 0 "${maps[@]}" \
        -target pal-dvd -aspect 16:9 -b:v 1500k -maxrate 4M "${codecs[@]}" -threads 1 -y "$name.mpg"
}

# buttons NAME X0,Y0,X1,Y1... : draws a frame for each button, in the colours it has when it is not chosen, chosen, and
# activated: white, yellow, red.
buttons() {
    local name=$1 state colour area draw=()
    shift
    for area in "$@"; do
        IFS=, read -r x0 y0 x1 y1 <<<"$area"
        draw+=(-draw "rectangle $((x0 + 4)),$((y0 + 4)) $((x1 - 5)),$((y1 - 5))")
    done
    for state in image:white highlight:yellow select:red; do
        colour=${state#*:}
        convert -size 720x576 xc:none +antialias -fill none -stroke "$colour" -strokewidth 4 "${draw[@]}" \
            -define png:color-type=6 "$name.${state%:*}.png"
    done
}

# mux NAME SPU_ATTRIBUTES BUTTON_LINES
mux() {
    cat >"$1.spu.xml" <<XML
<subpictures><stream><spu force="yes" start="00:00:00.00" $2
 image="$1.image.png" highlight="$1.highlight.png" select="$1.select.png">
$3</spu></stream></subpictures>
XML
    VIDEO_FORMAT=PAL spumux -P "$1.spu.xml" <"$1.mpg" >"$1.menu.mpg" 2>>spumux.log
}

picture top 0x2030a0 1 0
buttons top 100,100,400,180 100,240,400,320 100,380,400,460
mux top '' '<button name="one" x0="100" y0="100" x1="400" y1="180" down="two"/>
<button name="two" x0="100" y0="240" x1="400" y1="320" up="one" down="set"/>
<button name="set" x0="100" y0="380" x1="400" y1="460" up="two"/>'
picture set 0x208040 2 500
buttons set 60,400,300,500 420,400,660,500
mux set '' '<button name="chapter" x0="60" y0="400" x1="300" y1="500" right="back"/>
<button name="back" x0="420" y0="400" x1="660" y1="500" left="chapter"/>'
for chapter in 1 2 3 4; do
    grey=$(printf '0x%02x%02x%02x' $((chapter * 50)) $((chapter * 50)) $((chapter * 50)))
    picture one$chapter "$grey" 2 $((chapter * 200)) $((chapter * 300))
done
picture two 0xa02020 3 700 800
picture short 0xa0a020 0.4 0 0
picture pause 0x20a0a0 0.4 0 0
buttons pause 200,200,500,300
mux pause '' '<button name="on" x0="200" y0="200" x1="500" y1="300"/>'

# A subtitle in the second chapter of title 1: a small white box, low in the picture.
convert -size 720x576 xc:none -fill white -draw 'rectangle 300,530 419,545' PNG32:words.png
echo '<subpictures><stream><spu start="00:00:00.20" end="00:00:01.80" image="words.png"/></stream></subpictures>' \
    >words.xml
VIDEO_FORMAT=PAL spumux words.xml <one2.mpg >one2.words.mpg 2>>spumux.log

cat >disc.xml <<'XML'
<dvdauthor jumppad="on">
<vmgm><fpc>jump menu entry title;</fpc><menus lang="en"><video format="pal" aspect="16:9"/><audio lang="en"/>
<subpicture><stream id="0" mode="widescreen"/><stream id="0" mode="letterbox"/></subpicture>
<pgc entry="title" pause="inf"><vob file="top.menu.mpg"/>
<button name="one">jump title 1;</button>
<button name="two">jump title 2;</button>
<button name="set">jump titleset 1 menu entry root;</button>
</pgc></menus></vmgm>
<titleset><menus lang="en"><video format="pal" aspect="16:9"/><audio lang="en"/>
<subpicture><stream id="0" mode="widescreen"/><stream id="0" mode="letterbox"/></subpicture>
<pgc entry="root"><vob file="set.menu.mpg"/>
<button name="chapter">{ audio = 1; subtitle = 64; jump title 1 chapter 2; }</button>
<button name="back">jump vmgm menu entry title;</button>
<post>jump cell 1;</post></pgc></menus>
<titles><video format="pal" aspect="16:9"/><audio lang="en"/><audio lang="fr"/>
<subpicture><stream id="0" mode="widescreen"/><stream id="0" mode="letterbox"/></subpicture>
<pgc><vob file="one1.mpg" chapters="0"/><vob file="one2.words.mpg" chapters="0"/>
<vob file="one3.mpg" chapters="0"/><vob file="one4.mpg" chapters="0"/><post>call menu entry root;</post></pgc>
<pgc><vob file="two.mpg" chapters="0"/><post>call vmgm menu entry title;</post></pgc>
<pgc><vob file="short.mpg" pause="1" chapters="0"/><vob file="pause.menu.mpg" pause="inf"/>
<button name="on">jump title 2;</button></pgc>
</titles></titleset></dvdauthor>
XML
rm -rf dvd
VIDEO_FORMAT=PAL dvdauthor -o dvd -x disc.xml >author.log 2>&1 || { tail -n 5 author.log >&2; exit 1; }
genisoimage -quiet -dvd-video -V MENUS -o menu.iso dvd
