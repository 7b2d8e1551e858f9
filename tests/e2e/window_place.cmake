# SPDX-License-Identifier: GPL-3.0-or-later
# The window's place, and the settings, of the real player.
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    tallystick_e2e(window_place bash "${CMAKE_CURRENT_SOURCE_DIR}/window_place.sh" LABELS screen)
endif()
