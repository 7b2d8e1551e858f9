#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# real_device.sh : the player off line, in an emulated machine that has no network: a film from its CD-ROM drive and USB
# sticks with serial numbers, by the kernel's own device nodes; sticks and discs that are pulled out, copied and put
# back, and views that run out.
# shellcheck source=tests/e2e/lib/common.sh
. "$(dirname "$0")/../lib/common.sh"
# shellcheck source=tests/e2e/machine/machine.sh
. "$(dirname "$0")/machine.sh"
needs_machine
needs ffmpeg dvdauthor genisoimage

# Of the film, longer than what the player keeps ready; its discs; and the sticks, each with a licence of two views
# for anna's computer; but one, which is quinn's, for quality assurance.
serial=4C530001310923115
raw_serial=0890217C00000002
qa_serial=TALLYQA-77
other_serial=4C530001310923116
# The server the discs name; that no other test is there, the address sees to.
address=127.$((RANDOM % 255)).$((RANDOM % 256)).$((RANDOM % 254 + 1)):8420
film=$work/film
mkdir "$film"

# make_disc : a film of 27 MB as $work/disc. Its pictures are a quarter of a DVD's size: an emulated processor decodes them all,
# several times over.
make_disc() {
    ffmpeg -v error -nostdin -f lavfi -i "testsrc2=s=352x288:r=25:d=36,noise=alls=40:allf=t" \
        -f lavfi -i "sine=f=440:d=36" -shortest -c:v mpeg2video -b:v 6000k -maxrate 8000k -bufsize 1800k -g 12 \
        -c:a ac3 -b:a 192k -f dvd -y "$work/film.vob"
    cat >"$work/disc.xml" <<XML
<dvdauthor><vmgm/><titleset><titles><video format="pal"/><pgc><vob file="$work/film.vob"/></pgc></titles></titleset></dvdauthor>
XML
    VIDEO_FORMAT=PAL dvdauthor -o "$work/disc" -x "$work/disc.xml" >"$work/author.log" 2>&1 ||
        fail "dvdauthor: $(tail -n 5 "$work/author.log")"
}

make_bank() {
    make_disc
    server init --address "http://$address"
    title=$(server ingest "$work/disc" --title 'A Film for Tests')
    original=$data/bank/$title/original.iso
    distributor=$(server distributor add 'The Shop')
    add_user anna
    add_user quinn --qa
    make_copy anna 9 "$work/anna.iso"
    anna_copy=$made
    make_copy quinn 1 "$work/quinn.iso"
    quinn_copy=$made
    "$tools/play_plain" --frames-md5 "$original" >"$work/plain.md5"
    hashes "$work/plain.md5" >"$film/hashes"
    [ "$(wc -l <"$film/hashes")" -eq 900 ] || fail "$(wc -l <"$film/hashes") frames in the original"
}

# make_token COPY VIEWS SERIAL LEFT : the container that the shop writes for its user's devices, as TALLY.TST in a folder
# of its own; LEFT views are in the account then.
make_token() {
    mkdir -p "$work/$3"
    expect 0 "with $2 of $2 views; $4 are left" server token --copy "$1" --views "$2" --serial "$3" \
        -o "$work/$3/TALLY.TST"
}

# counted IMAGE : the highest number of the counter's records that lie anywhere in it (docs/FORMATS.md, "View counter").
counted() {
    local at
    grep -abo TALLYCTR "$1" | while IFS=: read -r at _; do
        od -An --endian=big -tu8 -j $((at + 32)) -N 8 "$1"
    done | sort -n | tail -n 1 | tr -d ' '
}

# tokens FILTER : what `token list` says in the machine, by jq.
tokens() {
    expect 0 '' guest tallystick token list --json
    jq -r "$1" "$work/out"
}

# of_token SERIAL FILTER
of_token() {
    tokens ".sticks[] | select(.serial == \"$1\") | $2"
}

next_day() {
    guest date -s "@$(($(guest date +%s) + 25 * 3600))" >/dev/null
}

# given_back SERIAL : the kernel's driver has the stick again; it takes a second to look at it.
given_back() {
    guest_wait "the kernel to get the stick $1 back" stick "$1"
}

# play_in_window NAME [OPTION...] : in the background, in SDL's dummy window and with its dummy sound.
play_in_window() {
    local name=$1
    shift
    guest_start "$name" env SDL_VIDEODRIVER=dummy SDL_AUDIODRIVER=dummy tallystick play "$@"
}

# stop_when_read NAME BYTES : the same once it has read that much, of the disc above all.
stop_when_read() {
    # shellcheck disable=SC2016 # for the machine's shell
    stop_at "$1" sh -c '[ "$(sed -n "s/^rchar: //p" "/proc/$0/io")" -gt "$1" ]' "$(guest cat "/tmp/$1.pid")" "$2"
}

