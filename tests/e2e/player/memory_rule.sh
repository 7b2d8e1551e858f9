#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# During a real play: a window key is in the player's memory while it is used, and nowhere in it once it was
# released; and nothing but the account is ever written to a file.
# shellcheck source=tests/e2e/lib/common.sh
. "$(dirname "$0")/../lib/common.sh"
. "$(dirname "$0")/../lib/player.sh"
. "$(dirname "$0")/../lib/make_film.sh"
needs ffmpeg strace
[ "$(id -u)" -eq 0 ] || skip "only root may look into another process's memory"
sanitized && skip 'a sanitizer keeps memory of its own, and does not go with strace'

make_large_film "$work/film.mpg" 36 8000k
make_bank "$work/film.mpg" 3
"$tools/window_keys" "$data" "$made" >"$work/keys"
windows=$(wc -l <"$work/keys")
[ "$windows" -ge 2 ] || fail "the film is too short: it has $windows windows"
start_server

# Everything the player could think of as a place for its own.
mkdir "$work/home" "$work/tmp"
export HOME="$work/home" TMPDIR="$work/tmp" XDG_STATE_HOME="$work/home/state" XDG_CACHE_HOME="$work/home/cache"
cd "$work/home"
calls=open,openat,openat2,creat,mmap,write,writev,pwrite64,pwritev,pwritev2,sendfile,splice,copy_file_range,ftruncate,truncate,rename,renameat,renameat2,link,linkat
# shellcheck disable=SC2016 # for the inner shell
printf '%s\n' "$password" | strace -f -qq -y -s 0 -e trace=$calls -o "$work/trace" \
    sh -c 'echo $$ >"$0.pid"; exec "$@"' "$work/player" "$bin/tallystick" play --yes --data "$work/player" \
    --server "$url" --user viewer --password-fd 0 "$image" 2>"$work/play.log" &
strace_pid=$!

# scan : how often the first and the second window's key are in the player's memory.
scan() {
    "$tools/memory_scan" "$(cat "$work/player.pid")" <"$work/keys" >"$work/found" || return 1
    first=$(sed -n 1p "$work/found")
    second=$(sed -n 2p "$work/found")
}

# The key of the first window must be seen in use (else this looks in the wrong place), then be gone for good
# while the second one's is in use.
seen=no
released=0
while kill -0 $strace_pid 2>/dev/null && [ $released -lt 5 ]; do
    sleep 0.2
    if [ ! -s "$work/player.pid" ] || ! scan; then
        continue
    fi
    [ "$first" -gt 0 ] && seen=yes
    if [ "$seen" = yes ] && [ "$first" -eq 0 ] && [ "$second" -gt 0 ]; then
        released=$((released + 1))
    elif [ $released -gt 0 ] && [ "$first" -gt 0 ]; then
        fail "the first window's key came back after its release"
    fi
done
[ $seen = yes ] || { cat "$work/play.log" >&2; fail "no window key was ever seen in the player's memory"; }
[ $released -ge 5 ] || { cat "$work/play.log" >&2; fail "the first window's key was not released"; }
kill -INT "$(cat "$work/player.pid")"
wait $strace_pid || fail "the player did not end in order: $(cat "$work/play.log")"
echo "the key of window 0 was seen in use, and is gone after its release"

# What was opened for writing. Resolved paths stand behind the descriptor: openat(...) = 3</path>.
grep -E '(open|openat|openat2|creat)\(.*(O_WRONLY|O_RDWR|O_CREAT|creat\()' "$work/trace" | grep -E '= [0-9]+<' |
    sed 's/.*= [0-9]*<\(.*\)>$/\1/' | sort -u >"$work/written"
grep -q "$work/player/" "$work/written" || fail "the trace does not even show the account being written"
while read -r path; do
    case $path in
    "$work/player/"* | "$work/player.pid" | /dev/null | /dev/tty | /dev/dri/*) ;;
    *) fail "the player wrote to $path" ;;
    esac
done <"$work/written"
# Shared mappings of files, and bytes that go from descriptor to descriptor without being written.
if grep -E 'mmap\(.*PROT_WRITE.*MAP_SHARED' "$work/trace" | grep -vE '\-1, 0\)|</dev/|<socket|</memfd:|MAP_ANON' >&2; then
    fail "the player mapped a file for writing"
fi
if grep -E '(sendfile|splice|copy_file_range)\(' "$work/trace" >&2; then
    fail "the player copied between files"
fi
[ -z "$(find "$work/home" "$work/tmp" -type f)" ] || fail "files were left: $(find "$work/home" "$work/tmp" -type f)"
find "$work/player" -type f >"$work/kept"
while read -r path; do
    [ "$(wc -c <"$path")" -lt 4096 ] || fail "$path is larger than an account"
    [ "$("$tools/memory_scan" "$path" <"$work/keys" | sort -u)" = 0 ] || fail "$path holds a window key"
done <"$work/kept"
echo "nothing but the account was written: $(wc -l <"$work/written") names"

# What the log and the terminal were told.
while read -r key; do
    if grep -qi "$key" "$work/play.log" "$work/serve.log"; then
        fail "a window key was logged"
    fi
done <"$work/keys"
