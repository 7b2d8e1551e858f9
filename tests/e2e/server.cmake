# SPDX-License-Identifier: GPL-3.0-or-later
# The server's commands, without its network.
foreach(name IN ITEMS usage ingest interrupt full_disk identify)
    tallystick_e2e(server_${name} "${CMAKE_CURRENT_SOURCE_DIR}/server_${name}.sh")
endforeach()
