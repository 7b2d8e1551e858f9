# SPDX-License-Identifier: GPL-3.0-or-later
tallystick_package(USB libusb-1.0>=1.0.21)

set(mount mount_other.c)
set(access usb_access_other.c)
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    set(mount mount_linux.c)
    set(access usb_access_linux.c)
elseif(WIN32)
    set(mount mount_win32.c)
endif()
if(TALLYSTICK_UDEV_RULE)
    set_property(SOURCE usb_access_linux.c APPEND PROPERTY COMPILE_DEFINITIONS
        TALLYSTICK_UDEV_RULE="${TALLYSTICK_UDEV_RULE}")
endif()
target_sources(tstoken PRIVATE ${access} blocks_usb.c bot.c find.c ${mount} scsi.c scsi_disk.c usb.c usb_pipes.c usb_watch.c)
target_link_libraries(tstoken PRIVATE PkgConfig::USB)
