#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# pack.sh KERNEL ARCHIVE PROGRAM... : writes the emulated machine's initramfs: the init beside this file, busybox, the
# kernel's modules, and the programs with all libraries they need, as they are on this computer.
set -euo pipefail
umask 022
here=$(cd "$(dirname "$0")" && pwd)
kernel=$1
archive=$2
shift 2
root=$(mktemp -d "${TMPDIR:-/tmp}/tallystick-initramfs-XXXXXX")
trap 'rm -rf "$root"' EXIT
mkdir -p "$root/bin" "$root/sbin"

# The modules named, and what they need, by modules.dep.
pack_modules() {
    local from to version
    version=$(ls "$kernel/lib/modules")
    from=$kernel/lib/modules/$version
    to=$root/lib/modules/$version
    mkdir -p "$to"
    awk -F '[: ]+' '
        NR == FNR { wanted[$1 ".ko"]; next }
        { path = $1; sub(/.*\//, "", path) }
        path in wanted { for (i = 1; i <= NF; i++) if ($i != "") print $i }' \
        "$here/modules" "$from/modules.dep" | sort -u | (cd "$from" && xargs cp --parents -t "$to")
    busybox depmod -b "$root" "$version"
    cp "$here/modules" "$root/modules"
}

# pack_program FILE : it, in /bin, and its libraries where the loader looks for them.
pack_program() {
    local libraries
    cp "$1" "$root/bin/"
    libraries=$(ldd "$1" 2>/dev/null) || return 0 # linked statically, in one way or the other
    [[ $libraries != *'statically linked'* ]] || return 0
    if grep 'not found' <<<"$libraries" >&2; then
        echo "$1 lacks libraries" >&2
        exit 1
    fi
    grep -oE '/[^ ]+' <<<"$libraries" | grep -v ':$' | sort -u | xargs -r cp -uL --parents -t "$root"
}

pack_program "$(command -v busybox)"
ln -s ../bin/busybox "$root/sbin/modprobe"
cp "$here/init" "$root/init"
cp "$here/stick" "$root/bin/"
pack_modules
# With the loader's cache, programs of two hundred libraries start faster.
mkdir "$root/etc"
for program in /sbin/ldconfig "$@"; do
    pack_program "$program"
done
# What the player draws its texts with.
font=/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf
[ ! -f $font ] || cp --parents $font "$root"
(cd "$root" && find . -mindepth 1 | LC_ALL=C sort | cpio --quiet -o -H newc -R 0:0) >"$archive"
