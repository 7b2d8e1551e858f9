#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The playing screen as a person without a mouse uses it, and then one with: sound and chapters from lists, statistics, and
# what is said and can be done when the film waits.
. "$(dirname "$0")/../lib/common.sh"
. "$(dirname "$0")/../lib/screen.sh"
needs ffmpeg dvdauthor genisoimage

# Where to read: less to look at is read sooner.
head=1024x80+0+0
foot=1024x100+0+476
middle=800x330+112+180

# A film in three colours, a chapter each (but for its first second, which need not begin with one), with a tone for each of two sound tracks.
make_disc() {
    ffmpeg -v error -nostdin -f lavfi -i "color=c=0x202060:s=720x576:r=25:d=11,noise=alls=8:allf=t" \
        -f lavfi -i "color=c=0x206020:s=720x576:r=25:d=12,noise=alls=8:allf=t" \
        -f lavfi -i "color=c=0x602020:s=720x576:r=25:d=36,noise=alls=8:allf=t" \
        -f lavfi -i "sine=f=330:d=60" -f lavfi -i "sine=f=990:d=60" \
        -filter_complex '[0][1][2]concat=n=3:v=1[v]' -map '[v]' -map 3 -map 4 \
        -target pal-dvd -aspect 16:9 -b:v 2000k -c:a ac3 -ac 2 -g 12 -threads 1 -y "$work/film.mpg"
    cat >"$work/disc.xml" <<XML
<dvdauthor><vmgm/><titleset><titles><video format="pal" aspect="16:9"/><audio lang="de"/><audio lang="fr"/>
<pgc><vob file="$work/film.mpg" chapters="0,0:12,0:24"/></pgc></titles></titleset></dvdauthor>
XML
    VIDEO_FORMAT=PAL dvdauthor -o "$work/disc" -x "$work/disc.xml" >"$work/made" 2>&1 &&
        genisoimage -quiet -dvd-video -o "$work/film.iso" "$work/disc" 2>>"$work/made"
}

has_plain_window() {
    xdotool search --onlyvisible --class play_plain >/dev/null 2>&1
}

# start_plain OPTIONS... : as $player.
start_plain() {
    "$tools/play_plain" --title 'Three Colours' "$@" "$work/film.iso" 2>"$work/plain.log" 9>&- &
    player=$!
    wait_for 120 "the player's window" has_plain_window
    # The pointer is out of the way until it is used.
    xdotool mousemove 1023 300
}

# picture_is RED|GREEN|BLUE : what the middle of the picture is most of.
picture_is() {
    local values
    import -window root "$work/shot.png" || return 1
    values=$(convert "$work/shot.png" -crop 100x40+380+150 +repage -scale '1x1!' \
        -format '%[fx:r>2*g&&r>2*b?1:0] %[fx:g>2*r&&g>2*b?1:0] %[fx:b>2*r&&b>2*g?1:0]' info:)
    case "$1 $values" in
    'RED 1 0 0' | 'GREEN 0 1 0' | 'BLUE 0 0 1') return 0 ;;
    esac
    return 1
}

# tone : the frequency that was heard last, in hertz, from how often the sound goes through zero.
tone() {
    tail -c $((48000 * 8)) "$work/sound.raw" >"$work/last.raw"
    ffmpeg -nostdin -hide_banner -f f32le -ar 48000 -ac 2 -i "$work/last.raw" -af astats -f null - 2>&1 |
        awk '/Zero crossings rate/ { rate = $NF } END { printf "%d\n", rate * 24000 }'
}

hears() {
    [ -s "$work/sound.raw" ] && [ "$(tone)" -gt $(($1 - 40)) ] && [ "$(tone)" -lt $(($1 + 40)) ]
}

make_disc || fail "$(tail -n 5 "$work/made")"
export SDL_AUDIODRIVER=disk SDL_DISKAUDIOFILE=$work/sound.raw
start_reading

start_plain --views 3 --home
wait_for 60 "the first chapter's picture" picture_is BLUE
wait_for 60 "the first track's tone" hears 330
key space
check "Tab brings the bar, and keeps it"
key Tab
sees "Three Colours" 120 "$head"
sees "3 views left" 120 "$head"
sees "1:00" 120 "$foot"
check "on to the sound's button: its list, and the second track"
key Tab Tab Tab Tab
key Return
sees "French, AC-3"
key Down
key Return
key Escape
key space
wait_for 60 "the second track's tone" hears 990
check "the list of chapters by its key: the last one"
key c
sees "Chapter 3"
key End
key Return
wait_for 60 "the last chapter's picture" picture_is RED
key space
check "and by mouse the first track again"
key a
sees "German, AC-3"
click_on 'German,'
key space
wait_for 60 "the first track's tone" hears 330
key space
check "the second chapter, back from the last"
key c
key Up
key Return
wait_for 60 "the second chapter's picture" picture_is GREEN
check "Esc leaves a list as it was"
key c
sees "Chapter 1"
key End
key Escape
sleep 0.5
never_sees "Chapter 1"
picture_is GREEN || fail "another chapter was chosen"
check "statistics, and away with them"
key i
sees "Pictures shown" 120 700x400+0+80
sees "720 x 576" 120 700x400+0+80
sees "ordinary disc" 120 700x400+0+80
key i
sleep 0.5
never_sees "Pictures shown"
check "back to where the film was chosen"
key h
ends 60 "$player"
[ $code -eq 0 ] && grep -q 'outcome=back' "$work/plain.log" || fail "exit code $code: $(cat "$work/plain.log")"

check "the network is lost: it is said, with what to do, and there is a way out"
start_plain --stall 2000 --trouble network
sees "The connection to the server is lost" 120 "$middle"
sees "goes on by itself" 120 "$middle"
sees "tries again in 7 seconds" 120 "$middle"
sees "Try now" 120 "$middle"
sees "Leave the film" 120 "$middle"
check "it is tried at once when the person says so: the film goes on"
picture_is GREEN && fail "the film does not wait"
key Tab
key Return
wait_for 60 "the second chapter's picture" picture_is GREEN
never_sees "The connection to the server is lost"
key q
ends 60 "$player"
[ $code -eq 0 ] && grep -q 'outcome=quit' "$work/plain.log" || fail "exit code $code: $(cat "$work/plain.log")"
check "or the film is left"
start_plain --stall 2000 --trouble network
sees "Leave the film" 120 "$middle"
key Tab Tab
key Return
ends 60 "$player"
[ $code -eq 0 ] && grep -q 'outcome=quit' "$work/plain.log" || fail "exit code $code: $(cat "$work/plain.log")"
