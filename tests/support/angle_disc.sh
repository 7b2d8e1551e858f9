#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# angle_disc.sh INTERLEAVE FOLDER : masters a DVD whose middle can be seen from three angles, with the program INTERLEAVE
# (interleave.c), three times: the angles one after the other, FOLDER/apart; interleaved, to be changed seamlessly,
# FOLDER/seamless; the same with a jump, FOLDER/non-seamless. Each is a VIDEO_TS folder and an image, FOLDER/apart.iso.
#
# A fourth time, FOLDER/chosen, it is as FOLDER/seamless, with three buttons side by side in its beginning that choose an
# angle and lead nowhere.
#
# The film is 12 s: FOLDER/0.mpg (white in the middle of the picture), 1.mpg, 2.mpg or 3.mpg (red, green, blue), and
# 4.mpg (yellow). No picture of it is like another.
set -euo pipefail

interleave=$1
folder=$2
mkdir -p "$folder"
cd "$folder"

# part NUMBER COLOUR
part() {
    ffmpeg -v error -nostdin -f lavfi \
        -i "testsrc2=s=720x576:r=25:d=4,drawbox=x=100:y=150:w=520:h=300:c=$2:t=fill" \
        -f lavfi -i "aevalsrc=0.2*sin(2*PI*t*(300+50*t)):d=4:s=48000" -target pal-dvd -aspect 16:9 -b:v 1M -maxrate 3M \
        -sc_threshold 1000000000 -threads 1 -y "$1.mpg"
}

part 0 0xc0c0c0
part 1 0xc02020
part 2 0x20a020
part 3 0x2020c0
part 4 0xc0c020
cat >disc.xml <<'XML'
<dvdauthor><vmgm/><titleset><titles><video format="pal" aspect="16:9"/><pgc>
<vob file="0.mpg" chapters="0"/><vob file="1.mpg" chapters="0"/><vob file="2.mpg"/><vob file="3.mpg"/>
<vob file="4.mpg" chapters="0"/></pgc></titles></titleset></dvdauthor>
XML
for layout in apart seamless non-seamless; do
    rm -rf "$layout"
    VIDEO_FORMAT=PAL dvdauthor -o "$layout" -x disc.xml >author.log 2>&1 || { tail -n 5 author.log >&2; exit 1; }
    "$interleave" "$layout/VIDEO_TS" 3 "$layout" 2
    genisoimage -quiet -dvd-video -V ANGLES -o "$layout.iso" "$layout"
done

# The buttons are frames, white, yellow when chosen.
for colour in white yellow; do
    convert -size 720x576 xc:none +antialias -fill none -stroke $colour -strokewidth 4 \
        -draw 'rectangle 64,504 196,536 rectangle 264,504 396,536 rectangle 464,504 596,536' \
        -define png:color-type=6 buttons.$colour.png
done
cat >buttons.xml <<'XML'
<subpictures><stream><spu force="yes" start="00:00:00.00" image="buttons.white.png" highlight="buttons.yellow.png"
select="buttons.yellow.png">
<button name="one" x0="60" y0="500" x1="200" y1="540" right="two"/>
<button name="two" x0="260" y0="500" x1="400" y1="540" left="one" right="three"/>
<button name="three" x0="460" y0="500" x1="600" y1="540" left="two"/>
</spu></stream></subpictures>
XML
VIDEO_FORMAT=PAL spumux -P buttons.xml <0.mpg >0.buttons.mpg 2>>spumux.log
sed -e 's|"0.mpg"|"0.buttons.mpg"|; s|aspect="16:9"/>|&<subpicture><stream id="0" mode="widescreen"/><stream id="0" mode="letterbox"/></subpicture>|' \
    -e 's|<vob file="1.mpg"|<button name="one">angle = 1;</button><button name="two">angle = 2;</button><button name="three">angle = 3;</button>\n&|' \
    disc.xml >chosen.xml
rm -rf chosen
VIDEO_FORMAT=PAL dvdauthor -o chosen -x chosen.xml >author.log 2>&1 || { tail -n 5 author.log >&2; exit 1; }
"$interleave" chosen/VIDEO_TS 3 seamless 2
