# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154
# What a person reads on the screen, and does there: stories told with the real program under Xvfb. Sourced by bash after
# common.sh.
#
#     start_reading
#     ...
#     sees "Sign in"            # waits until it can be read somewhere on the screen
#     type_text viewer          # into the field that has the focus
#     key Return                # common.sh
#     never_sees "Try again"    # it is not there now

# start_reading [LANGUAGE] : as tesseract calls it; English when none is named.
start_reading() {
    reading=${1:-eng}
    needs tesseract convert
    tesseract --list-langs | grep -qx "$reading" || skip "tesseract cannot read \"$reading\""
    start_screen
}

# start_desktop : a window manager on the screen there is.
start_desktop() {
    needs openbox xprop
    openbox --sm-disable >"$work/openbox.log" 2>&1 9>&- &
    wait_for 60 "the window manager" manages_windows
}

manages_windows() {
    xprop -root _NET_SUPPORTING_WM_CHECK 2>/dev/null | grep -q 'window id'
}

# start_app ARGUMENTS... : the player, as from a menu of the desktop; its data in $work/home (or $device).
start_app() {
    "$bin/tallystick" --data "$work/${device:-home}" --server "$url" --no-audio "$@" </dev/null 2>>"$work/player.log" 9>&- &
    player=$!
    wait_for 60 "the player's window" has_window
}

# accent_boxes IMAGE : buttons in the theme's accent colour, a line each: WIDTHxHEIGHT+X+Y.
accent_boxes() {
    local accent
    accent=$(sed -n 's/.*tsp_theme_accent = {\([0-9, ]*\), 255}.*/\1/p' "$TALLYSTICK_SOURCE/player/screen/theme.h")
    # Solid ones: the ring around what has the focus is none.
    convert "$1" -fuzz 18% -fill white -opaque "rgb($accent)" -fill black +opaque white \
        -define connected-components:verbose=true -define connected-components:area-threshold=1500 \
        -define connected-components:mean-color=true -connected-components 4 null: |
        awk 'NR > 1 && $NF ~ /255|white/ {
            split($2, box, /[x+]/)
            if ($4 > box[1] * box[2] / 2 && box[1] > 40 && box[2] > 14) print $2 }'
}

# read_screen [PART [PERCENT]] : all that can be read on the screen, in one line, as $read. PART is what ImageMagick crops to
# ("500x100+0+0"): small words over a bright picture are found when little else is looked at. PERCENT is how much it is
# enlarged for that. Light text on dark is read as a whole, and then what is written on each button in the accent's colour.
read_screen() {
    local box size=${2:-250} picture
    # Nothing is compressed that is large: that takes longer than reading it.
    import -window root "$work/screen.ppm" || return 1
    [ -z "${1:-}" ] || convert "$work/screen.ppm" -crop "$1" +repage "$work/screen.ppm"
    picture="$(cksum <"$work/screen.ppm") at $size %"
    if [ -z "${known[$picture]+read}" ]; then
        darken "$size"
        known[$picture]=$({
            OMP_THREAD_LIMIT=1 tesseract "$work/screen.dark.pgm" - -l "$reading" --psm 11 2>/dev/null
            for box in $(accent_boxes "$work/screen.ppm"); do
                convert "$work/screen.ppm" -crop "$box" +repage -colorspace Gray -normalize -resize "$size%" -depth 8 \
                    "$work/box.pgm"
                OMP_THREAD_LIMIT=1 tesseract "$work/box.pgm" - -l "$reading" --psm 7 2>/dev/null
            done
        } | plain_text)
    fi
    read=${known[$picture]}
}

# What was read, by picture and size: a screen that is still says the same, and reading it is what takes a second.
declare -A known=()

# darken PERCENT : the screen that was looked at last, as dark text on light, enlarged, as screen.dark.pgm.
darken() {
    convert "$work/screen.ppm" -colorspace Gray -resize "$1%" -negate -level 20%,80% -depth 8 "$work/screen.dark.pgm"
}

