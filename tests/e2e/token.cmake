# SPDX-License-Identifier: GPL-3.0-or-later
# Playing from tokens: emulated sticks, the real player. Needs tests/token's mock_stick.
find_program(UMOCKDEV_WRAPPER umockdev-wrapper)
if(NOT TARGET mock_stick)
    tallystick_e2e(token_play sh -c
        "echo 'skipped: umockdev is not installed (Debian: umockdev, libumockdev-dev; packaging/setup installs them)'; exit 77")
    return()
endif()

# token_test(NAME SCRIPT FILM ...) as film_test, with two sticks, not plugged in yet.
function(token_test name script film)
    tallystick_e2e(${name} "${UMOCKDEV_WRAPPER}" $<TARGET_FILE:mock_stick> --unplugged --and --unplugged --serial OTHER
        bash "${CMAKE_CURRENT_SOURCE_DIR}/${script}.sh" ${film} ${ARGN})
    set_tests_properties(e2e.${name} PROPERTIES FIXTURES_REQUIRED film_${film}
        ENVIRONMENT "${TALLYSTICK_PRELOADED_ENVIRONMENT}")
endfunction()

token_test(token_play token_play sintel LABELS asan)
token_test(token_write token_write sintel LABELS asan)
token_test(token_pulled token_pulled sintel LABELS asan)
if(TALLYSTICK_TPM AND TARGET PkgConfig::TSS2)
    token_test(token_tpm token_tpm sintel LABELS asan)
endif()
token_test(token_window token_window npm LABELS screen)
