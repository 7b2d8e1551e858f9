# SPDX-License-Identifier: GPL-3.0-or-later
# Language, output folders, warnings, hardening and sanitizers: what every target shares.

set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Kind of build" FORCE)
endif()

include(CheckPIESupported)
check_pie_supported(LANGUAGES C)

# Every target links this one; it carries no code.
add_library(tallystick_options INTERFACE)
target_include_directories(tallystick_options INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_definitions(tallystick_options INTERFACE
    TALLYSTICK_VERSION="${PROJECT_VERSION}"
    _FILE_OFFSET_BITS=64
    $<$<PLATFORM_ID:Linux>:_GNU_SOURCE>
    $<$<PLATFORM_ID:Windows>:_WIN32_WINNT=0x0A00 __USE_MINGW_ANSI_STDIO=1 UNICODE _UNICODE>)
target_compile_options(tallystick_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
    -Wformat=2 -Wvla -Wundef
    $<$<BOOL:${TALLYSTICK_WERROR}>:-Werror>
    -fno-common -fstack-protector-strong)
target_link_libraries(tallystick_options INTERFACE Threads::Threads)

if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    target_link_options(tallystick_options INTERFACE -Wl,-z,relro -Wl,-z,now)
endif()

# There, what guards the stack is a library of its own.
if(MINGW)
    target_link_options(tallystick_options INTERFACE -fstack-protector-strong)
endif()

if(TALLYSTICK_SANITIZE)
    set(sanitize -fsanitize=${TALLYSTICK_SANITIZE})
    target_compile_options(tallystick_options INTERFACE
        ${sanitize} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(tallystick_options INTERFACE ${sanitize})
else()
    target_compile_options(tallystick_options INTERFACE
        $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2>)
endif()

if(TALLYSTICK_LIBFUZZER)
    if(NOT CMAKE_C_COMPILER_ID MATCHES "Clang")
        message(FATAL_ERROR "libFuzzer comes with clang: use the preset `fuzz`, or set CMAKE_C_COMPILER=clang")
    endif()
    # Coverage everywhere; only the fuzz targets link libFuzzer's own main.
    target_compile_options(tallystick_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
