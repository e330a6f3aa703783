# Functions shared by run.sh and test.sh; sourced, never run. Bash. The caller has set `root` to the source folder.
# shellcheck shell=bash
: "${root:?set by the script that sources this}"

status_unknown_system=3
as_root=()

say() { echo "tonewright: $*"; }
die() { echo "tonewright: $*" >&2; exit 1; }

# dependency_lines GROUP…: the lines of packaging/dependencies of these groups, as "package<TAB>why".
dependency_lines() {
    local groups=" $* " group package why
    while read -r group package why; do
        if [[ $group != \#* && -n $group && $groups == *" $group "* ]]; then
            printf '%s\t%s\n' "$package" "$why"
        fi
    done <"$root/packaging/dependencies"
}

# Prints the needed packages of the groups and why, for a person to read.
list_dependencies() {
    local package why
    while IFS=$'\t' read -r package why; do
        printf '  %-22s %s\n' "${package//|/ or }" "$why"
    done < <(dependency_lines "$@")
}

# is_known_system: Debian 12 or 13. The variable is there for tests.
is_known_system() {
    local file="${TONEWRIGHT_OS_RELEASE:-/etc/os-release}" ID="" VERSION_ID="" VERSION_CODENAME=""
    [[ -r $file ]] || return 1
    # shellcheck disable=SC1090
    . "$file"
    [[ $ID == debian ]] || return 1
    case "$VERSION_ID/$VERSION_CODENAME" in
    12/* | 13/* | /bookworm | /trixie) return 0 ;;
    esac
    return 1
}

# installed_packages: one name a line. A single dpkg-query (30 ms) each start is both faster to trust and simpler than
# a stamp: it also notices a package that was removed since.
installed_packages() {
    dpkg-query -W -f '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p'
}

# missing_dependencies GROUP…: lines of dependency_lines none of whose alternatives is installed.
missing_dependencies() {
    local package why alternative found
    declare -A have=()
    while read -r package; do
        have[$package]=1
    done < <(installed_packages)
    while IFS=$'\t' read -r package why; do
        found=
        for alternative in ${package//|/ }; do
            [[ -n ${have[$alternative]:-} ]] && found=1
        done
        [[ -n $found ]] || printf '%s\t%s\n' "$package" "$why"
    done < <(dependency_lines "$@")
}

# Sets `as_root` to what makes a command run as root: nothing, or sudo.
choose_root() {
    if [[ ${TONEWRIGHT_UID:-$(id -u)} == 0 ]]; then
        as_root=()
    elif ! command -v sudo >/dev/null; then
        die "packages must be installed, but this is not root and sudo is not there. Install them as root, then start this again."
    elif sudo -n true 2>/dev/null; then
        as_root=(sudo -n)
    elif [[ -t 0 ]]; then
        as_root=(sudo)
    else
        die "packages must be installed, but sudo wants a password and there is no terminal to ask on. Install them as root, then start this again."
    fi
}

run_apt() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@"
}

# install_dependencies GROUP…: installs what is missing, after saying what and why. Ends the script with status 3 on a
# system whose package names aren't known.
install_dependencies() {
    local package why alternative chosen
    if ! is_known_system; then
        {
            say "this system is neither Debian 12 nor Debian 13, so the names of its packages are not known here."
            say "Tonewright needs what Debian calls:"
            list_dependencies "$@"
            say "Install these by your system's means, then add --skip-packages as the first argument."
        } >&2
        exit "$status_unknown_system"
    fi
    local missing
    missing=$(missing_dependencies "$@")
    [[ -n $missing ]] || return 0

    say "these Debian packages are missing and will be installed:"
    while IFS=$'\t' read -r package why; do
        printf '  %-22s %s\n' "${package//|/ or }" "$why"
    done <<<"$missing"
    choose_root
    run_apt update || die "apt-get update failed: is the network up? (its lines above say more)"
    local packages=()
    while IFS=$'\t' read -r package why; do
        chosen=
        for alternative in ${package//|/ }; do
            if [[ -z $chosen ]] && apt-cache show "$alternative" >/dev/null 2>&1; then
                chosen=$alternative
            fi
        done
        packages+=("${chosen:-${package%%|*}}")
    done <<<"$missing"
    # --no-remove: never push out something that the system's owner chose; rather stop and say so.
    run_apt install -y --no-install-recommends --no-remove "${packages[@]}" ||
        die "installing failed (the lines above say why). Needed: ${packages[*]}"
}

# Compile jobs: one a core, fewer where memory is short (a torch file takes up to 1.6 GB; CMake limits those further).
job_count() {
    local cores memory_kib limit jobs
    cores=$(nproc)
    memory_kib=$(sed -n 's/^MemAvailable: *\([0-9]*\) kB/\1/p' /proc/meminfo)
    if [[ -r /sys/fs/cgroup/memory.max ]] && limit=$(</sys/fs/cgroup/memory.max) && [[ $limit != max ]]; then
        ((limit / 1024 < memory_kib)) && memory_kib=$((limit / 1024))
    fi
    jobs=$((memory_kib / 900000))
    ((jobs > cores)) && jobs=$cores
    ((jobs < 1)) && jobs=1
    echo "$jobs"
}

# configure PRESET FOLDER: runs CMake where the folder isn't configured or the presets changed since; everything else
# that matters (CMakeLists.txt, new files) is noticed by the build itself.
configure() {
    local preset=$1 folder=$2 stamp="$2/.configured-with" wanted
    wanted="$preset $(sha256sum <"$root/CMakePresets.json")"
    if [[ -f $folder/build.ninja && -f $stamp && $(<"$stamp") == "$wanted" ]]; then
        return 0
    fi
    say "configuring $folder"
    (cd "$root" && cmake --preset "$preset") || die "configuring failed (the lines above say why)."
    echo "$wanted" >"$stamp"
}

# build FOLDER [TARGET…]
build() {
    local folder=$1
    shift
    ninja -C "$folder" -j "$(job_count)" "$@" || die "building in $folder failed (the lines above say why)."
}

# The environment that programs and tests need: LibTorch's threads must sleep while they wait, and Qt wants a private
# folder for sockets.
set_environment() {
    export OMP_WAIT_POLICY=passive
    if [[ -z ${XDG_RUNTIME_DIR:-} || ! -d ${XDG_RUNTIME_DIR:-} ]]; then
        XDG_RUNTIME_DIR="${TMPDIR:-/tmp}/tonewright-runtime-$(id -u)"
        [[ -d $XDG_RUNTIME_DIR ]] || mkdir -m 700 "$XDG_RUNTIME_DIR"
        [[ -O $XDG_RUNTIME_DIR ]] || die "$XDG_RUNTIME_DIR belongs to somebody else."
        export XDG_RUNTIME_DIR
    fi
}
