#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# disc_pulled.sh FILM : an image, in a drive's stead, that is taken away while the film plays: the film pauses over its last
# picture, says which disc it wants, refuses any other, and goes on at the same place when it is back; it all is one view.
. "$(dirname "$0")/../lib/common.sh"
. "$(dirname "$0")/../lib/screen.sh"
needs curl jq genisoimage
use_film "$1"
start_server
start_reading
image=$work/film.iso
away=$work/away.iso
cp "${disc[anna]}" "$image"
label='Big Buck Bunny'

# The picture is dimmed: the film waits.
waits() {
    look && [ "$likeness" -ge 900 ] && [ "$contrast" -lt 900 ]
}

goes_on() {
    shows_film && [ "$frame" -gt "$1" ]
}

frames_beyond() {
    [ "$(wc -c <"$work/frames")" -gt "$1" ]
}

# said_missing TIMES : that much more often than before.
said_missing() {
    [ "$(grep -c "Put the disc .* back to go on" "$work/player.log")" -ge $((said + $1)) ]
}

goes_back() {
    shows_film && [ "$frame" -lt "$1" ]
}

# plays_to FRAME : the film is seen beyond it.
plays_to() {
    wait_for 120 "the film beyond frame $1" goes_on "$1"
}

# starts_over : from the film's beginning, lest it be over before anybody looks.
starts_over() {
    key Home
    wait_for 60 "the film from its beginning" goes_back 250
    plays_to 60
}

# stands : the film waits, and its picture does not change; which it is, in $stopped.
stands() {
    wait_for 60 "the film to wait" waits
    stopped=$frame
    sleep 2
    waits || fail "the film does not wait any more"
    [ "$frame" -eq "$stopped" ] || fail "the film went from frame $stopped to $frame without its disc"
}

# goes_on_from_there : what is seen first is not far behind where it stood, and not before it.
goes_on_from_there() {
    wait_for 60 "the film to go on from frame $stopped" shows_film
    [ "$frame" -ge $((stopped - 1)) ] && [ "$frame" -le $((stopped + 120)) ] ||
        fail "it stood at frame $stopped, and goes on at $frame"
    plays_to "$stopped"
}

check "the film plays"
start_player anna "$image"
wait_for 120 "the player's window" has_window
plays_to 60

check "there is nothing to eject of a file"
# It is said for a few seconds only, and reading takes its time, in which the film stands.
key space
until key ctrl+e && sleep 0.5 && reads "there is nothing to eject" 1024x120+0+0; do
    [ $SECONDS -lt $((started + 120)) ] || fail "it was not said that there is nothing to eject: $read"
done
kill -0 "$player" || fail "the player has ended"
key space

check "its disc is taken away: it pauses over its last picture, and says which disc it wants"
mv "$image" "$away"
sees "The disc is missing"
sees "Put the disc \"$label\" back to go on"
stands

check "the same film's disc of somebody else: refused"
cp "${disc[bert]}" "$work/other.iso"
mv "$work/other.iso" "$image"
sees "The wrong disc is in"
sees "another copy of \"$label\""
rm "$image"
sees "The disc is missing"

check "something that is no disc of ours: refused"
mkdir "$work/tree"
head -c 1000000 /dev/urandom >"$work/tree/holiday.dat"
genisoimage -quiet -o "$work/holiday.iso" "$work/tree"
mv "$work/holiday.iso" "$image"
sees "This is another disc. Put the disc \"$label\" back"
waits || fail "the film went on with another disc"

check "the disc is back: the film goes on at frame $stopped"
mv "$away" "$image"
goes_on_from_there

check "paused by hand, and taken away: it says so; put back, it stays paused; then it goes on"
starts_over
key space
sleep 1
mv "$image" "$away"
sees "The disc is missing"
stands
cp "$away" "$image.new" # as good as the disc itself
mv "$image.new" "$image"
wait_for 60 "the picture to be bright again" shows_film
[ "$frame" -eq "$stopped" ] || fail "it was paused at frame $stopped, and shows $frame"
key space
goes_on_from_there

check "cut short: the same"
starts_over
cp "$image" "$away"
truncate -s 1000000 "$image"
sees "The disc is missing"
stands
mv "$away" "$image"
goes_on_from_there

check "seeking while it is out is remembered, and done when it is back"
starts_over
plays_to 250 # from its beginning to there, there is time to look
mv "$image" "$away"
sees "The disc is missing"
key Home
sleep 1
sees "The disc is missing"
mv "$away" "$image"
wait_for 60 "the film from its beginning" goes_back 250

check "quitting while it is out; and the server is told where"
mv "$image" "$away"
sees "The disc is missing"
key q
quits 0
grep -qx "path $image" "$work/anna/recent" || fail "where it was left is not noted: $(cat "$work/anna/recent")"
mv "$away" "$image"
[ "$(views_left anna "${copy[anna]}")" -eq 4 ] || fail "$(views_left anna "${copy[anna]}") views are left, not 4"

check "frame by frame, without a window: taken away twice, each frame is there once"
said=$(grep -c "Put the disc .* back to go on" "$work/player.log")
start_player anna play --frames-md5 "$image" >"$work/frames"
for part in 1 2; do
    wait_for 60 "frames to come" frames_beyond $((part * 10000))
    # Longer than from one look at the disc to the next.
    kill -STOP "$player"
    mv "$image" "$away"
    sleep 1.5
    kill -CONT "$player"
    wait_for 60 "the player to say that it waits" said_missing "$part"
    written=$(wc -c <"$work/frames")
    sleep 1
    [ "$(wc -c <"$work/frames")" -eq "$written" ] || fail "there are frames without the disc"
    mv "$away" "$image"
done
ends 120 "$player"
[ $code -eq 0 ] || fail "the player ended with $code"
same_frames "$work/frames"
[ "$(views_left anna "${copy[anna]}")" -eq 4 ] || fail "$(views_left anna "${copy[anna]}") views are left, not 4"
stop_server
