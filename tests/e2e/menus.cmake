# SPDX-License-Identifier: GPL-3.0-or-later
# The disc's menus on the screen.
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    tallystick_e2e(menus bash "${CMAKE_CURRENT_SOURCE_DIR}/menus.sh" LABELS screen)
endif()
