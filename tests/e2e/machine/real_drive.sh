#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# real_drive.sh : a disc in the drive of an emulated machine, by the kernel's own device node: it is ejected by the player's
# own means while libdvdnav has it open, too, and taken out by hand; another one is refused; when it is back, reading goes
# on where it was.
# shellcheck source=tests/e2e/lib/common.sh
. "$(dirname "$0")/../lib/common.sh"
# shellcheck source=tests/e2e/lib/make_film.sh
. "$(dirname "$0")/../lib/make_film.sh"
# shellcheck source=tests/e2e/machine/machine.sh
. "$(dirname "$0")/machine.sh"
needs_machine
needs ffmpeg dvdauthor genisoimage

prepare() {
    make_large_film "$work/film.mpg" 12 4000k
    server init
    title=$(server ingest "$work/film.mpg" --title 'A Film for Tests')
    distributor=$(server distributor add 'The Shop')
    add_user anna
    make_copy anna 1 "$work/anna.iso"
    make_copy anna 1 "$work/other.iso"
    "$tools/eject_disc" "$work/anna.iso" >"$work/vobus"
    [ "$(wc -l <"$work/vobus")" -gt 10 ] || fail "$(wc -l <"$work/vobus") VOBUs"
    pack_machine "$work/initramfs" "$tools/eject_disc"
}

tray_is_open() {
    qmp query-block
    jq -e '.[] | select(.qdev == "drive" or .device == "drive" or (.qdev // "" | endswith("/drive"))) | .tray_open' \
        <<<"$answer" >/dev/null
}

# went_through NAME : what runs in the background ends well, and has given each VOBU once.
went_through() {
    expect 0 '' guest_ends "$1"
    cmp "$work/vobus" "$work/out" || fail "not the VOBUs there are: $(diff "$work/vobus" "$work/out" | head -n 4)"
}

# waits NAME : it does not go on.
waits() {
    local lines
    lines=$(guest sh -c "wc -l </tmp/$1.out")
    sleep 2
    [ "$(guest sh -c "wc -l </tmp/$1.out")" = "$lines" ] || fail "it read without its disc"
    guest test ! -e "/tmp/$1.code" || fail "it has ended: $(guest cat "/tmp/$1.err")"
}

at_rest() {
    check 'undisturbed: what the drive reads is what the image file has'
    guest_start rest eject_disc /dev/sr0
    went_through rest
}

ejected() {
    check 'ejected in the middle: the tray is open, and it waits'
    guest_start eject eject_disc --after 5 /dev/sr0
    says eject '^ejected'
    wait_for $patience 'the tray to open' tray_is_open
    waits eject
    check 'the tray stays open for as long as nothing is laid on it'
    tray_is_open || fail 'the tray was pulled in'
    put_disc "$work/other.iso"
    says eject 'another copy of "A Film for Tests"'
    waits eject
    take_disc
    put_disc "$work/anna.iso"
    went_through eject
}

in_use() {
    check 'it is mounted: it cannot be ejected, which is said, and reading goes on'
    guest mkdir -p /media/disc
    guest mount -t iso9660 -o ro /dev/sr0 /media/disc
    guest_start busy eject_disc --after 5 /dev/sr0
    says busy 'is mounted, or another program uses it'
    went_through busy
    ! tray_is_open || fail 'the tray is open'
    guest umount /media/disc
}

taken_out() {
    check 'taken out by hand in the middle of reading'
    guest_start pulled eject_disc --slow 1500 /dev/sr0
    guest_wait 'it to read' test -s /tmp/pulled.out
    take_disc
    says pulled 'Put the disc "A Film for Tests" back'
    waits pulled
    put_disc "$work/anna.iso"
    went_through pulled
}

prepare
check 'starting the machine'
start_machine "$work/initramfs"
put_disc "$work/anna.iso"
at_rest
ejected
in_use
taken_out
stop_machine
check 'done'
