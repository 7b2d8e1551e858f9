#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: packaging/kernel.sh
#
# Gets Debian's generic kernel for the machine that the tests emulate, by apt-get and
# with its signatures, keeps what is needed of it in the user's cache folder, and prints
# that folder: vmlinuz, and lib/modules. Nothing is installed, no privileges are
# needed, and once it is there nothing is fetched again.
set -euo pipefail
. "$(dirname "$0")/common.sh"

meta=linux-image-amd64
# Drives, sticks, their file systems, and what reaches out of the machine; no network.
parts=(block crypto drivers/ata drivers/cdrom drivers/char drivers/scsi drivers/usb drivers/virtio
    fs/fat fs/isofs fs/nls fs/udf lib)

fetch() {
    local into=$1 package members=() part
    package=$(apt-cache depends --important "$meta" 2>/dev/null | sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
    [ -n "$package" ] || die "apt knows no $meta; run apt-get update, then this again"
    say "Fetching the kernel $package (70 MB) with apt-get"
    # Not as the user _apt, who cannot write here.
    (cd "$into" && apt-get -q -o APT::Sandbox::User=root download "$package" >/dev/null </dev/null) ||
        die "apt-get could not fetch $package; run apt-get update, check the network, then run this again"
    for part in "${parts[@]}"; do
        members+=("./lib/modules/*/kernel/$part")
    done
    dpkg-deb --fsys-tarfile "$into"/*.deb |
        tar -x -C "$into" --wildcards './boot/vmlinuz-*' './lib/modules/*/modules.*' "${members[@]}"
    mkdir "$into/kernel"
    mv "$into"/boot/vmlinuz-* "$into/kernel/vmlinuz"
    mv "$into/lib" "$into/kernel/lib"
    busybox depmod -b "$into/kernel" "$(ls "$into/kernel/lib/modules")"
}

main() {
    local folder
    case ${1:-} in
    --help | -h)
        show_help
        return
        ;;
    '') ;;
    *) wrong_usage "unknown argument '$1'" ;;
    esac
    folder=$(cache_folder)/kernel
    if [ ! -f "$folder/vmlinuz" ]; then
        command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || die "this is not a Debian system"
        command -v busybox >/dev/null || die "busybox is missing: run packaging/setup test"
        keep_fetched "$folder" vmlinuz kernel kernel
    fi
    printf '%s\n' "$folder"
}

main "$@"
