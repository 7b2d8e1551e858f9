#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# packaging/kernel.sh: keeps a kernel whole or not at all, and fetches none that is there; packaging/setup calls it for
# the tests, and asks for apt's lists where they are missing.
. "$(dirname "$0")/lib.sh"

for program in dpkg-query dpkg-deb busybox tar; do
    command -v "$program" >/dev/null || exit 77
done
mkdir "$scratch/bin" "$scratch/cache" "$scratch/package"
export XDG_CACHE_HOME=$scratch/cache
kept=$scratch/cache/tallystick

# fake NAME: a program of that name, from stdin.
fake() {
    cat >"$scratch/bin/$1"
    chmod +x "$scratch/bin/$1"
}

nothing_kept() {
    [ ! -e "$kept" ] || [ -z "$(ls "$kept")" ] || { echo "something was kept: $(ls "$kept")" >&2; exit 1; }
}

# Apt with lists (once they were fetched) and a package, or without.
fake apt-cache <<END
#!/bin/sh
[ ! -e "$scratch/lists" ] || printf 'linux-image-amd64\n  Depends: linux-image-6.1.0-1-amd64\n'
END
fake apt-get <<END
#!/bin/sh
echo "\$@" >>"$scratch/calls"
case " \$* " in
*' update '*) touch "$scratch/lists" ;;
*' download linux-image-6.1.0-1-amd64 '*) cp "$scratch/kernel.deb" . ;;
*) exit 100 ;;
esac
END
printf '#!/bin/sh\nexec "$@"\n' | fake sudo
fake dpkg-query <<END
#!/bin/sh
cat "$scratch/installed"
END
. "$packaging/packages.sh"
printf 'installed %s\n' "${packages_test[@]}" >"$scratch/installed"
export PATH=$scratch/bin:$PATH

expect 1 'run apt-get update' "$packaging/kernel.sh"
nothing_kept

# A package that lacks the kernel's modules.
mkdir -p "$scratch/package/DEBIAN" "$scratch/package/boot"
printf 'Package: kernel\nVersion: 1\nArchitecture: all\nMaintainer: nobody\nDescription: none\n' \
    >"$scratch/package/DEBIAN/control"
echo kernel >"$scratch/package/boot/vmlinuz-6.1.0-1-amd64"
dpkg-deb --build --root-owner-group "$scratch/package" "$scratch/kernel.deb" >/dev/null
touch "$scratch/lists"
expect 2 'Not found in archive' "$packaging/kernel.sh"
nothing_kept
rm "$scratch/lists"

# A whole one, which setup gets although apt has no lists at first.
modules=$scratch/package/lib/modules/6.1.0-1-amd64
for part in block crypto drivers/ata drivers/cdrom drivers/char drivers/scsi drivers/usb drivers/virtio \
    drivers/net fs/fat fs/isofs fs/nls fs/udf lib; do
    mkdir -p "$modules/kernel/$part"
done
touch "$modules/modules.order"
dpkg-deb --build --root-owner-group "$scratch/package" "$scratch/kernel.deb" >/dev/null
: >"$scratch/calls"
expect 0 'are installed' "$packaging/setup" test
grep -q '^update' "$scratch/calls" || { echo "the lists were not asked for" >&2; exit 1; }
[ "$(cat "$kept/kernel/vmlinuz")" = kernel ] || { echo "not the package's kernel" >&2; exit 1; }
[ -d "$kept/kernel/lib/modules/6.1.0-1-amd64/kernel/fs/fat" ] || { echo "the modules are missing" >&2; exit 1; }
[ ! -e "$kept/kernel/lib/modules/6.1.0-1-amd64/kernel/drivers/net" ] || { echo "it kept what it needs not" >&2; exit 1; }

# What is there is used as it is, without apt.
: >"$scratch/calls"
expect 0 '/kernel$' "$packaging/kernel.sh"
expect 0 'are installed' "$packaging/setup" test
[ ! -s "$scratch/calls" ] || { echo "apt-get was called though nothing was missing" >&2; exit 1; }

expect 2 'unknown argument' "$packaging/kernel.sh" nonsense
expect 0 '^Usage:' "$packaging/kernel.sh" --help
