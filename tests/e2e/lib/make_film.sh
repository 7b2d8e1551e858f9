# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Films made of nothing, for tests on any computer. Sourced by bash.

# make_film FILE SECONDS OPTION... : moving noise and a tone, by ffmpeg; options are its own, for the output. $noise is how
# much of it there is.
make_film() {
    local file=$1 seconds=$2
    shift 2
    ffmpeg -nostdin -v error -y -f lavfi -i "testsrc2=size=720x576:rate=25:duration=$seconds,noise=alls=${noise:-24}:allf=t" \
        -f lavfi -i "sine=frequency=440:duration=$seconds" -c:v mpeg4 -q:v 3 -c:a ac3 "$@" "$file"
}

# make_large_film FILE SECONDS RATE : so noisy that it has that many bits a second.
make_large_film() {
    noise=40 make_film "$1" "$2" -shortest -c:v mpeg2video -b:v "$3" -maxrate "$3" -bufsize 1800k -g 12 -b:a 192k
}
