#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A disc's menus, from the bank to the screen: buttons where they were put and in their colours, chosen with keys and
# mouse, leading to titles, chapters and other menus; stills that stay, moving menus that go round; and the film itself
# begins at once where no menu is asked for.
. "$(dirname "$0")/../lib/common.sh"
needs ffmpeg convert spumux dvdauthor genisoimage tesseract

# Places of the coded picture, 720 by 576 (tests/support/menu_disc.sh): the background, and the left edge of each button.
background='690 290'
one='104 140'
two='104 280'
three='104 420'
left='64 450'
right='424 450'

# colour_at X Y : sets colour to what is seen at that place of the picture.
colour_at() {
    local red green blue geometry
    geometry=$(convert "$work/shot.png" -format '%w %h' info:) || return 1
    read -r width height <<<"$geometry"
    read -r red green blue < <(convert "$work/shot.png" -crop "3x3+$(($1 * width / 720 - 1))+$(($2 * height / 576 - 1))" \
        +repage -scale '1x1!' -format '%[fx:int(255*r+.5)] %[fx:int(255*g+.5)] %[fx:int(255*b+.5)]\n' info:)
    seen="$red $green $blue"
    colour=other
    if [ "$red" -gt 160 ] && [ "$green" -gt 160 ]; then
        colour=white
        [ "$blue" -gt 110 ] || colour=yellow
    elif [ "$red" -lt 70 ] && [ "$green" -lt 90 ] && [ "$blue" -gt 110 ]; then
        colour=blue
    elif [ "$red" -lt 80 ] && [ "$green" -gt 90 ] && [ "$blue" -lt 100 ]; then
        colour=green
    elif [ "$red" -gt 110 ] && [ "$green" -lt 80 ] && [ "$blue" -lt 80 ]; then
        colour=red
    elif [ $((red - blue)) -lt 12 ] && [ $((blue - red)) -lt 12 ] && [ "$red" -gt 30 ]; then
        colour=grey
    fi
}

take_shot() {
    has_window && timeout 20 import -window "$window" "$work/shot.png" 2>/dev/null
}

# shows PLACE COLOUR... : all of these at once.
shows() {
    take_shot || return 1
    while [ $# -gt 0 ]; do
        # shellcheck disable=SC2086
        colour_at ${!1} || return 1
        [ "$colour" = "$2" ] || { seen="$seen ($1)"; return 1; }
        shift 2
    done
}

# sees WORDS PLACE COLOUR...
sees() {
    local words=$1 until=$((SECONDS + 120))
    shift
    until shows "$@"; do
        if [ $SECONDS -ge $until ]; then
            cp "$work/shot.png" "$films/menus_not_seen.png" 2>/dev/null || true
            fail "not seen in time: $words ($*); the last place looked at is $seen"
        fi
        kill -0 "$player" 2>/dev/null || fail "the player is gone before: $words"
        sleep 0.05
    done
    check "$words"
}

# pulled TIMES : the disc has been missed so often.
pulled() {
    [ "$(grep -c 'Put the disc .* back to go on' "$work/player.log")" -ge "$1" ]
}

# says TEXT : whether it can be read on the screen. (What this file calls sees and shows, those that read call otherwise.)
says() {
    (
        . "$(dirname "$0")/../lib/screen.sh"
        reading=eng
        reads "$1"
    )
}

# point X Y : moves the mouse to a place of the picture.
point() {
    local geometry
    has_window || fail "no window"
    geometry=$(xdotool getwindowgeometry --shell "$window")
    eval "$(grep -E '^(WIDTH|HEIGHT)=[0-9]+$' <<<"$geometry")"
    xdotool mousemove --window "$window" $(($1 * WIDTH / 720)) $(($2 * HEIGHT / 576))
}

bash "$TALLYSTICK_SOURCE/tests/support/menu_disc.sh" "$work/menu" || fail "the disc cannot be made"
use_disc "$work/menu/dvd" 'Menus'
start_server
start_screen
xdotool mousemove 1 1

start_player anna --menu "$work/anna.iso"
wait_for 120 "the player's window" has_window
sees "the disc's menu, its first button chosen" background blue one yellow two white three white
sleep 3
shows background blue one yellow || fail "the still did not stay"
check "it stays"
key t
wait_for 120 "the list of titles" says "Title 3"
wait_for 120 "what title 3 is" says "still pictures"
says "0:00" && fail "a still picture is said to last no time"
key Escape
key Down
sees "the second button chosen by key" background blue one white two yellow three white
key Return
sees "title 2" background red
sees "and back to the menu at its end" background blue three white
point 250 420
sees "the third button chosen by mouse" background blue one white two white three yellow
xdotool click 1
sees "the menu of the title set" background green left yellow right white
for _ in 1 2 3 4 5 6 7 8 9 10; do
    shows background green || fail "the menu that goes round shows $seen"
    sleep 0.4
done
check "it goes round"
key Right
sees "its second button" background green left white right yellow
key Return
# Which button it begins with is the disc's to say, by a register that the last menu has set, or not yet.
sees "back to the disc's menu" background blue
key Up
key Up
sees "its first button by key" background blue one yellow two white three white
key Down
key Down
sees "the third button by key" one white two white three yellow
key Return
sees "and to the set's" background green
point 180 450
sees "its first button by mouse" left yellow right white
xdotool click 1
sees "the second chapter of title 1" background grey
[ "${seen%% *}" -ge 85 ] || fail "that is the first chapter: $seen"
[ "${seen%% *}" -le 175 ] || fail "that is the last chapter: $seen"
key shift+m
sees "the menu, called from the film" background green
key shift+m
sees "back in the film" background grey
sees "the menu of the set at its end" background green
key q
quits 0

check "without --menu the film begins at once"
# The first chapter is over in two seconds: who comes too late to see it looks again.
for _ in 1 2 3 4 5 6; do
    start_player anna --start 0 "$work/anna.iso"
    wait_for 120 "the player's window" has_window
    sees "title 1" background grey
    key q
    quits 0
    [ "${seen%% *}" -gt 75 ] || break
done
[ "${seen%% *}" -le 75 ] || fail "that is not the first chapter: $seen"

check "the disc is taken out while its menu is shown: what is chosen then comes about when it is back"
start_player anna --menu "$work/anna.iso"
wait_for 120 "the player's window" has_window
sees "the disc's menu" background blue one yellow
mv "$work/anna.iso" "$work/away.iso"
wait_for 60 "the player to miss it" pulled 1
key Down
key Return
sleep 1
mv "$work/away.iso" "$work/anna.iso"
sees "title 2, by the second button" background red
sees "the menu at its end" background blue
for _ in 1 2 3; do
    key Up
done
key Down
key Down
sees "its third button" one white two white three yellow
key Return
sees "the menu of the title set" background green
mv "$work/anna.iso" "$work/away.iso"
wait_for 60 "the player to miss it" pulled 2
mv "$work/away.iso" "$work/anna.iso"
sees "that menu again" background green
key Left
sees "its first button" left yellow right white
key Return
sees "the second chapter of title 1" background grey
key q
quits 0

[ "$(views_left anna "$made")" -eq 4 ] || fail "it took more than one view: $(views_left anna "$made") left"
check "one view was taken"
