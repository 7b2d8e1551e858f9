# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2034
# What all end-to-end scripts share: a folder of their own, films made ready by chain/fixture.sh, a server, players, a bad
# network, a screen. Sourced first, by bash.
set -euo pipefail
umask 077
# No test may touch the key store of who runs it; those of the key store bring their own.
[ -n "${TALLYSTICK_KEYRING:-}" ] || export DBUS_SESSION_BUS_ADDRESS=disabled:

: "${TALLYSTICK_SOURCE:?names the source folder}"
bin=${TALLYSTICK_BIN:?names the folder of the programs}
tools=$bin/../tests/bin
work=$(mktemp -d "${TMPDIR:-/tmp}/tallystick-e2e-XXXXXX")
films=$(realpath -m "$bin/../tests/e2e/films")
data=$work/data
password='a password for tests'
server_pid=
proxy_pid=
started=$SECONDS

finish() {
    local code=$? pid
    trap - EXIT INT TERM HUP
    for pid in $(jobs -pr); do
        kill -KILL "$pid" 2>/dev/null || true
    done
    wait 2>/dev/null || true
    if [ $code -ne 0 ] && [ $code -ne 77 ]; then
        [ -z "${likeness:-}" ] || echo "The last look at the screen: frame $frame, likeness $likeness, contrast $contrast" >&2
        [ ! -s "$work/serve.log" ] || { echo '--- the server said:' && tail -n 20 "$work/serve.log"; } >&2
        [ ! -s "$work/player.log" ] || { echo '--- the player said:' && tail -n 20 "$work/player.log"; } >&2
    fi
    rm -rf "$work"
    exit $code
}
trap finish EXIT
trap 'exit 130' INT TERM HUP

# What is checked from here on.
check() {
    printf '[%3d s] %s\n' $((SECONDS - started)) "$*"
}

fail() {
    printf 'FAILED: %s\n' "$*" >&2
    exit 1
}

skip() {
    printf 'skipped: %s\n' "$*"
    exit 77
}

needs() {
    local program
    for program in "$@"; do
        command -v "$program" >/dev/null || skip "$program is not installed"
    done
}

# expect CODE PATTERN COMMAND... : it exits with the code, and says the (extended) pattern on stderr; '': anything or nothing.
# What it printed is in $work/out, what it said in $work/err.
expect() {
    local wanted=$1 pattern=$2 code=0
    shift 2
    "$@" >"$work/out" 2>"$work/err" || code=$?
    if [ $code -ne "$wanted" ] || { [ -n "$pattern" ] && ! grep -qE -- "$pattern" "$work/err"; }; then
        tail -n 20 "$work/out" "$work/err" >&2
        fail "expected exit code $wanted and /$pattern/; got $code from: $*"
    fi
}

# wait_for SECONDS WHAT COMMAND... : until the command succeeds.
wait_for() {
    local until=$((SECONDS + $1)) what=$2
    shift 2
    until "$@"; do
        [ $SECONDS -lt $until ] || fail "waited in vain for: $what"
        sleep 0.05
    done
}

gone() {
    ! kill -0 "$1" 2>/dev/null
}

# ends SECONDS PID : waits for a program started here; its exit code in $code.
ends() {
    wait_for "$1" "the end of process $2" gone "$2"
    code=0
    wait "$2" || code=$?
}

# quits CODE [SECONDS] : the player ends by itself, with this code.
quits() {
    ends "${2:-60}" "$player"
    [ "$code" -eq "$1" ] || fail "the player ended with $code in place of $1"
}

# use_film NAME : a film made ready by fixture.sh, with a server's data folder of one's own.
# Sets film, title, distributor, original, and by user: ${disc[anna]}, ${copy[anna]}, ${complement[anna]}.
use_film() {
    local user
    film=$films/$1
    [ -f "$film/ready" ] || skip "the film \"$1\" was not made ready; the test e2e.film_$1 says why"
    cp -a "$film/data" "$data"
    title=$(cat "$film/title")
    distributor=$(cat "$film/distributor")
    original=$data/bank/$title/original.iso
    declare -gA disc=() copy=() complement=()
    for user in anna bert; do
        disc[$user]=$film/$user.iso
        complement[$user]=$film/$user.tsc
        copy[$user]=$(cat "$film/$user.copy")
    done
}

# server COMMAND... : tallystick-server on this test's data folder.
server() {
    "$bin/tallystick-server" "$@" --data "$data"
}

