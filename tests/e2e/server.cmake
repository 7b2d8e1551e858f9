# SPDX-License-Identifier: GPL-3.0-or-later
# The server's commands, without its network. The shortest serves under the sanitizers, too.
tallystick_e2e(server_usage "${CMAKE_CURRENT_SOURCE_DIR}/server_usage.sh" LABELS asan)
foreach(name IN ITEMS ingest interrupt full_disk identify)
    tallystick_e2e(server_${name} "${CMAKE_CURRENT_SOURCE_DIR}/server_${name}.sh")
endforeach()
