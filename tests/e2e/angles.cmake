# SPDX-License-Identifier: GPL-3.0-or-later
# Interleaved angles.
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    tallystick_e2e(angles bash "${CMAKE_CURRENT_SOURCE_DIR}/angles.sh" LABELS screen)
endif()
