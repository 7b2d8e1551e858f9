# SPDX-License-Identifier: GPL-3.0-or-later
# Plays an ordinary image through the player's pipeline, for end-to-end tests to compare with.
add_executable(play_plain "${PROJECT_SOURCE_DIR}/tests/e2e/play_plain.c")
target_link_libraries(play_plain PRIVATE tsplayer)
set_target_properties(play_plain PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/bin")
