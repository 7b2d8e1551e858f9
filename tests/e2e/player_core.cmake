# SPDX-License-Identifier: GPL-3.0-or-later
# The player without its screen: discs, accounts, views, verifying; and the memory rule.

foreach(helper IN ITEMS window_keys memory_scan)
    add_executable(e2e_${helper} ${helper}.c)
    set_target_properties(e2e_${helper} PROPERTIES OUTPUT_NAME ${helper}
        RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/bin")
    target_link_libraries(e2e_${helper} PRIVATE tallystick_options tsbase)
endforeach()
target_link_libraries(e2e_window_keys PRIVATE tsserver)

if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    # No sanitizers: what is preloaded comes before them.
    add_library(bad_sectors MODULE bad_sectors.c)
    target_include_directories(bad_sectors PRIVATE "${PROJECT_SOURCE_DIR}")
    target_compile_definitions(bad_sectors PRIVATE _GNU_SOURCE)
    target_link_libraries(bad_sectors PRIVATE ${CMAKE_DL_LIBS})
    set_target_properties(bad_sectors PROPERTIES LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/bin")

    tallystick_e2e(player_usage "${CMAKE_CURRENT_SOURCE_DIR}/player_usage.sh" LABELS asan)
    tallystick_e2e(language "${CMAKE_CURRENT_SOURCE_DIR}/language.sh" LABELS asan)
    tallystick_e2e(player_core "${CMAKE_CURRENT_SOURCE_DIR}/player_core.sh" LABELS asan)
    tallystick_e2e(player_prompts "${CMAKE_CURRENT_SOURCE_DIR}/prompts.sh" LABELS asan)
    tallystick_e2e(memory_rule "${CMAKE_CURRENT_SOURCE_DIR}/memory_rule.sh")
endif()
