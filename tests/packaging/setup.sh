#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# packaging/setup: leaves apt-get alone when nothing is missing, and asks for what is.
. "$(dirname "$0")/lib.sh"

command -v dpkg-query >/dev/null || exit 77

mkdir "$scratch/bin"
cat >"$scratch/bin/apt-get" <<END
#!/bin/sh
echo "\$@" >>"$scratch/calls"
END
printf '#!/bin/sh\nexec "$@"\n' >"$scratch/bin/sudo"
chmod +x "$scratch/bin/apt-get" "$scratch/bin/sudo"
export PATH=$scratch/bin:$PATH

# A package database that has everything.
cat >"$scratch/bin/dpkg-query" <<END
#!/bin/sh
cat "$scratch/installed"
END
chmod +x "$scratch/bin/dpkg-query"
. "$packaging/packages.sh"
printf 'installed %s\n' "${packages_build[@]}" "${packages_run[@]}" npm >"$scratch/installed"
expect 0 'are installed' "$packaging/setup" build run
[ ! -e "$scratch/calls" ] || { echo "apt-get was called though nothing was missing" >&2; exit 1; }

# One that lacks one package, and has removed another but for its configuration.
sed -e '/ cmake$/d' -e 's/^installed ffmpeg$/config-files ffmpeg/' -i "$scratch/installed"
expect 0 'Installing 2 packages: cmake ffmpeg' "$packaging/setup" build run
grep -qx 'install -q -y --no-install-recommends cmake ffmpeg' "$scratch/calls" ||
    { echo "apt-get was asked for something else:" >&2; cat "$scratch/calls" >&2; exit 1; }

rm "$scratch/calls"
expect 0 'Installing 2 packages: libumockdev-dev umockdev' "$packaging/setup" stick

expect 2 'unknown purpose' "$packaging/setup" nonsense
expect 0 '^Usage:' "$packaging/setup" --help
