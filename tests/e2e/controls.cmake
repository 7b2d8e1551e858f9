# SPDX-License-Identifier: GPL-3.0-or-later
# The controls over the picture.
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    tallystick_e2e(controls bash "${CMAKE_CURRENT_SOURCE_DIR}/controls.sh" LABELS screen)
endif()