prepare() {
    make_bank
    start_server "$address"
    check 'signing in online, on the computer that will be off line'
    expect 0 '' as anna play --frames-md5 -o "$work/online.md5" "$work/anna.iso"
    same_frames "$work/online.md5"
    expect 0 '' as quinn verify "$work/quinn.iso"
    stop_server
    make_token "$anna_copy" 2 "$serial" 6
    make_token "$quinn_copy" 1 "$qa_serial" 0
    make_stick "$work/stick.img" 32
    stick_put "$work/stick.img" "$work/$serial/TALLY.TST" TALLY.TST
    make_stick "$work/qa.img" 32
    stick_put "$work/qa.img" "$work/$qa_serial/TALLY.TST" TALLY.TST
    truncate -s 8M "$work/raw.img"
    pack_machine "$work/initramfs" "$bin/tallystick" "$bin/tallystick-server"
    pack_folder "$work/initramfs" "$work/anna" root/.local/state/tallystick
    pack_folder "$work/initramfs" "$work/quinn" srv/quinn
    pack_folder "$work/initramfs" "$data" root/.local/state/tallystick-server
}

no_network() {
    check 'there is no network, no disc and no stick'
    [ "$(guest ls /sys/class/net)" = lo ] || fail "the machine has a network: $(guest ls /sys/class/net)"
    expect 1 'No drive holds a Tallystick disc' guest tallystick
    expect 1 'There is no disc in /dev/sr0' guest tallystick play /dev/sr0
    [ "$(tokens '.sticks | length')" = 0 ] || fail "sticks: $(cat "$work/out")"
}

disc_alone() {
    check 'a disc is put in: found without being named; without a token there is the network alone'
    put_disc "$work/anna.iso"
    expect 1 'Cannot reach' guest tallystick --user anna
    take_disc
    expect 1 'There is no disc in /dev/sr0' guest tallystick play /dev/sr0
    put_disc "$work/anna.iso"
}

stick_listed() {
    check 'a stick is plugged in: its serial number is the one that the device has'
    plug first "$serial" "$work/stick.img"
    guest_wait "the stick" stick "$serial"
    [ "$(tokens '.sticks[].serial')" = "$serial" ] || fail "$(cat "$work/out")"
    [ "$(of_token "$serial" '[.file, .token, .accessible] | @text')" = '[null,false,true]' ] || fail "$(cat "$work/out")"
    given_back "$serial"
    mount_stick "$serial"
    [ "$(of_token "$serial" .file)" = "/media/$serial/TALLY.TST" ] || fail "$(cat "$work/out")"
    [ "$(of_token "$serial" ".films[] | [.copy, .views_granted, .views_left, .complete] | @text")" = \
        "[\"$anna_copy\",2,2,true]" ] || fail "$(cat "$work/out")"
    [ "$(counted "$work/stick.img")" = 1 ] || fail "record $(counted "$work/stick.img") is on the stick at first"
}

verify_from_drive() {
    check 'quality assurance: every bit of the disc in the drive is the original, and no view is spent'
    put_disc "$work/quinn.iso"
    plug qa "$qa_serial" "$work/qa.img"
    mount_stick "$qa_serial"
    expect 0 '' guest tallystick verify /dev/sr0 --json --data /srv/quinn --token "$qa_serial"
    jq -e --arg hash "$(sha256sum "$original" | cut -d' ' -f1)" \
        '.identical and .sha256 == $hash and .chunks_verified == .chunks and .chunks > 12' "$work/out" >/dev/null ||
        fail "$(cat "$work/out")"
    guest umount "/media/$qa_serial"
    pull qa
    put_disc "$work/anna.iso"
    [ "$(counted "$work/qa.img")" = 1 ] || fail "the QA token counted"
}

# heard EVENT TIMES : `token list --watch` has told of it so often.
heard() {
    guest_wait "the stick to have $1" sh -c '[ "$(grep -c "\"$0\",\"serial\":\"$2\"" /tmp/watch.out)" -eq "$1" ]' "$1" "$2" "$serial"
}

pulled_and_put_back() {
    check 'the film, frame by frame, from the disc in the drive; the token is pulled out in the middle of it, and put back'
    cp "$work/stick.img" "$work/before.img"
    guest_start watch tallystick token list --watch --json
    heard arrived 1
    guest_start hashes tallystick --frames-md5
    stop_at hashes test -s /tmp/hashes.out
    pull first
    [ "$(counted "$work/stick.img")" -ge 2 ] || fail "frames were given before the view was counted on the stick"
    guest_wait 'the stick to be gone' test ! -b /dev/sda
    forget_stick "$serial"
    heard left 1
    go_on hashes
    says hashes 'put it back'
    [ "$(guest sh -c 'test -f /tmp/hashes.code || echo playing')" = playing ] || fail "it did not wait for the token"
    plug first "$serial" "$work/stick.img"
    heard arrived 2
    guest kill -INT "$(guest cat /tmp/watch.pid)"
    expect 0 '' guest_ends watch
    mount_stick "$serial"
    expect 0 '' guest_ends hashes
    same_frames "$work/out"
    [ "$(of_token "$serial" '.films[].views_left')" = 1 ] || fail "$(cat "$work/out")"
}

