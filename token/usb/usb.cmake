# SPDX-License-Identifier: GPL-3.0-or-later
tallystick_package(USB libusb-1.0>=1.0.21)

set(mount usb/mount_other.c usb/mount_find_other.c)
set(access usb/usb_access_other.c)
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    set(mount usb/mount_linux.c)
    set(access usb/usb_access_linux.c)
elseif(WIN32)
    set(mount usb/mount_other.c usb/mount_win32.c)
endif()
if(TALLYSTICK_UDEV_RULE)
    set_property(SOURCE usb/usb_access_linux.c APPEND PROPERTY COMPILE_DEFINITIONS
        TALLYSTICK_UDEV_RULE="${TALLYSTICK_UDEV_RULE}")
endif()
target_sources(tstoken PRIVATE
    find.c
    usb/blocks_usb.c
    usb/bot.c
    usb/scsi.c
    usb/scsi_disk.c
    usb/usb.c
    usb/usb_pipes.c
    usb/usb_watch.c
    ${access}
    ${mount})
target_link_libraries(tstoken PRIVATE PkgConfig::USB)
