# SPDX-License-Identifier: GPL-3.0-or-later
# What packaging/demo shows is made of: a server with a film, a user's disc, the player, a screen. Sourced after
# common.sh. make_copy sets $folder, start_server sets $url.
# shellcheck shell=bash disable=SC2154

demo=${TALLYSTICK_DEMO:-${XDG_STATE_HOME:-$HOME/.local/state}/tallystick-demo}
bin=$root/build/release/bin
password_file=$demo/password
server_pid=

# The token, as the player's --token takes it, and the command that plugs an emulated stick in for another one.
token=
stick=()

server() {
    "$bin/tallystick-server" "$@" --data "$demo/server"
}

# The password goes from file to program by descriptor, never over a command line.
server_with_password() {
    server "$@" --password-fd 3 3<"$password_file"
}

stop_server() {
    [ -n "$server_pid" ] || return 0
    ! kill -0 "$server_pid" 2>/dev/null || say "Stopping the server"
    kill -TERM "$server_pid" 2>/dev/null || true
    wait "$server_pid" || true
    server_pid=
}

has_display() {
    [ -n "${WAYLAND_DISPLAY:-}" ] || [ -n "${DISPLAY:-}" ]
}

# prepare PURPOSE... -- TARGET...: installs and builds what these take, besides what all demos do.
prepare() {
    local purposes=(build run)
    has_display || purposes+=(headless)
    while [ "$1" != -- ]; do
        purposes+=("$1")
        shift
    done
    shift
    "$root/packaging/setup" "${purposes[@]}"
    say "Building (build/release)"
    (cd "$root" && cmake --preset release && cmake --build --preset release -j "$jobs" -- --quiet \
        tallystick tallystick-server "$@") >&2 || die "the build failed; the messages above say where"
}

# Only a folder of the demo's own is written to, and cleared when a set-up was interrupted.
claim_folder() {
    mkdir -p "$demo"
    if [ ! -f "$demo/tallystick-demo" ]; then
        [ -z "$(ls -A "$demo")" ] || die "$demo holds other things; name another folder in TALLYSTICK_DEMO"
        chmod 700 "$demo"
        : >"$demo/tallystick-demo"
    fi
}

# A port nobody listens on, below those the system hands out by itself.
free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 12000))
        (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    done
    printf '%s\n' "$port"
}

# Server, user and point of sale: once.
set_up_server() {
    claim_folder
    if [ -f "$demo/distributor" ]; then
        say "Using the server in $demo/server"
        return
    fi
    say "Setting up a server in $demo/server"
    rm -rf "$demo/server" "$demo/player" "$demo/films" "$demo/stick.img"
    (umask 077 && openssl rand -hex 12 >"$password_file")
    free_port >"$demo/own-port"
    server init --name "Tallystick demo" --address "http://127.0.0.1:$(cat "$demo/own-port")"
    server_with_password user add demo
    # The last step's mark, so that an interrupted set-up starts over.
    server distributor add "Demo shop" >"$demo/distributor.new"
    mv "$demo/distributor.new" "$demo/distributor"
}

# Prints a name for the film that stays the same while the file does.
film_key() {
    printf '%s' "$(realpath "$1") $(stat -c '%s %Y' "$1")" | openssl dgst -sha256 -r | cut -c1-16
}

# Puts the film into the bank and makes the user's copy: once a film. Sets `folder`.
make_copy() {
    local film=$1 title=$2
    folder=$demo/films/$(film_key "$film")
    mkdir -p "$folder"
    if [ ! -f "$folder/title" ]; then
        say "Putting \"$title\" into the bank: mastering a DVD image, trying every chunk of it"
        server ingest "$film" --title "$title" >"$folder/title.new"
        mv "$folder/title.new" "$folder/title"
    fi
    if [ ! -f "$folder/copy" ]; then
        say "Making the user's own copy, with a licence for 100 views"
        server copy create --title "$(cat "$folder/title")" --user demo \
            --distributor "$(cat "$demo/distributor")" --views 100 >"$folder/copy.new"
        mv "$folder/copy.new" "$folder/copy"
    fi
    if [ ! -f "$folder/disc.iso" ]; then
        say "Writing the disc: $folder/disc.iso"
        server image --copy "$(cat "$folder/copy")" -o "$folder/disc.iso"
    fi
}

