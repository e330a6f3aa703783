# Headers that most sources read, compiled once. Reading them takes two thirds of the time of an ordinary source, so a
# clean build saves a third or more of its CPU time with them. Off, every source must name what it uses: the debug and
# sanitizer presets build that way.
#
# A compiler takes a precompiled header only for sources with the same flags (GCC says so, and -Werror makes it an error),
# hence one for each kind of target: tw_precompiled_core for the core's libraries, _window for those with Qt Widgets, and
# _test and _window_test for test programs, which are compiled with -fPIE and QtTest.
option(TONEWRIGHT_PRECOMPILE "Precompile the headers that most sources read" ON)

set(tw_headers_std <algorithm> <array> <atomic> <chrono> <cmath> <cstdint> <filesystem> <fstream> <functional> <limits>
    <map> <memory> <mutex> <numbers> <numeric> <optional> <set> <span> <sstream> <stop_token> <string> <string_view>
    <thread> <vector>)
set(tw_headers_core ${tw_headers_std} <fmt/format.h> <nlohmann/json.hpp> <tl/expected.hpp>)
set(tw_headers_window <QtCore/QAbstractItemModel> <QtCore/QElapsedTimer> <QtCore/QJsonObject> <QtCore/QSettings>
    <QtCore/QSortFilterProxyModel> <QtCore/QTimer> <QtGui/QAction> <QtGui/QMouseEvent> <QtGui/QPainter> <QtGui/QUndoStack>
    <QtWidgets/QApplication> <QtWidgets/QBoxLayout> <QtWidgets/QComboBox> <QtWidgets/QLabel> <QtWidgets/QLineEdit>
    <QtWidgets/QMenu> <QtWidgets/QPushButton> <QtWidgets/QSlider> <QtWidgets/QTableView> <QtWidgets/QToolButton>
    <QtWidgets/QWidget>)
set(tw_headers_test <QtCore/QCoreApplication> <QtCore/QDir> <QtCore/QElapsedTimer> <QtCore/QProcess>
    <QtCore/QRegularExpression> <QtCore/QTemporaryDir> <QtTest/QSignalSpy> <QtTest/QTest>)

# tw_precompiled_owner(KIND LIBRARY|PROGRAM HEADERS… LIBS …): the target that compiles the header for the others.
function(tw_precompiled_owner kind what)
    cmake_parse_arguments(ARG "" "" "HEADERS;LIBS" ${ARGN})
    set(owner tw_precompiled_${kind})
    set(source "${CMAKE_BINARY_DIR}/precompiled/${kind}.cpp")
    if(what STREQUAL "PROGRAM")
        file(GENERATE OUTPUT "${source}" CONTENT "int main() {}\n")
        add_executable(${owner} "${source}")
        set_target_properties(${owner} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/precompiled")
        tw_quick_to_compile(${owner})
    else()
        file(GENERATE OUTPUT "${source}" CONTENT "")
        add_library(${owner} OBJECT "${source}")
    endif()
    target_link_libraries(${owner} PRIVATE tw_options ${ARG_LIBS})
    target_precompile_headers(${owner} PRIVATE ${ARG_HEADERS})
endfunction()

# tw_precompile(TARGET KIND): the target's sources read the headers of this kind.
function(tw_precompile target kind)
    if(TONEWRIGHT_PRECOMPILE)
        target_precompile_headers(${target} REUSE_FROM tw_precompiled_${kind})
    endif()
endfunction()

# tw_precompile_own(TARGET): for a library of the core with compiler flags of its own, which can't share a header.
function(tw_precompile_own target)
    if(TONEWRIGHT_PRECOMPILE)
        target_precompile_headers(${target} PRIVATE ${tw_headers_core})
    endif()
endfunction()

# tw_links(VARIABLE WANTED LIBS…): whether one of these libraries is WANTED or brings it.
function(tw_links variable wanted)
    set(todo ${ARGN})
    set(seen "")
    set(${variable} OFF PARENT_SCOPE)
    while(todo)
        list(POP_FRONT todo lib)
        if(lib STREQUAL wanted)
            set(${variable} ON PARENT_SCOPE)
            return()
        endif()
        if(lib IN_LIST seen OR NOT TARGET ${lib} OR lib MATCHES "::")
            continue()
        endif()
        list(APPEND seen ${lib})
        get_target_property(more ${lib} INTERFACE_LINK_LIBRARIES)
        if(more)
            list(APPEND todo ${more})
        endif()
    endwhile()
endfunction()

if(TONEWRIGHT_PRECOMPILE)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        # The first lets ccache see the precompiled header. The others: once precompiled, the standard library's headers are
        # no longer taken for the system's, and GCC 12 warns wrongly about `"text" + std::string` (its bug 105651);
        # the debug and sanitizer presets still ask.
        target_compile_options(tw_options INTERFACE -fpch-preprocess -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds)
    endif()
    set(core_libs nlohmann_json::nlohmann_json tl::expected fmt::fmt)
    tw_precompiled_owner(core LIBRARY HEADERS ${tw_headers_core} LIBS ${core_libs})
    if(TONEWRIGHT_BUILD_GUI)
        tw_precompiled_owner(window LIBRARY HEADERS ${tw_headers_std} ${tw_headers_window} LIBS Qt6::Widgets)
    endif()
    if(TONEWRIGHT_BUILD_TESTS)
        tw_precompiled_owner(test PROGRAM HEADERS ${tw_headers_core} ${tw_headers_test} LIBS ${core_libs} Qt6::Test)
        if(TONEWRIGHT_BUILD_GUI)
            tw_precompiled_owner(window_test PROGRAM HEADERS ${tw_headers_core} ${tw_headers_window} ${tw_headers_test}
                LIBS ${core_libs} Qt6::Widgets Qt6::Multimedia Qt6::Test) # with Qt Network, which QtTest looks for
        endif()
    endif()
endif()
