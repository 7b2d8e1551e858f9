#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Interleaved angles, from the bank to the screen: the image is what was mastered, the copy's main stream has decoys in
# all angles, each angle's pictures come back bit for bit, and the angle is changed while the film plays, and in it.
. "$(dirname "$0")/../lib/common.sh"
needs ffmpeg convert dvdauthor genisoimage isoinfo

# colour_seen : sets colour to that of the middle of the picture.
colour_seen() {
    local red green blue
    has_window && timeout 20 import -window "$window" "$work/shot.png" 2>/dev/null || return 1
    read -r red green blue < <(convert "$work/shot.png" -gravity center -crop 16x8+0-40 +repage -scale '1x1!' \
        -format '%[fx:int(255*r+.5)] %[fx:int(255*g+.5)] %[fx:int(255*b+.5)]\n' info:)
    seen="$red $green $blue"
    colour=other
    if [ "$red" -gt 140 ] && [ "$green" -gt 140 ]; then
        colour=white
        [ "$blue" -gt 110 ] || colour=yellow
    elif [ "$red" -gt 140 ] && [ "$green" -lt 80 ] && [ "$blue" -lt 80 ]; then
        colour=red
    elif [ "$green" -gt 120 ] && [ "$red" -lt 90 ] && [ "$blue" -lt 90 ]; then
        colour=green
    elif [ "$blue" -gt 140 ] && [ "$red" -lt 90 ] && [ "$green" -lt 90 ]; then
        colour=blue
    fi
}

# sees COLOUR BEFORE WORDS : waits for it; nothing but what is named before it may be seen until then.
sees() {
    local until=$((SECONDS + 120))
    until colour_seen && [ "$colour" = "$1" ]; do
        [ $SECONDS -lt $until ] || fail "not seen in time: $1; the middle of the picture is $seen"
        # shellcheck disable=SC2076
        [[ " $2 other $1 " =~ " ${colour:-other} " ]] || fail "$colour was seen before $1"
        kill -0 "$player" 2>/dev/null || fail "the player is gone before: $3"
        sleep 0.05
    done
    check "$3"
}

# pictures FILE.MPG... : their hashes.
pictures() {
    local file
    for file; do
        ffmpeg -v error -nostdin -y -i "$discs/$file.mpg" -map 0:v -vsync passthrough -f framemd5 "$work/pictures"
        hashes "$work/pictures"
    done
}

# choose_angle STEPS : so far down in the list.
choose_angle() {
    local i
    key n
    for ((i = 0; i < $1; i++)); do
        key Down
    done
    key Return
}

discs=$work/discs
bash "$TALLYSTICK_SOURCE/tests/support/angle_disc.sh" "$tools/interleave" "$discs" || fail "the discs cannot be made"
for angle in 1 2 3; do
    pictures 0 $angle 4 >"$work/angle$angle"
    [ "$(wc -l <"$work/angle$angle")" -eq 300 ] || fail "the film has not 300 pictures"
done

use_disc "$discs/seamless" 'Seamless'
add_user quinn --qa
mv "$work/anna.iso" "$work/seamless.iso"
start_server
for layout in seamless non-seamless; do
    if [ $layout = non-seamless ]; then
        title=$(server ingest "$discs/non-seamless" --title 'With a jump')
        make_copy anna 5 "$work/non-seamless.iso"
    fi
    isoinfo -i "$data/bank/$title/original.iso" -x '/VIDEO_TS/VTS_01_1.VOB;1' >"$work/mastered.vob"
    cmp "$work/mastered.vob" "$discs/$layout/VIDEO_TS/VTS_01_1.VOB" || fail "$layout: mastering has changed the film"
    expect 0 '' as quinn verify --json "$work/$layout.iso"
    jq -e '.identical and .chunks > 1 and .chunks_damaged == 0' "$work/out" >/dev/null ||
        fail "$layout: $(cat "$work/out")"
    for angle in 1 2 3; do
        expect 0 '' "$tools/play_plain" --frames-md5 --angle $angle "$work/$layout.iso"
        hashes "$work/out" | paste -d ' ' - "$work/angle$angle" >"$work/pairs"
        [ "$(wc -l <"$work/pairs")" -eq 300 ] || fail "$layout, angle $angle: the main stream has not 300 pictures"
        # Where a picture repeats the one before but for a few plain slices, no decoy may fit.
        bare=$(awk '$1 == $2' "$work/pairs" | wc -l)
        [ "$bare" -le 15 ] || fail "$layout, angle $angle: $bare pictures of 300 are the original's in the main stream"
        expect 0 '' as anna play --frames-md5 --angle $angle --output "$work/frames" "$work/$layout.iso"
        hashes "$work/frames" | cmp - "$work/angle$angle" || fail "$layout, angle $angle: not its own pictures"
    done
    check "$layout: all three angles, bit for bit"
done

shows_picture() {
    colour_seen && [ "$colour" != other ]
}

shows_later() {
    shows_picture && [ "$colour" != white ]
}

# begins WORDS : the film stands at its beginning, however long it took to look; and it is slow, so that there is time to
# see and choose.
begins() {
    wait_for 120 "the player's window" has_window
    wait_for 120 "the film" shows_picture
    key space
    # From elsewhere: the white of before going there is not that of having gone there, and no button is chosen in it.
    shows_picture
    [ "$colour" != white ] || key Prior
    wait_for 120 "another chapter" shows_later
    key Home
    sees white 'red green blue yellow' "$1"
    # shellcheck disable=SC2046 # one key each
    key $(printf 'bracketleft %.0s' {1..10})
}

# The first button's frame is yellow, over red, from the first pictures on: what is typed before is not for buttons.
shows_button() {
    local width height green
    has_window && timeout 20 import -window "$window" "$work/shot.png" 2>/dev/null || return 1
    read -r width height < <(identify -format '%w %h\n' "$work/shot.png")
    green=$(convert "$work/shot.png" -crop "16x8+$((width * 64 / 720 - 8))+$((height * 520 / 576 - 4))" +repage \
        -format '%[fx:int(255*maxima.g+.5)]' info:)
    [ "$green" -gt 140 ]
}

start_screen
for layout in seamless non-seamless; do
    start_player anna --angle 2 --start 0 "$work/$layout.iso"
    begins "$layout: before the angles"
    key space
    sees green white "the second angle, as it was asked for"
    choose_angle 1
    sees blue green "the third, chosen while it plays"
    key space
    key n Home Return
    sees red blue "the first, in the paused picture"
    key Right Left
    sees red yellow "there and back, in the same angle"
    key space BackSpace
    sees yellow red "the film goes on behind the angles"
    quits 0
done

title=$(server ingest "$discs/chosen" --title 'Chosen by buttons')
make_copy anna 5 "$work/chosen.iso"
start_player anna --start 0 "$work/chosen.iso"
begins "the film's own buttons"
key space
wait_for 120 "the chosen button" shows_button
key Right Right Return
sees blue white "the third angle, chosen by a button that leads nowhere"
key space
key n Home Return
sees red blue "the first, chosen in the list"
key Home
sees white red "back at the buttons"
key space
wait_for 120 "the chosen button" shows_button
key Right Return
sees green white "the second, by its button"
key q
quits 0

[ "$(views_left anna "$made")" -eq 4 ] || fail "it took more than one view"
check "one view was taken"
