# SPDX-License-Identifier: GPL-3.0-or-later
# What the property tests' scripts share: scratch, sources, and the checks a stream goes through. Sourced.
# shellcheck shell=bash
set -euo pipefail

: "${TALLYSTICK_SOURCE:?run this through CTest}" "${TALLYSTICK_TESTS:?run this through CTest}"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
seed=${TALLYSTICK_SEED:-$RANDOM$RANDOM}
streams=0
# How often what is random is tried on each stream; sanitizers are slow.
rounds=${TALLYSTICK_ROUNDS:-2}
echo "TALLYSTICK_SEED=$seed"

skip() {
    echo "skipped: $*"
    exit 77
}

need() {
    local program
    for program in "$@"; do
        command -v "$program" >/dev/null || skip "$program is missing: run packaging/setup"
    done
}

# The film's path, or nothing where it cannot be had.
film() {
    "$TALLYSTICK_SOURCE/packaging/film.sh" 2>/dev/null || true
}

media() {
    printf '%s\n' "${TALLYSTICK_MEDIA:-$TALLYSTICK_SOURCE/../shared/media}"
}

# encode OUT OPTION...: FFmpeg without chatter and without questions.
encode() {
    local out=$1
    shift
    ffmpeg -nostdin -v error -y "$@" -map_metadata -1 "$out"
}

# The film's video as that of a PAL DVD, in $pal. Encoding takes its time, and several tests look at the same: it is done once,
# beside the film.
pal_film() {
    local path
    path=$(film)
    [ -n "$path" ] || skip "the film cannot be had"
    need flock
    pal=$(dirname "$path")/pal-5000k-16x9-video.vob
    {
        flock 8
        if [ ! -f "$pal" ]; then
            encode "$pal.part" -i "$path" -an -target pal-dvd -b:v 5000k -aspect 16:9 -threads 1 -f dvd 8>&-
            mv "$pal.part" "$pal"
        fi
    } 8>"$pal.lock"
}

# Program stream of 2048-byte packs around an elementary or transport stream.
wrap() {
    encode "$2" -fflags +genpts -i "$1" -map 0:v:0 -c copy -f vob
}

complain() {
    printf '%s\n' "$*" >&2
    exit 1
}

frames_of() {
    mpeg2dec -s -o md5 "$1" 2>/dev/null | grep -c . || true
}

# What ffmpeg has to say about a stream; its failure counts as something said.
faults_of() {
    ffmpeg -nostdin -v error -xerror -i "$1" -map 0:v:0 -f null - 2>&1 || echo failed
}

# The main stream decodes wherever the original does, into as many pictures.
check_decoders() {
    local original=$1 main=$2 faults
    if [ -z "$(faults_of "$original")" ]; then
        faults=$(faults_of "$main")
        [ -z "$faults" ] || complain "$original: ffmpeg decodes the original but not the main stream: $faults"
    else
        echo "$original: ffmpeg finds faults in the original"
    fi
    [ "$(frames_of "$original")" = "$(frames_of "$main")" ] ||
        complain "$original: mpeg2dec does not find as many pictures in the main stream"
}

# check_stream FILE [hurt-only]: all properties, of both profiles, and of damaged versions.
check_stream() {
    local file=$1 round
    streams=$((streams + 1))
    "$TALLYSTICK_TESTS/property_roundtrip" --seed "$seed" --main "$scratch/main-" "$file"
    check_decoders "$file" "$scratch/main-$(basename "$file")"
    for round in $(seq "$rounds"); do
        "$TALLYSTICK_TESTS/property_roundtrip" --hurt --seed "$((seed + round))" "$file"
    done
    "$TALLYSTICK_TESTS/property_damage" --seed "$seed" "$file"
    rm -f "$scratch/main-$(basename "$file")"
}

# check_agreement [--wrapped] FILE: the walk, the reference parser and FFmpeg agree.
check_agreement() {
    "$TALLYSTICK_TESTS/property_agree" "$@"
}

finish() {
    [ "$streams" -gt 0 ] || skip "no stream could be had"
    echo "$streams streams"
}
