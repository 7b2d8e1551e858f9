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
    tallystick_e2e(memory_rule "${CMAKE_CURRENT_SOURCE_DIR}/memory_rule.sh")
endif()