# Quotes and dashes in one form, white space as one blank: what tells them apart is too small for reading.
# shellcheck disable=SC1111
plain_text() {
    sed -e "s/[‘’´\`]/'/g; s/[“”„]/\"/g; s/[—–]/-/g; s/…/.../g" | tr -s '[:space:]' ' '
}

# What is compared of a text: small letters, those that look alike in one form, and no blanks, since lines end anywhere
# in a long path.
alike() {
    plain_text | sed 's/.*/\L&/; s/[il|]/1/g; s/o/0/g' | tr -d '[:space:]'
}

# What is still is misread in the same way each time, unless it is read at another size: percents of enlargement.
sizes=(250 300 200)

# reads TEXT [PART [PERCENT]] : whether it can be read on the screen now.
reads() {
    read_screen "${2:-}" "${3:-}" && grep -qF -- "$(alike <<<"$1")" <<<"$(alike <<<"$read")"
}

# sees TEXT [SECONDS] [PART] : waits until it can be read.
sees() {
    local until=$((SECONDS + ${2:-120})) tries=0
    until reads "$1" "${3:-}" "${sizes[tries % ${#sizes[@]}]}"; do
        tries=$((tries + 1))
        # However slow the computer is, each size has its turn.
        if [ $SECONDS -ge $until ] && [ $tries -ge ${#sizes[@]} ]; then
            not_as_wanted "not to be read on the screen: \"$1\"; what can be read is: $read"
        fi
        sleep 0.2
    done
    check "the screen says: $1"
}

# never_sees TEXT : it cannot be read on the screen now.
never_sees() {
    read_screen || fail "the screen cannot be looked at"
    if grep -qF -- "$(alike <<<"$1")" <<<"$(alike <<<"$read")"; then
        not_as_wanted "this should not be on the screen: \"$1\""
    fi
}

# not_as_wanted WORDS : as fail; the screen is kept.
not_as_wanted() {
    convert "$work/screen.ppm" "${films%/films}/not_seen.png" 2>/dev/null || true
    fail "$@"
}

# type_text TEXT : as a person types it.
type_text() {
    xdotool type --clearmodifiers --delay 30 -- "$1"
}

# click_at X Y : in pixels of the screen.
click_at() {
    xdotool mousemove "$1" "$2" click 1
}

# find_word WORD : the middle of where it can be read, light on dark, the first place from the top, as $place: "X Y".
find_word() {
    local until=$((SECONDS + 120)) tries=0 size
    place=
    while [ -z "$place" ]; do
        [ $SECONDS -lt $until ] || not_as_wanted "no \"$1\" to click on; what can be read is: $read"
        size=${sizes[tries++ % ${#sizes[@]}]}
        read_screen '' "$size" && darken "$size"
        place=$(OMP_THREAD_LIMIT=1 tesseract "$work/screen.dark.pgm" - -l "$reading" --psm 11 tsv 2>/dev/null |
            find_place "$1" "$size")
    done
}

# find_place WORD PERCENT : of what tesseract says where each word is, as tab-separated values.
find_place() {
    local left top width height word wanted
    wanted=$(alike <<<"$1")
    while IFS=$'\t' read -r _ _ _ _ _ _ left top width height _ word; do
        [ "$(alike <<<"$word")" != "$wanted" ] ||
            echo "$(((left + width / 2) * 100 / $2)) $(((top + height / 2) * 100 / $2))"
    done | sort -n -k2 | head -n 1
}

click_on() {
    find_word "$1"
    # shellcheck disable=SC2086 # two numbers
    click_at $place
}

# click_primary : on the first button in the accent's colour.
click_primary() {
    local width height x y
    read_screen
    IFS=x+ read -r width height x y < <(accent_boxes "$work/screen.ppm") || fail "there is no such button"
    click_at $((x + width / 2)) $((y + height / 2))
}
