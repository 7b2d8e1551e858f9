#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: encodes.sh random|mpeg2enc|mpeg2enc-more|dvd|syntax|sizes|slices|foreign
# Encodes made on the spot, of the npm film where it can be had, and of generated pictures.
# shellcheck source=tests/property/lib.sh
. "$(dirname "$0")/lib.sh"
need ffmpeg mpeg2dec mpeg2enc mplex

# Pictures that stress an encoder: sharp, moving, endlessly detailed, noisy.
sharp=(-f lavfi -i "testsrc2=s=720x576:r=25,noise=alls=20:allf=t")
fractal=(-f lavfi -i "mandelbrot=s=720x576:r=25:start_scale=0.01")
cells=(-f lavfi -i "cellauto=s=720x480:r=30000/1001:rule=110,format=yuv420p")
noise=(-f lavfi -i "testsrc=s=352x288:r=25,noise=alls=100:allf=t+u")
real=("${sharp[@]}")
path=$(film)
if [ -n "$path" ]; then
    real=(-ss 12 -i "$path")
else
    echo "the film cannot be had: generated pictures alone"
fi

# from_mpeg2enc NAME SIZE:RATE:FRAMES PIPE... -- OPTION...: encoded by mpeg2enc, multiplexed by mplex.
from_mpeg2enc() {
    local name=$1 size rate frames source=()
    IFS=, read -r size rate frames <<<"$2"
    shift 2
    while [ "$1" != -- ]; do
        source+=("$1")
        shift
    done
    shift
    ffmpeg -nostdin -v error "${source[@]}" -an -vf "scale=$size,format=yuv420p,fps=$rate" -frames:v "$frames" -f yuv4mpegpipe - |
        mpeg2enc -v 0 "$@" -o "$scratch/$name.m2v" 2>"$scratch/$name.log" ||
        complain "mpeg2enc $*: $(tail -3 "$scratch/$name.log")"
    mplex -v 0 -f "${mux:-8}" -o "$scratch/$name.mpg" "$scratch/$name.m2v" 2>"$scratch/$name.log" ||
        complain "mplex: $(tail -3 "$scratch/$name.log")"
    [ -n "${foreign:-}" ] || check_agreement "$scratch/$name.m2v"
    check_stream "$scratch/$name.mpg"
    rm -f "$scratch/$name".*
}

# from_ffmpeg NAME SECONDS SOURCE... -- OPTION...
from_ffmpeg() {
    local name=$1 seconds=$2 source=()
    shift 2
    while [ "$1" != -- ]; do
        source+=("$1")
        shift
    done
    shift
    encode "$scratch/$name.vob" "${source[@]}" -t "$seconds" -an -c:v mpeg2video -threads 1 "$@" -f vob
    [ -n "${foreign:-}" ] || check_agreement "$scratch/$name.vob"
    check_stream "$scratch/$name.vob"
    rm -f "$scratch/$name.vob"
}

case ${1:-} in
random) # field pictures, 16x8, concealment vectors, 11-bit DCs: what the encoders leave out
    for round in $(seq $((8 * rounds))); do
        "$TALLYSTICK_TESTS/property_generate" --seed $((seed + 100 * round)) "$scratch/random.m2v"
        check_agreement --wrapped "$scratch/random.m2v"
        wrap "$scratch/random.m2v" "$scratch/random.vob"
        check_stream "$scratch/random.vob"
    done
    ;;
mpeg2enc)
    from_mpeg2enc pal 720x576,25,24 "${real[@]}" -- -f 8 -a 3 -D 10 -b 6000
    from_mpeg2enc ntsc 720x480,30000/1001,20 "${cells[@]}" -- -f 8 -n n -a 2 -I 1 -D 9 -b 7000
    ;;
mpeg2enc-more)
    mux=3 from_mpeg2enc dual-prime 720x576,25,12 "${sharp[@]}" -- -f 3 -I 1 -R 0 --dualprime-mpeg2 -b 8000 -V 224
    mux=3 from_mpeg2enc fine 352x288,25,12 "${real[@]}" -- -f 3 -D 10 -b 9000 -q 1 -V 1000 --no-altscan-mpeg2
    mux=3 from_mpeg2enc coarse 352x288,25,40 "${fractal[@]}" -- -f 3 -D 8 -b 300 -q 31 -V 224
    ;;
dvd)
    from_ffmpeg pal 1 "${real[@]}" -- -target pal-dvd -b:v 5000k -aspect 16:9
    from_ffmpeg ntsc 1 "${cells[@]}" -- -target ntsc-dvd -b:v 6000k -aspect 4:3 -flags +ildct+ilme -top 1
    from_ffmpeg low 3 "${real[@]}" -- -target pal-dvd -b:v 800k -maxrate 1500k
    ;;
syntax)
    from_ffmpeg all-on 1 "${real[@]}" -- -s 720x576 -r 25 -q:v 4 -qmax 28 -bf 2 -dc 10 -intra_vlc 1 -non_linear_quant 1 -alternate_scan 1 -flags +ildct+ilme
    from_ffmpeg vlc 1 "${fractal[@]}" -- -s 352x288 -q:v 2 -bf 2 -dc 9 -intra_vlc 1
    from_ffmpeg scan 1 "${sharp[@]}" -- -s 352x288 -q:v 6 -bf 1 -dc 8 -alternate_scan 1
    from_ffmpeg coarse 2 "${real[@]}" -- -s 352x288 -r 25 -q:v 31 -bf 2
    from_ffmpeg finest 0.4 "${noise[@]}" -- -q:v 1 -qmin 1 -dc 10 -intra_vlc 1
    from_ffmpeg intra 0.4 "${real[@]}" -- -s 352x288 -r 25 -g 1 -q:v 3 -intra_matrix "$(seq -s, 8 71)" -inter_matrix "$(seq -s, 9 72)"
    ;;
sizes)
    from_ffmpeg full-hd 0.25 "${real[@]}" -- -s 1920x1080 -r 25 -q:v 6 -bf 2
    from_ffmpeg odd 1 "${real[@]}" -- -s 200x106 -r 25 -q:v 3 -bf 2
    from_ffmpeg tiny 2 "${sharp[@]}" -- -s 32x32 -q:v 2 -bf 2
    from_ffmpeg narrow 1 "${sharp[@]}" -- -s 16x576 -q:v 2
    from_ffmpeg flat 1 "${sharp[@]}" -- -s 720x16 -q:v 2
    ;;
slices)
    from_ffmpeg several 1 "${real[@]}" -- -s 720x576 -r 25 -q:v 5 -bf 2 -ps 150
    from_ffmpeg each 0.4 "${sharp[@]}" -- -s 352x288 -q:v 3 -ps 1
    ;;
foreign) # left alone, and no error
    foreign=yes from_ffmpeg chroma 0.5 "${sharp[@]}" -- -s 352x288 -pix_fmt yuv422p -q:v 4
    mux=0 foreign=yes from_mpeg2enc mpeg1 352x288,25,20 "${sharp[@]}" -- -f 0 -b 1500
    encode "$scratch/mpeg1.vob" "${sharp[@]}" -t 1 -an -c:v mpeg1video -q:v 4 -f vob
    check_stream "$scratch/mpeg1.vob"
    encode "$scratch/cut.vob" "${real[@]}" -t 1 -an -target pal-dvd -f vob
    truncate -s $(($(stat -c %s "$scratch/cut.vob") * 2 / 3)) "$scratch/cut.vob"
    check_stream "$scratch/cut.vob"
    ;;
*)
    echo "unknown case '${1:-}'" >&2
    exit 2
    ;;
esac
finish
