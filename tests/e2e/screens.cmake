# SPDX-License-Identifier: GPL-3.0-or-later
# Stories in the player's window, read from the screen.
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    foreach(story IN ITEMS first_run bad_network french disc_pulled watched_lately)
        tallystick_e2e(${story} bash "${CMAKE_CURRENT_SOURCE_DIR}/${story}.sh" npm LABELS screen)
        set_tests_properties(e2e.${story} PROPERTIES FIXTURES_REQUIRED film_npm)
    endforeach()
    set_tests_properties(e2e.disc_pulled PROPERTIES COST 60)
    tallystick_e2e(whole_story bash "${CMAKE_CURRENT_SOURCE_DIR}/whole_story.sh" LABELS screen)
endif()
