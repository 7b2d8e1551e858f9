# SPDX-License-Identifier: GPL-3.0-or-later
# Stories in the player's window, read from the screen.
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    tallystick_e2e(first_run bash "${CMAKE_CURRENT_SOURCE_DIR}/first_run.sh" npm LABELS screen)
    set_tests_properties(e2e.first_run PROPERTIES FIXTURES_REQUIRED film_npm)
endif()
