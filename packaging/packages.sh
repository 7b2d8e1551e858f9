# SPDX-License-Identifier: GPL-3.0-or-later
# Debian 12 packages, sourced by packaging/setup. One name a line, sorted.
# shellcheck shell=bash disable=SC2034

# To compile every part.
packages_build=(
    build-essential
    check
    cmake
    gettext
    libavcodec-dev
    libavfilter-dev
    libavformat-dev
    libavutil-dev
    libcurl4-openssl-dev
    libdvdnav-dev
    libdvdread-dev
    libfribidi-dev
    libglib2.0-dev
    libjansson-dev
    libmicrohttpd-dev
    librsvg2-bin
    libsdl2-dev
    libsdl2-ttf-dev
    libsecret-1-dev
    libsqlite3-dev
    libssl-dev
    libswresample-dev
    libswscale-dev
    libtss2-dev
    libusb-1.0-0-dev
    ninja-build
    pkg-config
)

# What the programs call, and what the demo needs besides.
packages_run=(
    ca-certificates
    dvdauthor
    ffmpeg
    fonts-dejavu-core
    genisoimage
    openssl
)

# A screen for machines without one.
packages_headless=(
    imagemagick
    xauth
    xdotool
    xvfb
)

# USB sticks for machines without one.
packages_stick=(
    libumockdev-dev
    umockdev
)

# For packaging/check: sanitizers, fuzzing, analysis, and what the tests call.
packages_test=(
    appstream
    clang
    clang-format
    clang-tidy
    cpio
    curl
    dbus-daemon
    desktop-file-utils
    dosfstools
    gcc-mingw-w64-x86-64
    gdb
    git
    gnome-keyring
    icnsutils
    icoutils
    jq
    libclang-rt-14-dev
    libglib2.0-bin
    libx11-dev
    llvm
    mjpegtools
    mpeg2dec
    mtools
    openbox
    procps
    python3
    qemu-system-x86
    sqlite3
    strace
    swtpm
    tesseract-ocr
    tesseract-ocr-fra
    weston
    x11-utils
    x11-xserver-utils
    xserver-xorg-core
    xserver-xorg-video-dummy
    zsh
)

# For tests/bench: what the player is measured against, and a window manager to give each the whole screen.
packages_bench=(
    dvdauthor
    ffmpeg
    genisoimage
    jq
    mpv
    openbox
    x11-utils
    xdotool
    xvfb
)