# add_user NAME [--qa]
add_user() {
    printf '%s\n' "$password" | server user add "$@" --password-fd 0
}

# make_copy USER VIEWS IMAGE : its id in $made.
make_copy() {
    made=$(server copy create --title "$title" --user "$1" --distributor "$distributor" --views "$2")
    server image --copy "$made" -o "$3"
}

# use_disc FOLDER NAME [VIEWS] : a server with a VIDEO_TS folder's disc in its bank; anna's copy of it, of 5 views if not
# told otherwise, is $work/anna.iso.
use_disc() {
    server init --name 'Server for tests'
    title=$(server ingest "$1" --title "$2")
    add_user anna
    distributor=$(server distributor add 'The Shop')
    make_copy anna "${3:-5}" "$work/anna.iso"
}

# start_server [ADDRESS] : sets server_pid and url.
start_server() {
    local address=${1:-127.0.0.1:0}
    rm -f "$work/port"
    "$bin/tallystick-server" serve --data "$data" --listen "$address" --port-file "$work/port" \
        2>>"$work/serve.log" 9>&- &
    server_pid=$!
    wait_for 120 "the server's port" test -s "$work/port"
    url=http://${address%:*}:$(cat "$work/port")
}

# stop_server [SIGNAL] : it ends in order, unless it is killed.
# shellcheck disable=SC2120 # mostly without
stop_server() {
    local code=0
    kill "-${1:-TERM}" "$server_pid"
    { wait "$server_pid" || code=$?; } 2>/dev/null
    [ "${1:-TERM}" = KILL ] || [ $code -eq 0 ] || fail "the server ended with $code"
}

# A bad network before the server: sets proxy_pid and url. The server may be away, and come back anywhere.
start_proxy() {
    mkfifo "$work/proxy.commands"
    "$tools/proxy" --target "$work/port" --port-file "$work/proxy.port" --state "$work/proxy.state" \
        <"$work/proxy.commands" 9>&- &
    proxy_pid=$!
    exec 9>"$work/proxy.commands"
    wait_for 60 "the proxy's port" test -s "$work/proxy.port"
    url=http://127.0.0.1:$(cat "$work/proxy.port")
}

# proxy COMMAND : see proxy.c. Returns when it is in force.
proxy() {
    local before
    before=$(cut -d' ' -f5 "$work/proxy.state")
    printf '%s\n' "$*" >&9
    wait_for 120 "the proxy to $*" proxy_obeyed "$before"
}

proxy_obeyed() {
    [ "$(cut -d' ' -f5 "$work/proxy.state")" -gt "$1" ]
}

proxy_is() {
    [ "$(cut -d' ' -f1 "$work/proxy.state")" = "$1" ]
}

# Bytes of complement that went through.
proxy_passed() {
    cut -d' ' -f2 "$work/proxy.state"
}

# as USER COMMAND ARGUMENTS... : tallystick, signed in with the password, its data in $work/USER (or $device).
as() {
    local user=$1 folder=$work/${device:-$1}
    shift
    printf '%s\n' "${given:-$password}" | timeout "${limit:-300}" "$bin/tallystick" "$@" --data "$folder" \
        --server "$url" --user "$user" --yes --password-fd 0 9>&-
}

# The same in the background, as $player, with its words in player.log.
start_player() {
    local user=$1 folder=$work/${device:-$1}
    shift
    printf '%s\n' "$password" >"$work/password"
    "$bin/tallystick" "$@" --data "$folder" --server "$url" --user "$user" --yes --password-fd 0 \
        <"$work/password" 2>>"$work/player.log" 9>&- &
    player=$!
}

# sign_in USER : sets token.
sign_in() {
    token=$(jq -n --arg user "$1" --arg password "$password" --arg key "$(printf '09%062d' 0)" \
        '{user: $user, password: $password, device_name: "test", device_key: $key}' |
        curl -sSf -H 'Content-Type: application/json' --data-binary @- "$url/v1/login" | jq -er .token)
}

# views_left USER COPY
views_left() {
    local token
    sign_in "$1"
    curl -sSf -H "Authorization: Bearer $token" "$url/v1/copies/$2" | jq -er .views_left
}

# hashes FILE : of a framemd5 file, the frames' alone, in order.
hashes() {
    awk -F ', *' '!/^#/ { print $NF }' "$1"
}

