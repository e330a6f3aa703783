# Supplies Qwt::Qwt for Qt 6 (decision record 0001), in this order:
#   -DQWT_SOURCE_DIR=FOLDER  an unpacked source tree, built as part of this build
#   find_package(Qwt 6.2)    an installed one that links Qt 6; -DQWT_ROOT=PREFIX says where
#   packaging/fetch-qwt.sh   the source through the system's own package sources, kept in the user's cache folder

set(QWT_ROOT "" CACHE PATH "Prefix of an installed Qwt 6.2 or newer that was built for Qt 6")
set(QWT_SOURCE_DIR "" CACHE PATH "Unpacked source of Qwt 6.2 or newer")

function(tw_add_qwt_from_source source_dir)
    if(NOT EXISTS "${source_dir}/src/qwt_global.h")
        message(FATAL_ERROR "QWT_SOURCE_DIR: no Qwt source in ${source_dir} (src/qwt_global.h is missing).")
    endif()
    file(STRINGS "${source_dir}/src/qwt_global.h" version_line REGEX "define +QWT_VERSION_STR")
    string(REGEX REPLACE ".*\"([0-9.]+)\".*" "\\1" version "${version_line}")
    if(version VERSION_LESS 6.2)
        message(FATAL_ERROR "Qwt ${version} in ${source_dir} is too old for Qt 6: 6.2 or newer is needed.")
    endif()
    message(STATUS "Qwt: building ${version} from ${source_dir}")

    file(GLOB sources "${source_dir}/src/*.cpp" "${source_dir}/src/*.h")
    # OpenGL and SVG would need more of Qt; the polar classes can't share a translation unit with the others.
    list(FILTER sources EXCLUDE REGEX "qwt_plot_(glcanvas|opengl_canvas|svgitem)|qwt_polar_")

    add_library(qwt STATIC EXCLUDE_FROM_ALL ${sources})
    add_library(Qwt::Qwt ALIAS qwt)
    set_target_properties(qwt PROPERTIES AUTOMOC ON UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 16 CXX_CLANG_TIDY "")
    target_compile_definitions(qwt PUBLIC QWT_NO_SVG QWT_NO_OPENGL PRIVATE QWT_MOC_INCLUDE=1)
    target_compile_options(qwt PRIVATE -w)
    target_include_directories(qwt SYSTEM PUBLIC "${source_dir}/src" "${source_dir}/classincludes")
    target_link_libraries(qwt PUBLIC Qt6::Widgets Qt6::PrintSupport PRIVATE Qt6::Concurrent)
endfunction()

function(tw_fetch_qwt out_source_dir)
    set(target "${CMAKE_BINARY_DIR}/qwt-source")
    file(GLOB unpacked LIST_DIRECTORIES true "${target}/qwt-*")
    if(NOT unpacked)
        message(STATUS "Qwt: no Qwt for Qt 6 is installed, looking for its source")
        execute_process(COMMAND sh "${CMAKE_SOURCE_DIR}/packaging/fetch-qwt.sh" OUTPUT_VARIABLE tarball
            OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE status)
        if(NOT status EQUAL 0)
            message(FATAL_ERROR "Qwt 6.2 or newer for Qt 6 could not be supplied (the lines above say why). "
                "Give an installed one with -DQWT_ROOT=PREFIX, an unpacked source with -DQWT_SOURCE_DIR=FOLDER, "
                "or build without the window: -DTONEWRIGHT_BUILD_GUI=OFF.")
        endif()
        file(REMOVE_RECURSE "${target}" "${target}.part")
        file(ARCHIVE_EXTRACT INPUT "${tarball}" DESTINATION "${target}.part")
        file(RENAME "${target}.part" "${target}")
        file(GLOB unpacked LIST_DIRECTORIES true "${target}/qwt-*")
    endif()
    list(GET unpacked 0 first)
    set(${out_source_dir} "${first}" PARENT_SCOPE)
endfunction()

if(QWT_SOURCE_DIR)
    tw_add_qwt_from_source("${QWT_SOURCE_DIR}")
else()
    find_package(Qwt 6.2 QUIET MODULE)
    if(QWT_ROOT AND NOT Qwt_FOUND)
        message(FATAL_ERROR "QWT_ROOT: no Qwt 6.2 or newer that links Qt 6 under ${QWT_ROOT}.")
    endif()
    if(Qwt_FOUND)
        message(STATUS "Qwt: using ${Qwt_VERSION} in ${Qwt_LIBRARY}")
    else()
        tw_fetch_qwt(qwt_source_dir)
        tw_add_qwt_from_source("${qwt_source_dir}")
    endif()
endif()
