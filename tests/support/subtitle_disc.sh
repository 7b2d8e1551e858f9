#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# subtitle_disc.sh FOLDER : masters a DVD of 14 s with subtitles, whose VOBUs are as long as they may be: FOLDER/film.iso.
# The first stream's units follow each other at once, from 2 to 4.28 s and from there to 8 s; the second's has many packs, and
# is seen from 3 to 10 s.
set -euo pipefail

cd "$1"
ffmpeg -v error -nostdin -f lavfi -i "testsrc2=s=720x576:r=25:d=14" -f lavfi -i "sine=f=330:d=14" -target pal-dvd \
    -aspect 16:9 -b:v 3M -maxrate 5M -g 24 -sc_threshold 1000000000 -threads 1 -y film.mpg
for colour in white yellow; do
    convert -size 720x576 xc:none -fill $colour -draw 'rectangle 160,258 559,317' "PNG32:$colour.png"
done
convert -size 720x576 xc:none -seed 7 \( -size 80x150 xc: +noise Random -colorspace gray -threshold 50% -filter point \
    -resize '500%x200%' \) -geometry +60+200 -composite PNG32:noise.png
cat >0.xml <<'XML'
<subpictures><stream><spu start="0:00:02.00" end="0:00:04.28" image="white.png"/>
<spu start="0:00:04.28" end="0:00:08.00" image="yellow.png"/></stream></subpictures>
XML
cat >1.xml <<'XML'
<subpictures><stream><spu start="0:00:03.00" end="0:00:10.00" image="noise.png"/></stream></subpictures>
XML
cat >disc.xml <<'XML'
<dvdauthor dest="dvd"><vmgm/><titleset><titles><video format="pal" aspect="16:9"/><audio lang="en"/>
<subpicture lang="en"/><subpicture lang="fr"/><pgc><vob file="film.mpg.2" chapters="0"/></pgc></titles></titleset></dvdauthor>
XML
export VIDEO_FORMAT=PAL
spumux -m dvd -s 0 0.xml <film.mpg >film.mpg.1 2>log
spumux -m dvd -s 1 1.xml <film.mpg.1 >film.mpg.2 2>>log
dvdauthor -x disc.xml >>log 2>&1 || { tail -n 5 log >&2; exit 1; }
genisoimage -quiet -dvd-video -o film.iso dvd
