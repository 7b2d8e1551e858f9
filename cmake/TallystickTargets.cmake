# SPDX-License-Identifier: GPL-3.0-or-later
# What a folder's CMakeLists.txt calls to declare its library, programs, tests and fuzz targets.

include_guard(GLOBAL)

# ThreadSanitizer finds nothing in tests that start no threads: they are not built for it, unless asked for by name.
set(TALLYSTICK_THREADS_ALONE OFF)
if(TALLYSTICK_SANITIZE STREQUAL "thread")
    set(TALLYSTICK_THREADS_ALONE ON)
endif()

# tallystick_package(NAME MODULE...)
# Finds pkg-config modules and offers them as the target PkgConfig::NAME.
function(tallystick_package name)
    if(TARGET PkgConfig::${name})
        return()
    endif()
    pkg_check_modules(${name} QUIET IMPORTED_TARGET GLOBAL ${ARGN})
    if(NOT ${name}_FOUND)
        list(JOIN ARGN ", " modules)
        message(FATAL_ERROR "Missing a development package for ${modules}: run packaging/setup, which installs it")
    endif()
endfunction()

# tallystick_platform_sources(OUT STEM...)
# Sets OUT to STEM_posix.c or STEM_win32.c for each stem.
function(tallystick_platform_sources out)
    set(suffix posix)
    if(WIN32)
        set(suffix win32)
    endif()
    list(TRANSFORM ARGN APPEND "_${suffix}.c" OUTPUT_VARIABLE sources)
    set(${out} ${sources} PARENT_SCOPE)
endfunction()

# Sets OUT to those of the sources that exist, and warns of the others: a folder
# that is half made must not stop the rest from being configured.
function(tallystick_existing_sources out)
    set(existing "")
    set(severity WARNING)
    if(TALLYSTICK_COMPLETE)
        set(severity SEND_ERROR)
    endif()
    foreach(source IN LISTS ARGN)
        cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" OUTPUT_VARIABLE path)
        get_source_file_property(generated "${path}" GENERATED)
        if(generated OR EXISTS "${path}" OR source MATCHES "^\\$<")
            list(APPEND existing "${source}")
        else()
            message(${severity} "${path} does not exist; what needs it cannot be built")
        endif()
    endforeach()
    set(${out} ${existing} PARENT_SCOPE)
endfunction()

# tallystick_library(NAME SOURCE... [LIBS PUBLIC_LIB...] [PRIVATE_LIBS LIB...])
# The static library of a folder. Also compiles each of the folder's headers alone.
function(tallystick_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LIBS;PRIVATE_LIBS")
    tallystick_existing_sources(sources ${arg_UNPARSED_ARGUMENTS})
    if(NOT sources)
        return()
    endif()
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PUBLIC tallystick_options ${arg_LIBS} PRIVATE ${arg_PRIVATE_LIBS})
    # No sanitizer changes whether a header stands alone.
    if(TALLYSTICK_TESTS AND NOT TALLYSTICK_SANITIZE)
        tallystick_header_check(${name})
    endif()
endfunction()

