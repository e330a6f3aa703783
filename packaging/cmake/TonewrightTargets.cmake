# The one place where compiler settings live. Every target links tw_options, so strictness can't be forgotten.

if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

add_library(tw_options INTERFACE)
target_include_directories(tw_options INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_options(tw_options INTERFACE -Wall -Wextra -Werror)
# GCC 12 warns wrongly about `"text" + std::string` (its bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(tw_options INTERFACE -Wno-restrict)
endif()
# GCC 13 and 14 take every reference returned by a function that was given a temporary for dangling.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 13)
    target_compile_options(tw_options INTERFACE -Wno-dangling-reference)
endif()
# Torch declares a method slots(): Qt's keywords stay off everywhere.
target_compile_definitions(tw_options INTERFACE QT_NO_KEYWORDS QT_NO_CAST_TO_ASCII QT_STRICT_ITERATORS
                           QT_DISABLE_DEPRECATED_BEFORE=0x060400)

# gold links the test programs in an eighth of the time that bfd takes. Debian 13 has it in a package of its own.
include(CheckLinkerFlag)
check_linker_flag(CXX -fuse-ld=gold TW_HAVE_GOLD)
if(TW_HAVE_GOLD AND NOT TONEWRIGHT_SANITIZE AND NOT TONEWRIGHT_FUZZ)
    add_link_options(-fuse-ld=gold)
endif()

# Fuzzing needs every library to report its coverage.
if(TONEWRIGHT_FUZZ)
    if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
        message(FATAL_ERROR "TONEWRIGHT_FUZZ needs clang: -DCMAKE_CXX_COMPILER=clang++ (Debian package clang).")
    endif()
    if(NOT TONEWRIGHT_SANITIZE)
        set(TONEWRIGHT_SANITIZE "address,undefined")
    endif()
    string(APPEND TONEWRIGHT_SANITIZE ",fuzzer-no-link")
endif()

# For every target of the build, Qwt's too, so that a sanitizer sees all of our address space.
if(TONEWRIGHT_SANITIZE)
    add_compile_options(-fsanitize=${TONEWRIGHT_SANITIZE} -fno-omit-frame-pointer -g1)
    add_link_options(-fsanitize=${TONEWRIGHT_SANITIZE})
    if(TONEWRIGHT_SANITIZE MATCHES "undefined")
        add_compile_options(-fno-sanitize-recover=undefined)
    endif()
endif()

# tw_add_library(NAME [QT] [TORCH] [PUBLIC libs…] [PRIVATE libs…] [OPTIONS flags…]): a static library of all .cpp files of
# this folder. QT turns moc on; TORCH is for those some of whose sources read LibTorch's headers; OPTIONS are flags of the
# compiler (or any definition that the system's headers look at, which likewise calls for a precompiled header of its own).
# Folders of their own (subfolders with a CMakeLists.txt) are not included.
function(tw_add_library name)
    cmake_parse_arguments(ARG "QT;TORCH" "" "PUBLIC;PRIVATE;FOLDERS;OPTIONS" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp" "${CMAKE_CURRENT_SOURCE_DIR}/*.h")
    foreach(folder IN LISTS ARG_FOLDERS)
        file(GLOB more CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp" "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.h")
        list(APPEND sources ${more})
    endforeach()
    if(NOT "${sources}" MATCHES "\\.cpp")
        # A library of headers alone still needs an object to archive.
        file(WRITE "${CMAKE_CURRENT_BINARY_DIR}/${name}_headers_only.cpp" "")
        list(APPEND sources "${CMAKE_CURRENT_BINARY_DIR}/${name}_headers_only.cpp")
    endif()
    add_library(${name} STATIC ${sources})
    set_target_properties(${name} PROPERTIES LINKER_LANGUAGE CXX)
    target_link_libraries(${name} PUBLIC tw_options ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
    if(ARG_TORCH)
        tw_use_torch(${name})
    endif()
    if(ARG_QT)
        set_target_properties(${name} PROPERTIES AUTOMOC ON)
        tw_precompile(${name} window)
    elseif(ARG_OPTIONS OR ARG_TORCH)
        target_compile_options(${name} PRIVATE ${ARG_OPTIONS})
        tw_precompile_own(${name})
    else()
        tw_links(core fmt::fmt ${ARG_PUBLIC})
        if(core)
            tw_precompile(${name} core)
        endif()
    endif()
endfunction()

# tw_quick_to_compile(TARGET): a test's own code is compiled more often than its speed matters; what it tests is optimised.
function(tw_quick_to_compile target)
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()

# Tests neither read nor change the settings and caches of the person who runs them.
set(tw_test_home "${CMAKE_BINARY_DIR}/test-home")
foreach(folder cache config data state runtime)
    file(MAKE_DIRECTORY "${tw_test_home}/${folder}")
endforeach()
file(CHMOD "${tw_test_home}/runtime" PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
set(tw_test_environment OMP_NUM_THREADS=1 OMP_WAIT_POLICY=passive QT_QPA_PLATFORM=offscreen LC_ALL=C.UTF-8
    "XDG_CACHE_HOME=${tw_test_home}/cache" "XDG_CONFIG_HOME=${tw_test_home}/config"
    "XDG_DATA_HOME=${tw_test_home}/data" "XDG_STATE_HOME=${tw_test_home}/state"
    "XDG_RUNTIME_DIR=${tw_test_home}/runtime")

# tw_add_test(tst_unit LABELS fast LIBS tw_dsp … [STANDALONE]): one Qt Test program from tst_unit.cpp in this folder.
# Tests that need widgets run on the offscreen platform. STANDALONE tests link nothing of Tonewright but LIBS.
function(tw_add_test name)
    cmake_parse_arguments(ARG "STANDALONE" "TIMEOUT" "LABELS;LIBS;ENVIRONMENT" ${ARGN})
    add_executable(${name} ${name}.cpp)
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
    # A test includes its own moc output and nothing else: AUTOMOC would add two steps and a compilation to each.
    set(moc "${CMAKE_CURRENT_BINARY_DIR}/moc/${name}.moc")
    qt_generate_moc(${name}.cpp "${moc}")
    set_property(SOURCE ${name}.cpp APPEND PROPERTY OBJECT_DEPENDS "${moc}")
    target_include_directories(${name} PRIVATE "${CMAKE_CURRENT_BINARY_DIR}/moc")
    target_link_libraries(${name} PRIVATE tw_options Qt6::Test ${ARG_LIBS})
    tw_quick_to_compile(${name})
    if(NOT ARG_STANDALONE)
        target_link_libraries(${name} PRIVATE tw_test_support)
        tw_links(window Qt6::Widgets ${ARG_LIBS})
        if(window)
            tw_precompile(${name} window_test)
        else()
            tw_precompile(${name} test)
        endif()
    endif()
    target_compile_definitions(${name} PRIVATE
        TW_TEST_DATA="${CMAKE_SOURCE_DIR}/tests" TW_SOURCE_DIR="${CMAKE_SOURCE_DIR}" TW_BUILD_DIR="${CMAKE_BINARY_DIR}")
    add_test(NAME ${name} COMMAND ${name})
    if(NOT ARG_LABELS)
        set(ARG_LABELS fast)
    endif()
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 300)
    endif()
    if(TONEWRIGHT_SANITIZE)
        math(EXPR ARG_TIMEOUT "${ARG_TIMEOUT} * 4")
    endif()
    set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT ${ARG_TIMEOUT}
        ENVIRONMENT "${tw_test_environment};${ARG_ENVIRONMENT}")
endfunction()

# tw_add_bench(bench_part LIBS tw_dsp …): one Google Benchmark program, run by CTest under the label bench only.
function(tw_add_bench name)
    cmake_parse_arguments(ARG "" "" "LIBS" ${ARGN})
    add_executable(${name} ${name}.cpp)
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
    target_link_libraries(${name} PRIVATE tw_options benchmark::benchmark ${ARG_LIBS})
    add_test(NAME ${name} COMMAND ${name} --benchmark_min_time=0.2)
    set_tests_properties(${name} PROPERTIES LABELS bench RUN_SERIAL ON
        ENVIRONMENT "${tw_test_environment}")
endfunction()
