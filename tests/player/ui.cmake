# SPDX-License-Identifier: GPL-3.0-or-later
# Lays a disc's angles in one another (tests/support/angle_disc.sh).
add_executable(interleave "${PROJECT_SOURCE_DIR}/tests/support/interleave.c")
target_link_libraries(interleave PRIVATE tsbase)
set_target_properties(interleave PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/bin")

if(NOT TALLYSTICK_LIBFUZZER)
    tallystick_test(test_player_queue test_queue.c LIBS tsplayer LABELS thread)
    tallystick_test(test_player_ring test_ring.c LIBS tsplayer LABELS thread)
    tallystick_test(test_player_cell_vobus test_cell_vobus.c LIBS tsplayer)
    tallystick_test(test_player_times test_times.c LIBS tsplayer)
    tallystick_test(test_player_pacing test_pacing.c display.c LIBS tsplayer)
    tallystick_test(test_player_display_sync test_display_sync.c display.c LIBS tsplayer LABELS property)
    tallystick_test(test_player_resampler test_resampler.c LIBS tsplayer LABELS property)
    tallystick_test(test_player_picture test_picture.c LIBS tsplayer)
    tallystick_test(test_player_demux test_demux.c LIBS tsplayer)
    tallystick_test(test_player_popup test_popup.c LIBS tsplayer)
    tallystick_test(test_player_osd test_osd.c LIBS tsplayer LABELS property)
    tallystick_test(test_player_config test_config.c LIBS tsplayer)
    tallystick_test(test_player_keys test_keys.c LIBS tsplayer)
    tallystick_test(test_player_subpicture test_subpicture.c unit.c LIBS tsplayer)
    tallystick_test(test_player_overlay test_overlay.c unit.c LIBS tsplayer)
    tallystick_test(test_player_subtitles test_subtitles.c unit.c LIBS tsplayer LABELS thread)
    tallystick_test(test_player_theme test_theme.c LIBS tsplayer)
    tallystick_test(test_player_ui test_ui.c LIBS tsplayer)
    tallystick_test(test_player_widgets test_widgets.c LIBS tsplayer)
    tallystick_test(test_player_navigator test_navigator.c film.c LIBS tsplayer TIMEOUT 600)
    tallystick_test(test_player_play test_play.c film.c LIBS tsplayer LABELS thread TIMEOUT 600)
    tallystick_test(test_player_pipeline test_pipeline.c film.c LIBS tsplayer LABELS thread TIMEOUT 600)
    tallystick_test(test_player_angles test_angles.c film.c LIBS tsplayer LABELS thread TIMEOUT 600)
    tallystick_test(test_player_look_back test_look_back.c film.c LIBS tsplayer LABELS thread)
    target_compile_definitions(test_player_look_back PRIVATE
        TALLYSTICK_SUBTITLE_DISC="${PROJECT_SOURCE_DIR}/tests/support/subtitle_disc.sh")
    tallystick_test(test_player_menus test_menus.c menu_film.c film.c LIBS tsplayer LABELS thread TIMEOUT 600)
    target_compile_definitions(test_player_menus PRIVATE
        TALLYSTICK_MENU_DISC="${PROJECT_SOURCE_DIR}/tests/support/menu_disc.sh")
    if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
        tallystick_test(test_player_survive test_survive.c menu_film.c film.c LIBS tsplayer LABELS thread)
        target_compile_definitions(test_player_survive PRIVATE
            TALLYSTICK_MENU_DISC="${PROJECT_SOURCE_DIR}/tests/support/menu_disc.sh")
        # What is left behind is within reach by libdvdread's packed tables, whose pointers stand anywhere.
        set_tests_properties(test_player_survive PROPERTIES SKIP_RETURN_CODE 77
            ENVIRONMENT_MODIFICATION "LSAN_OPTIONS=string_append::use_unaligned=1")
    endif()
    target_compile_definitions(test_player_angles PRIVATE
        TALLYSTICK_ANGLE_DISC="${PROJECT_SOURCE_DIR}/tests/support/angle_disc.sh"
        TALLYSTICK_INTERLEAVE="$<TARGET_FILE:interleave>")
    add_dependencies(test_player_angles interleave)
    # They make their discs with ffmpeg, dvdauthor and genisoimage.
    set_tests_properties(test_player_navigator test_player_pipeline test_player_play test_player_look_back test_player_menus
        test_player_angles
        PROPERTIES SKIP_RETURN_CODE 77)
endif()
