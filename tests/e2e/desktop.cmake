# SPDX-License-Identifier: GPL-3.0-or-later
# The player among a desktop's other programs.
if(NOT CMAKE_SYSTEM_NAME STREQUAL "Linux")
    return()
endif()

# SDL2 is built on X11's library; its development package brings this one's.
find_path(TALLYSTICK_X11_INCLUDE X11/Xlib.h DOC "For the tests that drag files")
find_library(TALLYSTICK_X11_LIBRARY X11 DOC "For the tests that drag files")
if(TALLYSTICK_X11_INCLUDE AND TALLYSTICK_X11_LIBRARY)
    add_executable(e2e_drag "${CMAKE_CURRENT_SOURCE_DIR}/drag.c")
    target_include_directories(e2e_drag SYSTEM PRIVATE "${TALLYSTICK_X11_INCLUDE}")
    target_link_libraries(e2e_drag PRIVATE tallystick_options "${TALLYSTICK_X11_LIBRARY}")
    set_target_properties(e2e_drag PROPERTIES OUTPUT_NAME drag RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/bin")
    tallystick_e2e(drop bash "${CMAKE_CURRENT_SOURCE_DIR}/drop.sh" npm LABELS screen)
    set_tests_properties(e2e.drop PROPERTIES FIXTURES_REQUIRED film_npm)
endif()

tallystick_e2e(monitors bash "${CMAKE_CURRENT_SOURCE_DIR}/monitors.sh" LABELS screen)

# Takes the desktop's part in e2e.desktop, for players built with GIO.
pkg_check_modules(GIO QUIET IMPORTED_TARGET gio-2.0>=2.56)
if(GIO_FOUND)
    add_executable(e2e_screensaver "${CMAKE_CURRENT_SOURCE_DIR}/screensaver.c")
    target_link_libraries(e2e_screensaver PRIVATE tallystick_options PkgConfig::GIO)
    set_target_properties(e2e_screensaver PROPERTIES OUTPUT_NAME screensaver
        RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/bin")
endif()

# A finger on the touch screen of e2e.touch.
add_executable(e2e_touch "${CMAKE_CURRENT_SOURCE_DIR}/touch.c")
target_link_libraries(e2e_touch PRIVATE tallystick_options)
set_target_properties(e2e_touch PROPERTIES OUTPUT_NAME touch RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/bin")
tallystick_e2e(touch bash "${CMAKE_CURRENT_SOURCE_DIR}/touch.sh" npm LABELS screen)
set_tests_properties(e2e.touch PROPERTIES FIXTURES_REQUIRED film_npm)
