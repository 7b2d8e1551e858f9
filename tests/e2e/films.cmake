# SPDX-License-Identifier: GPL-3.0-or-later
# The whole chain on real films: bank, copy, disc, network, player.
if(NOT CMAKE_SYSTEM_NAME STREQUAL "Linux")
    return()
endif()

foreach(helper IN ITEMS proxy nearest samples)
    add_executable(e2e_${helper} "${CMAKE_CURRENT_SOURCE_DIR}/${helper}.c")
    target_link_libraries(e2e_${helper} PRIVATE tallystick_options m)
    set_target_properties(e2e_${helper} PROPERTIES OUTPUT_NAME ${helper}
        RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/bin")
endforeach()

# Each film is made ready once, before the tests that use it.
foreach(film IN ITEMS npm sintel)
    tallystick_e2e(film_${film} bash "${CMAKE_CURRENT_SOURCE_DIR}/fixture.sh" ${film} TIMEOUT 1200)
    set_tests_properties(e2e.film_${film} PROPERTIES FIXTURES_SETUP film_${film})
endforeach()

# film_test(NAME SCRIPT FILM [LABELS LABEL...] [TIMEOUT SECONDS])
function(film_test name script film)
    tallystick_e2e(${name} bash "${CMAKE_CURRENT_SOURCE_DIR}/${script}.sh" ${film} ${ARGN})
    set_tests_properties(e2e.${name} PROPERTIES FIXTURES_REQUIRED film_${film})
endfunction()

foreach(film IN ITEMS npm sintel)
    film_test(play_${film} play ${film} LABELS screen)
    film_test(copies_${film} copies ${film})
endforeach()
film_test(buffering buffering npm LABELS screen)
film_test(desktop desktop npm LABELS screen)
film_test(damage damage npm)
film_test(hanging_disc hanging_disc npm LABELS screen)
film_test(refusals refusals npm sintel)
set_tests_properties(e2e.refusals PROPERTIES FIXTURES_REQUIRED "film_npm;film_sintel")
film_test(restart_npm restart npm)
film_test(verify_npm verify npm)
# The short film serves under the sanitizers, too.
film_test(damage_sintel damage sintel LABELS asan)
film_test(restart_sintel restart sintel LABELS asan thread)
film_test(verify_sintel verify sintel LABELS asan thread)
film_test(views views sintel LABELS asan)
film_test(server_token server_token sintel LABELS asan)