# One object a header, that includes it twice and nothing else: headers stand alone.
function(tallystick_header_check library)
    file(GLOB headers RELATIVE "${PROJECT_SOURCE_DIR}" CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.h")
    set(sources "")
    foreach(header IN LISTS headers)
        string(MAKE_C_IDENTIFIER "${header}" stem)
        set(source "${CMAKE_CURRENT_BINARY_DIR}/headers/${stem}.c")
        file(CONFIGURE OUTPUT "${source}" CONTENT
            "#include \"${header}\"\n#include \"${header}\"\nextern int ${stem}_alone;\nint ${stem}_alone = 1;\n")
        list(APPEND sources "${source}")
    endforeach()
    if(sources)
        add_library(${library}_headers OBJECT ${sources})
        target_link_libraries(${library}_headers PRIVATE ${library}
            $<TARGET_PROPERTY:${library},LINK_LIBRARIES>)
    endif()
endfunction()

# tallystick_program(NAME SOURCE... [LIBS LIB...])
# A program that is installed; it lands in bin/ of the build folder.
function(tallystick_program name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LIBS")
    tallystick_existing_sources(sources ${arg_UNPARSED_ARGUMENTS})
    if(NOT sources)
        return()
    endif()
    add_executable(${name} ${sources})
    target_link_libraries(${name} PRIVATE tallystick_options ${arg_LIBS})
    install(TARGETS ${name} RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endfunction()

# What every test runs with; sanitizers stop at the first finding. No test may touch the key store or the settings of
# who runs it, nor depend on the language.
set(TALLYSTICK_TEST_ENVIRONMENT
    "DBUS_SESSION_BUS_ADDRESS=disabled:"
    "XDG_CONFIG_HOME=${CMAKE_BINARY_DIR}/tests/no-config"
    "LC_ALL=C.UTF-8"
    "LANGUAGE="
    "ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1"
    "LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/cmake/lsan.supp:print_suppressions=0"
    "UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1"
    "TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/cmake/tsan.supp:halt_on_error=1:second_deadlock_stack=1"
    "TALLYSTICK_BIN=${CMAKE_BINARY_DIR}/bin"
    "TALLYSTICK_SOURCE=${PROJECT_SOURCE_DIR}")

# The same for what runs under a wrapper that preloads a library of its own: before the sanitizer's.
set(TALLYSTICK_PRELOADED_ENVIRONMENT "${TALLYSTICK_TEST_ENVIRONMENT}")
list(TRANSFORM TALLYSTICK_PRELOADED_ENVIRONMENT REPLACE "^ASAN_OPTIONS=" "ASAN_OPTIONS=verify_asan_link_order=0:")

# tallystick_test(NAME SOURCE... [LIBS LIB...] [LABELS LABEL...] [TIMEOUT SECONDS] [COST NUMBER] [ARGS ARG...])
# A unit test with Check, in CTest under NAME. Label it `thread` when it starts
# threads (it then runs under TSan too) and `property` in place of the default
# `unit` when it is a long random one. Of several tests, CTest begins that with
# the highest COST first: give one to a test that, begun last, would run on alone.
function(tallystick_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT;COST" "LIBS;LABELS;ARGS")
    if(TALLYSTICK_LIBFUZZER)
        return() # The fuzz build is for the fuzz targets alone.
    endif()
    tallystick_package(CHECK check)
    tallystick_existing_sources(sources ${arg_UNPARSED_ARGUMENTS})
    if(NOT sources)
        return()
    endif()
    add_executable(${name} ${sources})
    target_link_libraries(${name} PRIVATE tallystick_options ${arg_LIBS} PkgConfig::CHECK)
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/bin")
    if(TALLYSTICK_THREADS_ALONE AND NOT "thread" IN_LIST arg_LABELS)
        set_target_properties(${name} PROPERTIES EXCLUDE_FROM_ALL ON)
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 900)
    endif()
    if(NOT "property" IN_LIST arg_LABELS)
        list(APPEND arg_LABELS unit)
    endif()
    add_test(NAME ${name} COMMAND ${name} ${arg_ARGS})
    # Check's own clock is off: CTest's is the only one, so that slow builds are not failures.
    set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}"
        ENVIRONMENT "${TALLYSTICK_TEST_ENVIRONMENT};CK_DEFAULT_TIMEOUT=0")
    if(arg_COST)
        set_tests_properties(${name} PROPERTIES COST ${arg_COST})
    endif()
endfunction()

# tallystick_support(NAME SOURCE... [LIBS LIB...])
# What several tests share, compiled, and looked at by clang-tidy, once: they have NAME among their LIBS.
function(tallystick_support name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LIBS")
    if(TALLYSTICK_LIBFUZZER)
        return()
    endif()
    tallystick_package(CHECK check)
    add_library(${name} OBJECT EXCLUDE_FROM_ALL ${arg_UNPARSED_ARGUMENTS})
    target_link_libraries(${name} PUBLIC tallystick_options ${arg_LIBS} PkgConfig::CHECK)
endfunction()

# tallystick_fuzz(NAME SOURCE... [LIBS LIB...] [TIMEOUT SECONDS])
# The target fuzz_NAME, with its corpus in tests/fuzz/corpus/NAME. CTest replays
# the corpus in ordinary builds, and lets libFuzzer loose for a while in preset `fuzz`.
function(tallystick_fuzz name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "LIBS")
    set(target fuzz_${name})
    set(corpus "${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${name}")
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 300)
    endif()
    tallystick_existing_sources(sources ${arg_UNPARSED_ARGUMENTS})
    if(NOT sources)
        return()
    endif()
    add_executable(${target} ${sources})
    target_link_libraries(${target} PRIVATE tallystick_options ${arg_LIBS})
    set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/bin"
        EXCLUDE_FROM_ALL ${TALLYSTICK_THREADS_ALONE})
    # LLVMFuzzerTestOneInput need not be declared.
    target_compile_options(${target} PRIVATE -Wno-missing-prototypes)
    if(TALLYSTICK_LIBFUZZER)
        target_link_options(${target} PRIVATE -fsanitize=fuzzer)
        set(scratch "${CMAKE_BINARY_DIR}/tests/fuzz/${name}")
        file(MAKE_DIRECTORY "${scratch}/found")
        # New inputs go to the first folder: the corpus of the sources stays as it is.
        add_test(NAME fuzz.${name} COMMAND ${target} -runs=${TALLYSTICK_FUZZ_RUNS}
            -max_total_time=${TALLYSTICK_FUZZ_SECONDS} -timeout=20 -rss_limit_mb=3072 -print_final_stats=1 "-artifact_prefix=${scratch}/" "${scratch}/found" "${corpus}")
    else()
        if(NOT TARGET fuzz_replay)
            add_library(fuzz_replay OBJECT EXCLUDE_FROM_ALL "${PROJECT_SOURCE_DIR}/tests/fuzz/replay.c")
            target_link_libraries(fuzz_replay PUBLIC tallystick_options)
        endif()
        target_link_libraries(${target} PRIVATE fuzz_replay)
        add_test(NAME fuzz.${name} COMMAND ${target} "${corpus}")
    endif()
    set_tests_properties(fuzz.${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS fuzz
        ENVIRONMENT "${TALLYSTICK_TEST_ENVIRONMENT}")
endfunction()

# tallystick_e2e(NAME COMMAND... [LABELS LABEL...] [TIMEOUT SECONDS] [COST NUMBER] [SERIAL])
# An end-to-end test of the real programs, found in $TALLYSTICK_BIN. A test that
# cannot run here exits with 77 and counts as skipped. COST as for tallystick_test;
# they all begin before the short unit tests.
function(tallystick_e2e name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "SERIAL" "TIMEOUT;COST" "LABELS")
    if(TALLYSTICK_LIBFUZZER)
        return()
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 1200)
    endif()
    if(NOT arg_COST)
        set(arg_COST 10)
    endif()
    add_test(NAME e2e.${name} COMMAND ${arg_UNPARSED_ARGUMENTS} WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}")
    set_tests_properties(e2e.${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "e2e;${arg_LABELS}"
        COST ${arg_COST} SKIP_RETURN_CODE 77 ENVIRONMENT "${TALLYSTICK_TEST_ENVIRONMENT}")
    if(arg_SERIAL)
        set_tests_properties(e2e.${name} PROPERTIES RUN_SERIAL ON)
    endif()
endfunction()
