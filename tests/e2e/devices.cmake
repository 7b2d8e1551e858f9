# SPDX-License-Identifier: GPL-3.0-or-later
# The account's devices, and where a device's key lies.
tallystick_e2e(devices "${CMAKE_CURRENT_SOURCE_DIR}/devices.sh" LABELS asan)
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    tallystick_e2e(keystore "${CMAKE_CURRENT_SOURCE_DIR}/keystore.sh" LABELS asan)
endif()