# same_frames FILE : it has all of the original's frames, in order, and no other.
same_frames() {
    hashes "$1" >"$work/hashes"
    if ! cmp -s "$work/hashes" "$film/hashes"; then
        diff "$film/hashes" "$work/hashes" | head -n 6 >&2 || true
        fail "the frames of $1 are not the original's ($(wc -l <"$work/hashes") of $(wc -l <"$film/hashes"))"
    fi
}

# wrong_frames FILE : how many of its frames are not what the original has at their place.
wrong_frames() {
    hashes "$1" | paste -d ' ' - "$film/hashes" | awk '$1 != $2' | wc -l
}

# An Xvfb of one's own.
start_screen() {
    needs Xvfb xdotool import
    Xvfb -displayfd 8 -screen 0 1024x576x24 -nolisten tcp -noreset 8>"$work/display" 2>"$work/xvfb.log" 9>&- &
    wait_for 60 Xvfb test -s "$work/display"
    DISPLAY=:$(cat "$work/display")
    export DISPLAY SDL_VIDEODRIVER=x11 SDL_AUDIODRIVER="${SDL_AUDIODRIVER:-dummy}"
    unset WAYLAND_DISPLAY
}

key() {
    xdotool key --clearmodifiers "$@"
}

# The part of the screen that is compared: below the name of the film and two lines of messages, above what is said in
# the middle.
crop='crop=in_w:in_h*4/25:0:in_h*22/100'
thumb_width=128
thumb_height=15

# The player's window, in $window. It has the film's shape: the picture fills it.
has_window() {
    window=$(xdotool search --onlyvisible --class tallystick 2>/dev/null | head -n 1) || true
    [ -n "$window" ]
}

# shoot : the window as $work/shot.png, and what is compared of it; false when it is gone.
shoot() {
    # SDL may replace a window it has just opened.
    has_window || return 1
    timeout 20 import -window "$window" "$work/shot.png" 2>/dev/null || return 1
    ffmpeg -v error -nostdin -y -i "$work/shot.png" -vf "$crop,scale=$thumb_width:$thumb_height:flags=area" \
        -pix_fmt gray -f rawvideo "$work/shot.gray"
}

# thumbnails VOB FILE : all frames of a film, as shots of it would be.
thumbnails() {
    ffmpeg -v error -nostdin -y -i "$1" -map 0:v -vf "$crop,scale=$thumb_width:$thumb_height:flags=area" \
        -pix_fmt gray -vsync passthrough -f rawvideo "$2"
}

# fit THUMBNAILS : sets frame, likeness and contrast (thousandths) of the frame that is most like the last shot.
fit() {
    read -r frame likeness contrast < <("$tools/nearest" $thumb_width $thumb_height "$work/shot.gray" "$1")
}

# look : takes a shot and tells which frame of the film it is (frame, likeness, contrast); false when there is no window.
# A picture from the main stream alone fails the test.
look() {
    local decoy
    shoot || return 1
    fit "$film/decoys.gray"
    decoy=$likeness
    fit "$film/original.gray"
    if [ "$decoy" -gt 600 ] && [ "$decoy" -ge "$likeness" ]; then
        cp "$work/shot.png" "$films/decoy_seen.png"
        fail "a decoy picture was on the screen (likeness $decoy; the film's own $likeness): $films/decoy_seen.png"
    fi
}

# shows_film : a frame of the film is on the screen, as bright as it should be.
shows_film() {
    look && [ "$likeness" -ge 950 ] && [ "$contrast" -ge 900 ]
}

# request_of SERIAL : the number under which the latest licence for this stick was asked for.
request_of() {
    sqlite3 -cmd '.timeout 10000' "$data/store.db" "SELECT lower(hex(request)) FROM exports WHERE serial = '$1' ORDER BY number DESC LIMIT 1"
}

# keep_request FOLDER COPY SERIAL NUMBER : as if who asked for a licence had been interrupted before this request was forgotten.
keep_request() {
    local name
    name=$(printf '%s%s' "$2" "$(printf %s "$3" | sha256sum | cut -c1-64)" | tr a-f A-F | basenc --base16 -d | sha256sum | cut -c1-32)
    mkdir -p "$1"
    printf %s "$4" >"$1/$name.req"
    [ "$(wc -c <"$1/$name.req")" -eq 32 ] || fail "that is no request's number: $4"
}
