# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Films made of nothing, for tests on any computer. Sourced by bash.

# make_noise FILE SECONDS NOISE OPTION... : a moving picture with that much noise and a tone, by ffmpeg; options are its own, for
# the output.
make_noise() {
    ffmpeg -nostdin -v error -y -f lavfi -i "testsrc2=size=720x576:rate=25:duration=$2,noise=alls=$3:allf=t" \
        -f lavfi -i "sine=frequency=440:duration=$2" -c:a ac3 "${@:4}" "$1"
}

# make_film FILE SECONDS OPTION...
make_film() {
    make_noise "$1" "$2" 24 -c:v mpeg4 -q:v 3 "${@:3}"
}

# make_large_film FILE SECONDS RATE : so noisy that it has that many bits a second.
make_large_film() {
    make_noise "$1" "$2" 40 -shortest -c:v mpeg2video -b:v "$3" -maxrate "$3" -bufsize 1800k -g 12 -b:a 192k
}
