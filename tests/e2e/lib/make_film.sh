# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# A film made of nothing, for tests on any computer. Sourced by sh and bash.

# make_film FILE SECONDS RATE : a noisy film of that many seconds and bits a second.
make_film() {
    ffmpeg -v error -nostdin -f lavfi -i "testsrc2=s=720x576:r=25:d=$2,noise=alls=40:allf=t" \
        -f lavfi -i "sine=f=440:d=$2" -shortest -c:v mpeg2video -b:v "$3" -maxrate "$3" -bufsize 1800k -g 12 \
        -c:a ac3 -b:a 192k -y "$1"
}
