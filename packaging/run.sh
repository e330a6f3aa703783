#!/usr/bin/env bash
# Installs what is missing, builds Tonewright and starts it. See usage below.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
# shellcheck source=packaging/setup.sh
. "$root/packaging/setup.sh"

usage() {
    cat <<END
Usage: packaging/run.sh [--skip-packages] [--] [PATH…] [options of the program]

Installs the Debian packages that are missing (it says which, and why; as root or through sudo), builds Tonewright in
Release mode into build/ and starts it. The first start takes some minutes, later ones a second.

  PATH…             a folder of music, a sound file or a project to open; without one, the demo project opens
  --skip-packages   build with what is there, install nothing
  --help            this text (packaging/run.sh -- --help: the options of the program)

With a display the workbench opens. Without one the same job runs headless for at most five minutes: it trains on the
demo corpus and leaves a folder with sounds, pictures, tables and a report, whose place it prints.

Exit status: 1 set-up failed, 3 the system is unknown (the needed packages are listed), else the program's own.
END
}

skip_packages=
while (($#)); do
    case $1 in
    -h | --help) usage; exit 0 ;;
    --skip-packages) skip_packages=1; shift ;;
    --) shift; break ;;
    *) break ;;
    esac
done

[[ -n $skip_packages ]] || install_dependencies build run
configure release "$root/build"
build "$root/build" tonewright tonewright-cli
set_environment
exec "$root/build/bin/tonewright" "$@"
