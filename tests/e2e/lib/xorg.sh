# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154
# An X server with what Xvfb lacks: several monitors, and a touch screen. Xorg's drivers "dummy" and "inputtest", which
# need no hardware and no rights. Sourced by bash after common.sh.

# start_xorg [touch] : a monitor of 1024 by 768 pixels, DUMMY0; with a touch screen, whose socket is $work/touch.
start_xorg() {
    local xorg modules input=
    xorg=$(command -v /usr/lib/xorg/Xorg /usr/libexec/Xorg Xorg | head -n 1) || skip 'Xorg is not installed'
    modules=$(find /usr/lib/xorg/modules /usr/lib64/xorg/modules -name '*_drv.so' 2>/dev/null) || true
    grep -q /dummy_drv.so <<<"$modules" || skip "Xorg's driver \"dummy\" is not installed"
    if [ "${1:-}" = touch ]; then
        grep -q /inputtest_drv.so <<<"$modules" || skip "Xorg's driver \"inputtest\" is not installed"
        input='InputDevice "touch"'
    fi
    cat >"$work/xorg.conf" <<END
Section "Device"
    Identifier "device"
    Driver "dummy"
    VideoRam 32000
EndSection
Section "Screen"
    Identifier "screen"
    Device "device"
    DefaultDepth 24
    SubSection "Display"
        Depth 24
        Modes "1024x768"
        Virtual 2048 768
    EndSubSection
EndSection
Section "InputDevice"
    Identifier "touch"
    Driver "inputtest"
    Option "DeviceType" "Touch"
    Option "TouchCount" "5"
    Option "SocketPath" "$work/touch"
EndSection
Section "ServerLayout"
    Identifier "layout"
    Screen "screen"
    $input
EndSection
Section "ServerFlags"
    Option "AutoAddDevices" "false"
    Option "AutoAddGPU" "false"
    Option "DontVTSwitch" "true"
EndSection
END
    mkdir "$work/none"
    "$xorg" -config "$work/xorg.conf" -configdir "$work/none" -logfile "$work/xorg.log" -displayfd 8 -novtswitch \
        -sharevts -noreset -nolisten tcp 8>"$work/display" >"$work/xorg.out" 2>&1 9>&- &
    wait_for 60 'the X server' test -s "$work/display"
    DISPLAY=:$(cat "$work/display")
    export DISPLAY SDL_VIDEODRIVER=x11 SDL_AUDIODRIVER=dummy
    unset WAYLAND_DISPLAY
}
