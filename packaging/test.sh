#!/usr/bin/env bash
# Installs what is missing, builds Tonewright and runs every test. See usage below.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
# shellcheck source=packaging/setup.sh
. "$root/packaging/setup.sh"

usage() {
    cat <<END
Usage: packaging/test.sh [--skip-packages] [CTEST OPTION…]

Installs the Debian packages that are missing, those for tests included (it says which, and why; as root or through
sudo), builds everything in Release mode into build/ and runs all tests but the benchmarks and the slow ones. Then it
builds the core and the command line with all of Qt made unfindable into build-core-only/ and runs the tests of the
command line with that program.

  CTEST OPTION…     selects tests of the first part, such as -L arch or -R equaliser; the second is then left out
  --skip-packages   build with what is there, install nothing
  --help            this text

Exit status: 0 every test passed, 1 a test or the set-up failed, 3 the system is unknown (the needed packages are listed).
END
}

skip_packages=
while (($#)); do
    case $1 in
    -h | --help) usage; exit 0 ;;
    --skip-packages) skip_packages=1; shift ;;
    *) break ;;
    esac
done

results=()
failed=0

# run_tests NAME FOLDER CTEST_OPTION…: notes how it went and goes on either way.
run_tests() {
    local name=$1 folder=$2 begin=$SECONDS
    shift 2
    say "running $name"
    if ctest --test-dir "$folder" --output-on-failure --no-tests=error -j "$(nproc)" "$@"; then
        results+=("passed  $name ($((SECONDS - begin)) s)")
    else
        results+=("FAILED  $name ($((SECONDS - begin)) s)")
        failed=1
    fi
}

# The point of core-only: neither the program nor its libraries have anything of Qt.
check_no_qt() {
    local folder=$1 name="core-only links no Qt" hits
    hits=$(find "$folder/bin" -maxdepth 1 -type f -perm -u+x -exec sh -c \
        'for f; do objdump -p "$f" 2>/dev/null | grep -Eq "NEEDED +libQt6" && echo "$f"; done; true' sh {} +)
    if [[ -z $hits && -x $folder/bin/tonewright-cli ]] && ! grep -q '^Qt6_DIR:PATH=/' "$folder/CMakeCache.txt"; then
        results+=("passed  $name")
    else
        results+=("FAILED  $name: ${hits//$'\n'/ }")
        failed=1
    fi
}

[[ -n $skip_packages ]] || install_dependencies build run test
set_environment
# The core is compiled for build/ and again, from the same sources with the same options, for build-core-only/: ccache,
# where it is, has the second one ready. What it keeps lies in build/ and goes with it.
if [[ -z ${CMAKE_CXX_COMPILER_LAUNCHER-} ]] && command -v ccache >/dev/null; then
    export CMAKE_CXX_COMPILER_LAUNCHER=ccache CCACHE_DIR=$root/build/.ccache CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1
    # Asked for by ccache's manual where headers are precompiled.
    export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
fi
begin=$SECONDS
configure release "$root/build"
build "$root/build"
results+=("built   build/ ($((SECONDS - begin)) s)")
run_tests "the tests of build/" "$root/build" -LE '^(bench|slow)$' "$@"

if (($# == 0)); then
    begin=$SECONDS
    configure core-only "$root/build-core-only"
    build "$root/build-core-only"
    results+=("built   build-core-only/ ($((SECONDS - begin)) s)")
    check_no_qt "$root/build-core-only"
    TONEWRIGHT_CLI=$root/build-core-only/bin/tonewright-cli \
        run_tests "the tests of the command line, with the program of build-core-only/" "$root/build" -L '^cli$'
fi

echo
say "summary"
printf '  %s\n' "${results[@]}"
if ((failed)); then
    say "FAILED: at least one of the above did not pass (test logs: Testing/Temporary/LastTest.log in the build folder)."
    exit 1
fi
say "all tests passed."
