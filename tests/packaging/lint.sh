#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# packaging/lint: finds each kind of fault in a small tree, and none in a clean one.
. "$(dirname "$0")/lib.sh"

command -v clang-format >/dev/null || exit 77

tree=$scratch/tree
mkdir -p "$tree"/{packaging,base,net,server/store,player/dvd,player/screen,build}
cp "$packaging/lint" "$packaging/common.sh" "$tree/packaging/"
cp "$TALLYSTICK_SOURCE/.clang-format" "$tree/"
licence='/* SPDX-License-Identifier: GPL-3.0-or-later */'

put() {
    printf '%s\n' "$licence" "${@:2}" >"$tree/$1"
}

# fault PATTERN FILE LINE...: with this file the check fails; without it, it passes.
fault() {
    put "${@:2}"
    expect 1 "$1" "$tree/packaging/lint"
    rm "$tree/$2"
    expect 0 '' "$tree/packaging/lint"
}

put base/good.c '#include "base/good.h"' '' '#include <stdio.h>'
put base/good.h 'int good(void);'
put net/good.c '#include <curl/curl.h>' '' '#include "synth/keys.h"'
put server/store/store_sqlite.c '#include <sqlite3.h>'
printf 'not ours\n' >"$tree/build/generated.c"
expect 0 '' "$tree/packaging/lint"

fault 'server/a.c includes what only net' server/a.c '#include <curl/curl.h>'
fault 'net/a.c includes what only player/screen' net/a.c '#include <SDL2/SDL.h>'
fault 'server/a.c includes what only server/store/store_sqlite' server/a.c '#include <sqlite3.h>'
fault 'player/a.c includes what only synth' player/a.c '#include <openssl/evp.h>'
fault 'base/a.h includes what only synth' base/a.h '#include "synth/keys.h"'
fault 'player/a.c includes what only server' player/a.c '#include "server/store/store.h"'
fault 'player/dvd/a.c includes what only player/screen' player/dvd/a.c '#include <SDL.h>'
fault 'player/dvd/a.c includes what only player/pipeline' player/dvd/a.c '#include "player/pipeline/queue.h"'
fault 'player/screen/a.c includes what only player/play' player/screen/a.c '#include "player/play/play.h"'
fault 'not formatted' base/a.c 'int  badly( void ){return 0;}'
fault 'promises work' base/a.c '/* TO''DO: finish */'
fault '801 lines' base/a.c "$(yes 'extern int a;' | head -n 800)"

printf 'int a;\n' >"$tree/base/a.c"
expect 1 'does not name its licence' "$tree/packaging/lint"
