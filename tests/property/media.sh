#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: media.sh FILE, one of the streams at hand, named in the folder $TALLYSTICK_MEDIA.
# shellcheck source=tests/property/lib.sh
. "$(dirname "$0")/lib.sh"
need ffmpeg mpeg2dec

file=$(media)/$1
[ -f "$file" ] || skip "$file is not there"
case $file in
*.m2v | *.ts)
    wrap "$file" "$scratch/${1%.*}.vob"
    check_agreement "$file"
    check_stream "$scratch/${1%.*}.vob"
    ;;
*.iso)
    check_stream "$file"
    ;;
*)
    check_agreement "$file"
    check_stream "$file"
    ;;
esac
finish
