# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -DTOOL=png2icns -DOUT=FILE -DPICTURES=LIST -P icns.cmake: png2icns, which has much to say, without its words.
execute_process(COMMAND "${TOOL}" "${OUT}" ${PICTURES} OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
