#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# desktop.sh BUILD PREFIX: cmake --install puts what a desktop looks for where it looks, and it is what it has to be.
. "$(dirname "$0")/lib.sh"
build=$1
share=$scratch/root$2/share

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

DESTDIR=$scratch/root expect 0 'Install' cmake --install "$build" --component desktop
for file in applications/tallystick.desktop metainfo/org.tallystick.tallystick.metainfo.xml \
    icons/hicolor/scalable/apps/tallystick.svg icons/hicolor/symbolic/apps/tallystick-symbolic.svg \
    bash-completion/completions/tallystick bash-completion/completions/tallystick-server \
    zsh/site-functions/_tallystick zsh/site-functions/_tallystick-server; do
    [ -s "$share/$file" ] || fail "$file is not installed"
    [ "$(stat -c %a "$share/$file")" = 644 ] || fail "$file is not for everybody to read"
done

# The desktop file and what it names.
entry=$share/applications/tallystick.desktop
icon=$(sed -n 's/^Icon=//p' "$entry")
[ -s "$share/icons/hicolor/scalable/apps/$icon.svg" ] || fail "its icon $icon is not installed"
grep -q '^MimeType=.*x-content/video-dvd;' "$entry" || fail 'no desktop will offer the player for a disc'
grep -q '^MimeType=.*application/x-iso9660-image;' "$entry" || fail 'no desktop will offer the player for an image'
grep -q '^Name\[fr\]=\|^Comment\[fr\]=' "$entry" || fail 'it speaks no French'
if command -v desktop-file-validate >/dev/null; then
    expect 0 '' desktop-file-validate "$entry"
    [ ! -s "$scratch/output" ] || fail "$(cat "$scratch/output")"
fi
metainfo=$share/metainfo/org.tallystick.tallystick.metainfo.xml
grep -q '>tallystick.desktop</launchable>' "$metainfo" || fail 'the metainfo does not name the desktop file'
if command -v appstreamcli >/dev/null; then
    expect 0 'success' appstreamcli validate --no-net --pedantic "$metainfo"
fi

# The icons, each in its size, and something to be seen on each.
if command -v rsvg-convert >/dev/null; then
    for size in 16 24 32 48 64 128 256 512; do
        picture=$share/icons/hicolor/${size}x$size/apps/tallystick.png
        [ -s "$picture" ] || fail "there is no icon of $size pixels"
        command -v identify >/dev/null || continue
        [ "$(identify -format '%wx%h' "$picture")" = "${size}x$size" ] || fail "$picture is no icon of $size pixels"
        [ "$(identify -format '%k' "$picture")" -ge 5 ] || fail "$picture shows nothing"
        # Light wood above, darker below, in the middle of the dark ground.
        for place in "$((size * 7 / 16)),$((size * 7 / 16))" "$((size * 7 / 16)),$((size * 19 / 32))"; do
            red=$(convert "$picture" -format "%[fx:round(255*p{$place}.r)]" info:)
            [ "$red" -gt 150 ] || fail "$picture has no wood at $place"
        done
    done
fi

# Those of Windows and macOS, all sizes in one file, and what Windows is told of the program.
if command -v rsvg-convert >/dev/null && command -v icotool >/dev/null; then
    sizes=$(icotool --list "$build/icons/tallystick.ico" | sed -n 's/.*--width=\([0-9]*\) .*/\1/p' | sort -n | tr '\n' ' ')
    [ "$sizes" = '16 24 32 48 64 128 256 ' ] || fail "the icon for Windows has these sizes: $sizes"
    if command -v x86_64-w64-mingw32-windres >/dev/null; then
        x86_64-w64-mingw32-windres -I "$build/icons" "$build/icons/tallystick.rc" "$scratch/resources.o"
        [ "$(stat -c %s "$scratch/resources.o")" -gt "$(stat -c %s "$build/icons/tallystick.ico")" ] ||
            fail 'the resources lack the icon'
    fi
fi
if command -v rsvg-convert >/dev/null && command -v icns2png >/dev/null; then
    icns2png --list "$build/icons/tallystick.icns" >"$scratch/list"
    for size in 16 32 128 256 512; do
        grep -q "${size}x$size" "$scratch/list" || fail "the icon for macOS lacks $size pixels: $(cat "$scratch/list")"
    done
fi
