# SPDX-License-Identifier: GPL-3.0-or-later
# What a stick does, command by command.
tallystick_support(token_stick stick.c LIBS tsbase)
tallystick_test(test_token_scsi test_scsi.c LIBS tstoken)
tallystick_test(test_token_bot test_bot.c stick_bulk.c LIBS tstoken token_stick)

# What libusb sees is an emulated stick; umockdev is Linux's alone.
pkg_check_modules(UMOCKDEV QUIET IMPORTED_TARGET GLOBAL umockdev-1.0)
find_program(UMOCKDEV_WRAPPER umockdev-wrapper)
if(NOT UMOCKDEV_FOUND OR NOT UMOCKDEV_WRAPPER)
    add_test(NAME test_token_usb COMMAND sh -c
        "echo 'skipped: umockdev is not installed (Debian: umockdev, libumockdev-dev; packaging/setup installs them)'; exit 77")
    set_tests_properties(test_token_usb PROPERTIES SKIP_RETURN_CODE 77 LABELS unit)
    return()
endif()

tallystick_package(CHECK check)
add_executable(mock_stick mock_stick.c mock_bed.c mock_usb.c)
target_link_libraries(mock_stick PRIVATE tallystick_options tsbase token_stick PkgConfig::UMOCKDEV)
set_target_properties(mock_stick PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/bin")

tallystick_support(token_mock mock.c LIBS tstoken)

# Tests that run under the mock, the file system of their build folder being on its stick.
function(mock_test name)
    add_executable(${name} ${ARGN})
    target_link_libraries(${name} PRIVATE tallystick_options tstoken token_support token_rig token_mock PkgConfig::CHECK)
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/bin")
    add_test(NAME ${name} COMMAND "${UMOCKDEV_WRAPPER}" $<TARGET_FILE:mock_stick>
        --mounted "${CMAKE_CURRENT_BINARY_DIR}" $<TARGET_FILE:${name}>)
    set_tests_properties(${name} PROPERTIES TIMEOUT 300 LABELS unit
        ENVIRONMENT "${TALLYSTICK_PRELOADED_ENVIRONMENT};CK_DEFAULT_TIMEOUT=0")
endfunction()
mock_test(test_token_usb test_usb.c)
mock_test(test_token_find test_find.c)
# What the advice on permissions has to name: the rule where it gets installed, or in the sources.
set(rule "${TALLYSTICK_UDEV_RULE}")
if(NOT rule)
    set(rule packaging/udev/70-tallystick-token.rules)
endif()
target_compile_definitions(test_token_usb PRIVATE UDEV_RULE="${rule}")
