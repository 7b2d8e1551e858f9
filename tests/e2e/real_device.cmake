# SPDX-License-Identifier: GPL-3.0-or-later
# The player in an emulated machine, with a drive and sticks that are the real thing to it. Slow: everything is emulated.
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    add_executable(e2e_eject_disc "${CMAKE_CURRENT_SOURCE_DIR}/eject_disc.c")
    set_target_properties(e2e_eject_disc PROPERTIES OUTPUT_NAME eject_disc
        RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/bin")
    target_link_libraries(e2e_eject_disc PRIVATE tallystick_options tsplayer)
    tallystick_e2e(real_drive bash "${CMAKE_CURRENT_SOURCE_DIR}/real_drive.sh" TIMEOUT 3600 COST 90)
    tallystick_e2e(real_device bash "${CMAKE_CURRENT_SOURCE_DIR}/real_device.sh" TIMEOUT 3600 COST 400)
endif()