# serve_on PORT: starts the server there (0: anywhere); false when it cannot be.
serve_on() {
    rm -f "$demo/port"
    # Not through server(): the process to stop must be the server itself.
    "$bin/tallystick-server" serve --data "$demo/server" --listen "127.0.0.1:$1" --port-file "$demo/port" \
        </dev/null >/dev/null 2>"$demo/server.log" &
    server_pid=$!
    for _ in $(seq 300); do
        [ ! -s "$demo/port" ] || return 0
        kill -0 "$server_pid" 2>/dev/null || break
        sleep 0.1
    done
    stop_server
    return 1
}

start_server() {
    trap stop_server EXIT
    trap 'exit 130' INT TERM HUP
    if ! serve_on "$(cat "$demo/own-port")"; then
        say "The discs name port $(cat "$demo/own-port"), where the server cannot listen now: using another"
        serve_on 0 || die "the server does not start: $(tail -n 1 "$demo/server.log")"
    fi
    url=http://127.0.0.1:$(cat "$demo/port")
    say "The server listens on $url (its log: $demo/server.log)"
}

# player COMMAND ARGUMENT...: tallystick on the demo's own device, which leaves the user's key store alone. $stick
# runs it, where there is no real one.
player() {
    "${stick[@]}" env DBUS_SESSION_BUS_ADDRESS=disabled: "$bin/tallystick" "$@" --data "$demo/player"
}

# The same, signed in.
player_with_password() {
    player "$@" --server "$url" --user demo --password-fd 0 <"$password_file"
}

# play_and_shoot PLAY FILE: under xvfb-run, calls PLAY, and takes the screenshot once there is a picture to see.
play_and_shoot() {
    local player shot=$2 seen=0 spread window
    "$1" &
    player=$!
    for _ in $(seq 60); do
        sleep 1
        kill -0 $player 2>/dev/null || break
        window=$(xdotool search --onlyvisible --class tallystick 2>/dev/null | tail -n 1)
        import -silent -window "${window:-root}" "png:$shot.new" 2>/dev/null || continue
        # An even picture is an empty window, or the film's black beginning.
        spread=$(convert "png:$shot.new" -colorspace Gray -format '%[fx:int(1000*standard_deviation)]' info:)
        [ "$spread" -ge 80 ] && seen=$((seen + 1))
        mv "$shot.new" "$shot"
        [ $seen -lt 8 ] || break
    done
    rm -f "$shot.new"
    if kill -0 $player 2>/dev/null; then
        xdotool key --clearmodifiers q 2>/dev/null || true
        for _ in $(seq 50); do
            kill -0 $player 2>/dev/null || break
            sleep 0.1
        done
        kill -TERM $player 2>/dev/null || true
    fi
    wait $player || return 1
    [ $seen -gt 0 ]
}

# watch_film PLAY: the function opens the player on the disc. Where there is no display, prints the path of a
# screenshot.
watch_film() {
    local play=$1 shot=$demo/screenshot.png
    if has_display; then
        say "Playing. Keys: space pauses, arrows seek, f is full screen, q quits"
        "$play" || die "the player stopped with an error; its message is above"
        return
    fi
    say "There is no display here: playing under Xvfb, without sound, for a screenshot"
    rm -f "$shot"
    # Between here and there is a shell that would not pass functions and arrays on.
    SDL_AUDIODRIVER=dummy xvfb-run -a -s '-screen 0 1280x720x24' bash -c "$(
        declare -p bin demo url folder password_file stick token
        declare -f player player_with_password "$play" play_and_shoot
    )"$'\nplay_and_shoot "$@"' demo "$play" "$shot" || die "the player showed no picture; its messages are above"
    say "Played. The screenshot: $shot"
    printf '%s\n' "$shot"
}
