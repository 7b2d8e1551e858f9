# SPDX-License-Identifier: GPL-3.0-or-later
# Subtitles on the screen.
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    tallystick_e2e(subtitles bash "${CMAKE_CURRENT_SOURCE_DIR}/subtitles.sh" LABELS screen)
endif()
