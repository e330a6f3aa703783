# Finds an installed Qwt that was built for Qt 6 (a distribution's package, or a prefix given as QWT_ROOT). Defines
# Qwt_FOUND, Qwt_VERSION, Qwt_LIBRARY and Qwt_INCLUDE_DIR. A Qwt that links another Qt is never accepted.

find_path(Qwt_INCLUDE_DIR qwt_global.h HINTS "${QWT_ROOT}"
    PATH_SUFFIXES include qwt-qt6 qt6/qwt qwt6 qwt include/qwt-qt6 include/qt6/qwt include/qwt6 include/qwt src)
find_library(Qwt_LIBRARY NAMES qwt-qt6 qwt6-qt6 qwt HINTS "${QWT_ROOT}" PATH_SUFFIXES lib lib64)
mark_as_advanced(Qwt_INCLUDE_DIR Qwt_LIBRARY)

set(Qwt_VERSION "")
if(Qwt_INCLUDE_DIR)
    file(STRINGS "${Qwt_INCLUDE_DIR}/qwt_global.h" version_line REGEX "define +QWT_VERSION_STR")
    string(REGEX REPLACE ".*\"([0-9.]+)\".*" "\\1" Qwt_VERSION "${version_line}")
endif()

set(Qwt_LINKS_QT6 FALSE)
if(Qwt_LIBRARY)
    execute_process(COMMAND "${CMAKE_OBJDUMP}" -p "${Qwt_LIBRARY}" OUTPUT_VARIABLE dynamic_section ERROR_QUIET)
    if(dynamic_section MATCHES "NEEDED +libQt6Widgets" AND NOT dynamic_section MATCHES "NEEDED +libQt5")
        set(Qwt_LINKS_QT6 TRUE)
    else()
        message(STATUS "Qwt: ${Qwt_LIBRARY} is no shared library that links Qt 6, left alone")
    endif()
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Qwt REQUIRED_VARS Qwt_LIBRARY Qwt_INCLUDE_DIR Qwt_LINKS_QT6 VERSION_VAR Qwt_VERSION)

if(Qwt_FOUND AND NOT TARGET Qwt::Qwt)
    add_library(Qwt::Qwt SHARED IMPORTED)
    set_target_properties(Qwt::Qwt PROPERTIES IMPORTED_LOCATION "${Qwt_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${Qwt_INCLUDE_DIR}" INTERFACE_LINK_LIBRARIES "Qt6::Widgets;Qt6::PrintSupport")
endif()
