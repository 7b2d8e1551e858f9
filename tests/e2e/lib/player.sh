# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2034
# What tests of the player share: a folder of its own, a server with a film, a copy. Sourced by sh.
set -eu
umask 077
# No test may touch the key store of who runs it; those of the key store bring their own.
[ -n "${TALLYSTICK_KEYRING:-}" ] || export DBUS_SESSION_BUS_ADDRESS=disabled:
bin=${TALLYSTICK_BIN:?names the folder of the programs}
helpers=$bin/../tests/bin
work=$(mktemp -d "${TMPDIR:-/tmp}/tallystick-e2e-XXXXXX")
password='a password for tests'
server_pid=
export SDL_VIDEODRIVER=dummy SDL_AUDIODRIVER=dummy
# shellcheck source=tests/e2e/lib/make_film.sh
. "$(dirname "$0")/../lib/make_film.sh"

finish() {
    code=$?
    trap - EXIT INT TERM
    if [ -n "$server_pid" ]; then
        kill "$server_pid" 2>/dev/null || true
        wait "$server_pid" 2>/dev/null || true
    fi
    if [ $code -ne 0 ] && [ $code -ne 77 ] && [ -s "$work/serve.log" ]; then
        echo '--- the server said:' >&2
        tail -20 "$work/serve.log" >&2
    fi
    rm -rf "$work"
    exit $code
}
trap finish EXIT
trap 'exit 1' INT TERM

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

skip() {
    echo "skipped: $*"
    exit 77
}

needs() {
    for program in "$@"; do
        command -v "$program" >/dev/null || skip "$program is not installed"
    done
}

# Whether the programs were built with a sanitizer.
sanitized() {
    grep -qaE '__(asan|tsan)_init' "$bin/tallystick"
}

# server COMMAND... : tallystick-server on this test's data folder.
server() {
    "$bin/tallystick-server" "$@" --data "$work/server"
}

# add_user NAME [--qa]
add_user() {
    printf '%s\n' "$password" | server user add "$@" --password-fd 0
}

stop_server() {
    kill "$server_pid"
    wait "$server_pid" || fail "the server did not stop in order"
    server_pid=
}

# make_bank FILM : a server with the film as $title, users viewer and quinn (QA), a distributor.
make_bank() {
    server init
    title=$(server ingest "$1" --title 'A Film for Tests')
    add_user viewer
    add_user quinn --qa
    distributor=$(server distributor add 'The Shop')
}

# make_copy IMAGE VIEWS [USER] : a copy, its id in $copy.
make_copy() {
    copy=$(server copy create --title "$title" --user "${3:-viewer}" --distributor "$distributor" --views "$2")
    server image --copy "$copy" -o "$1"
}

# start_server : on $port, 0 for any; the address in $url.
start_server() {
    rm -f "$work/port"
    "$bin/tallystick-server" serve --data "$work/server" --listen "127.0.0.1:${port:-0}" --port-file "$work/port" \
        >>"$work/serve.log" 2>&1 &
    server_pid=$!
    tries=0
    while [ ! -s "$work/port" ]; do
        kill -0 "$server_pid" 2>/dev/null || fail "the server did not start"
        tries=$((tries + 1))
        [ $tries -lt 600 ] || fail "the server does not say which port it listens on"
        sleep 0.1
    done
    url=http://127.0.0.1:$(cat "$work/port")
}

# player USER ARGUMENTS... : the player, signed in with the password, on this test's data folder.
player() {
    user=$1
    shift
    printf '%s\n' "${given:-$password}" |
        "$bin/tallystick" "$@" --data "$work/player" --server "$url" --user "$user" --password-fd 0
}

# refused CODE WORDS COMMAND... : the command must fail with this code and say these words on stderr.
refused() {
    expected=$1
    words=$2
    shift 2
    got=0
    "$@" >"$work/out" 2>"$work/err" || got=$?
    if [ "$got" -ne "$expected" ] || ! grep -qF -- "$words" "$work/err"; then
        cat "$work/out" "$work/err" >&2
        fail "exit code $got in place of $expected, or not said: $words"
    fi
}
