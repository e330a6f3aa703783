# Every package that Tonewright needs, found in one place. The Debian names, and what each is for, are in
# packaging/dependencies; packaging/run.sh installs them.

# tw_find(NAME DEBIAN_PACKAGE args…): find_package that names the package to install when it finds nothing.
macro(tw_find name debian_package)
    find_package(${name} ${ARGN})
    if(NOT ${name}_FOUND)
        message(FATAL_ERROR "${name} was not found. Install the Debian package ${debian_package} "
            "(all that are needed: packaging/dependencies, or run packaging/run.sh).")
    endif()
endmacro()

# tw_find_pc(PREFIX MODULE DEBIAN_PACKAGE): the same for pkg-config; defines the target PkgConfig::PREFIX.
macro(tw_find_pc prefix module debian_package)
    pkg_check_modules(${prefix} QUIET IMPORTED_TARGET ${module})
    if(NOT ${prefix}_FOUND)
        message(FATAL_ERROR "${module} was not found by pkg-config. Install the Debian package ${debian_package} "
            "(all that are needed: packaging/dependencies, or run packaging/run.sh).")
    endif()
    message(STATUS "Found ${module} ${${prefix}_VERSION}")
endmacro()

find_package(Threads REQUIRED)
tw_find(PkgConfig pkgconf)
tw_find(nlohmann_json nlohmann-json3-dev 3.9)
tw_find(tl-expected libexpected-dev)
tw_find(fmt libfmt-dev)
tw_find(spdlog libspdlog-dev)
tw_find(CLI11 libcli11-dev)
tw_find(SQLite3 libsqlite3-dev)
tw_find_pc(SNDFILE sndfile libsndfile1-dev)
tw_find_pc(SOXR soxr libsoxr-dev)
tw_find_pc(EBUR128 libebur128 libebur128-dev)
tw_find_pc(FFTW3F fftw3f libfftw3-dev)
tw_find_pc(FFTW3 fftw3 libfftw3-dev)
tw_find_pc(FLUIDSYNTH fluidsynth libfluidsynth-dev)

if(TONEWRIGHT_BUILD_TESTS)
    tw_find(Qt6 qt6-base-dev 6.4 COMPONENTS Core Test)
    # Qt tells every test its folders, for QFINDTESTDATA: a macro that differs, so that no test could share a precompiled
    # header. Ours know theirs by TW_TEST_DATA and TW_BUILD_DIR.
    get_target_property(tw_qt_test_definitions Qt6::Test INTERFACE_COMPILE_DEFINITIONS)
    list(FILTER tw_qt_test_definitions EXCLUDE REGEX "QT_TESTCASE_")
    set_property(TARGET Qt6::Test PROPERTY INTERFACE_COMPILE_DEFINITIONS "${tw_qt_test_definitions}")
    find_package(benchmark QUIET) # only tests/bench needs it
endif()
if(TONEWRIGHT_BUILD_GUI)
    tw_find(Qt6 "qt6-base-dev, qt6-multimedia-dev, qt6-tools-dev, qt6-tools-dev-tools, qt6-l10n-tools" 6.4
        COMPONENTS Core Gui Widgets Concurrent PrintSupport Multimedia LinguistTools)
    include(TonewrightQwt) # target Qwt::Qwt
endif()
if(TONEWRIGHT_WITH_TORCH)
    tw_find(Torch libtorch-dev 1.13)
endif()

if(NOT TONEWRIGHT_BUILD_GUI)
    # The preset core-only makes Qt Widgets unfindable: asking for them must fail, and nothing may have asked before.
    if(CMAKE_DISABLE_FIND_PACKAGE_Qt6Widgets OR CMAKE_DISABLE_FIND_PACKAGE_Qt6Gui)
        find_package(Qt6Widgets QUIET)
        find_package(Qt6Gui QUIET)
    endif()
    if(TARGET Qt6::Widgets OR TARGET Qt6::Gui)
        message(FATAL_ERROR "A build without the window must not see Qt Widgets, but something found them.")
    endif()
    message(STATUS "No window: Qt Gui and Qt Widgets are not seen by this build")
endif()
