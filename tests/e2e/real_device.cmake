# SPDX-License-Identifier: GPL-3.0-or-later
# The player in an emulated machine, with a drive and sticks that are the real thing to it. Slow: everything is emulated.
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    tallystick_e2e(real_device bash "${CMAKE_CURRENT_SOURCE_DIR}/real_device.sh" TIMEOUT 3600)
endif()