disc_taken_out() {
    check 'the same, as the same view; this time the disc is taken out of the drive, and another one is put in first'
    guest_start discless tallystick --frames-md5
    stop_at discless test -s /tmp/discless.out
    take_disc
    go_on discless
    says discless 'Put the disc "A Film for Tests" back'
    put_disc "$work/quinn.iso"
    says discless 'another copy of "A Film for Tests"'
    [ "$(guest sh -c 'test -f /tmp/discless.code || echo playing')" = playing ] || fail "it did not wait for the disc"
    put_disc "$work/anna.iso"
    expect 0 '' guest_ends discless
    same_frames "$work/out"
    [ "$(of_token "$serial" '.films[].views_left')" = 1 ] || fail "$(cat "$work/out")"
}

in_window() {
    check 'the same view, in a window: pulled out while it plays, put back, on to the end'
    play_in_window window /dev/sr0
    # More than it keeps ready, and less than the disc has.
    stop_when_read window 13000000
    pull first
    guest_wait 'the stick to be gone' test ! -b /dev/sda
    forget_stick "$serial"
    go_on window
    says window 'put it back'
    plug first "$serial" "$work/stick.img"
    mount_stick "$serial"
    expect 0 'resuming the view you began; 1 view left' guest_ends window
    [ "$(of_token "$serial" '.films[].views_left')" = 1 ] || fail "$(cat "$work/out")"
}

copies_refused() {
    check 'a copy of the stick on another one, and an older state of the same one: both are refused'
    guest umount "/media/$serial"
    pull first
    cp "$work/stick.img" "$work/copied.img"
    plug copied "$other_serial" "$work/copied.img"
    mount_stick "$other_serial"
    expect 1 'a copy cannot be used|is a copy of token' guest tallystick play --frames-md5 /dev/sr0 --token "$other_serial"
    [ ! -s "$work/out" ] || fail "frames from a copied token: $(head -n 3 "$work/out")"
    guest umount "/media/$other_serial"
    pull copied
    plug first "$serial" "$work/before.img"
    mount_stick "$serial"
    expect 1 'restored from an older copy' guest tallystick play --frames-md5 /dev/sr0
    [ ! -s "$work/out" ] || fail "frames from a restored token: $(head -n 3 "$work/out")"
    guest umount "/media/$serial"
    pull first
}

views_run_out() {
    check 'a day later it is another view, the last; after that, none'
    plug first "$serial" "$work/stick.img"
    mount_stick "$serial"
    next_day
    play_in_window last /dev/sr0 --start 0:30
    expect 0 '1 view left' guest_ends last
    next_day
    expect 1 'No views' guest tallystick play --frames-md5 /dev/sr0
    [ ! -s "$work/out" ] || fail "frames without a view: $(head -n 3 "$work/out")"
    [ "$(of_token "$serial" '.films[].views_left')" = 0 ] || fail "$(cat "$work/out")"
    guest umount "/media/$serial"
    pull first
    stick_get "$work/stick.img" TALLY.TST "$work/TALLY.TST"
    [ "$(counted "$work/TALLY.TST")" -ge 3 ] || fail "only record $(counted "$work/TALLY.TST") is in the file"
    check 'the shop reads the same from it: no view comes back when it writes the token again'
    mv "$work/TALLY.TST" "$work/$serial/TALLY.TST"
    make_token "$anna_copy" 1 "$serial" 5
}

# What the system swaps to is no folder's, and must not be taken from it.
swap_kept() {
    local disk
    disk=/dev/$(guest stick "$raw_serial")
    guest mkswap "$disk" >/dev/null
    guest swapon "$disk"
    expect 1 'in use by this system' guest tallystick-server token --copy "$anna_copy" --views 2 --format \
        -o "$raw_serial"
    guest grep -q "^$disk " /proc/swaps || fail "the swap is gone: $(guest cat /proc/swaps)"
    guest swapoff "$disk"
}

raw_stick() {
    check 'a stick without a file system: the shop writes it over USB, past the kernel, which gets it back'
    plug raw "$raw_serial" "$work/raw.img"
    guest_wait "the stick" stick "$raw_serial"
    swap_kept
    expect 0 'with 2 of 2 views; 4 are left' guest tallystick-server token --copy "$anna_copy" --views 2 \
        --format -o "$raw_serial"
    given_back "$raw_serial"
    check 'the film from there: the stick is taken from the kernel while it plays, then given back'
    [ "$(of_token "$raw_serial" '[.file, .films[0].views_left] | @text')" = '[null,2]' ] || fail "$(cat "$work/out")"
    guest_start raw tallystick play --frames-md5 --token "$raw_serial" /dev/sr0
    stop_at raw test -s /tmp/raw.out
    ! quiet_guest stick "$raw_serial" || fail "the kernel still has the stick"
    go_on raw
    expect 0 '' guest_ends raw
    same_frames "$work/out"
    given_back "$raw_serial"
    pull raw
    [ "$(counted "$work/raw.img")" -ge 2 ] || fail "the view was not counted on the stick"
}

prepare
check 'starting the machine'
start_machine "$work/initramfs"
no_network
disc_alone
stick_listed
verify_from_drive
pulled_and_put_back
disc_taken_out
in_window
copies_refused
views_run_out
raw_stick
stop_machine
check 'done'
