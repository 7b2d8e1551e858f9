# SPDX-License-Identifier: GPL-3.0-or-later
# Texts in other languages. Sets TALLYSTICK_TRANSLATE_SOURCES and TALLYSTICK_TRANSLATE_LIBS.
find_package(Intl)
if(Intl_FOUND)
    set(TALLYSTICK_TRANSLATE_SOURCES translate_gettext.c)
    set(TALLYSTICK_TRANSLATE_LIBS Intl::Intl)
    set_source_files_properties(translate_gettext.c PROPERTIES
        COMPILE_DEFINITIONS "TALLYSTICK_LOCALE_DIR=\"${CMAKE_INSTALL_FULL_LOCALEDIR}\"")
else()
    set(TALLYSTICK_TRANSLATE_SOURCES translate_none.c)
    set(TALLYSTICK_TRANSLATE_LIBS "")
endif()
