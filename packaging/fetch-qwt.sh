#!/bin/sh
# Prints the path of a Qwt source tarball in the user's cache folder, fetching it first if need be.
#
# Debian 12 and 13 package Qwt for Qt 5 only, but the newer suites of the same mirror offer the source of a Qwt that
# builds with Qt 6. This reads where the system's own package source is, asks apt for the source package through
# configuration in a temporary folder (the system's apt state is neither changed nor needed), and leaves the checking
# of the signature and the hash to apt. No root rights needed.
set -eu

known_version=6.3.0
known_sha256=dcb085896c28aaec5518cbc08c0ee2b4e60ada7ac929d82639f6189851a6129a
cache="${XDG_CACHE_HOME:-${HOME:?HOME is not set}/.cache}/tonewright"

say() { echo "fetch-qwt: $*" >&2; }
fail() { say "$*"; say "Unpack a Qwt 6.2 or newer yourself and configure with -DQWT_SOURCE_DIR=FOLDER."; exit 1; }

case "${1:-}" in
-h | --help)
    echo "Usage: packaging/fetch-qwt.sh"
    echo "Prints the path of a Qwt source tarball, fetched through the system's own package sources into $cache."
    exit 0
    ;;
esac

is_known() { [ "$(sha256sum <"$1" | cut -d' ' -f1)" = "$known_sha256" ]; }

wanted="$cache/qwt-$known_version.tar.bz2"
if [ -f "$wanted" ]; then
    if is_known "$wanted"; then
        echo "$wanted"
        exit 0
    fi
    say "$wanted is damaged and is fetched again"
    rm -f "$wanted"
fi
# A newer one that an earlier call had to take instead.
for other in "$cache"/qwt-6.*.tar.*.sha256; do
    if [ -f "$other" ] && (cd "$cache" && sha256sum --status -c "$other" 2>/dev/null); then
        echo "${other%.sha256}"
        exit 0
    fi
done
command -v apt-get >/dev/null || fail "apt-get is missing; this works on Debian only."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
mkdir -p "$work/parts" "$work/lists/partial" "$work/cache/archives/partial" "$work/down" "$cache"

# The first package source of the system as deb-src for suite $1: from the deb822 files, else from sources.list lines.
write_source() {
    for file in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list.d/*.sources; do
        [ -f "$file" ] || continue
        awk -v suite="$1" '
            /^#/ { next }
            /^[ \t]*$/ { if (seen) exit; next }
            /^(Types|Suites|Components|Enabled|Architectures):/ { skip = 1; seen = 1; next }
            /^[^ \t]/ { skip = 0; seen = 1 }
            !skip { print }
            END { if (seen) print "Types: deb-src\nSuites: " suite "\nComponents: main" }
        ' "$file" >"$work/parts/qwt.sources"
        if grep -q '^URIs:' "$work/parts/qwt.sources"; then
            return 0
        fi
        rm -f "$work/parts/qwt.sources"
    done
    [ -f /etc/apt/sources.list ] || return 1
    sed -n "s/^deb[ \t]\{1,\}\(\[[^]]*\][ \t]*\)\{0,1\}\([^ \t]\{1,\}\)[ \t].*/deb-src \1\2 $1 main/p" \
        /etc/apt/sources.list | head -n 1 >"$work/parts/qwt.list"
    [ -s "$work/parts/qwt.list" ]
}

# Check-Valid-Until: the index of a frozen or slow mirror may be some weeks old. It is still signed, and the tarball's hash
# is known above, so its age doesn't matter.
apt_options="-o Acquire::Check-Valid-Until=false -o Dir::Etc::sourcelist=/dev/null
    -o Dir::Etc::sourceparts=$work/parts -o Dir::State::lists=$work/lists -o Dir::Cache=$work/cache -o APT::Sandbox::User=root -o Acquire::Languages=none -o Acquire::Retries=3"

# Newest 6.3.0 revision offered, else the newest 6.x from 6.2 on.
choose_version() {
    # shellcheck disable=SC2086
    apt-cache $apt_options showsrc --only-source qwt 2>/dev/null | sed -n 's/^Version: //p' | sort -rV >"$work/versions"
    grep -m 1 "^$known_version-" "$work/versions" && return 0
    while read -r version; do
        if dpkg --compare-versions "$version" ge 6.2 && dpkg --compare-versions "$version" lt 7; then
            echo "$version"
            return 0
        fi
    done <"$work/versions"
    return 1
}

for suite in sid testing; do
    rm -rf "$work/lists" && mkdir -p "$work/lists/partial"
    write_source "$suite" || fail "found no package source in /etc/apt."
    say "looking for the Qwt source in suite $suite of the system's package source"
    # shellcheck disable=SC2086
    apt-get $apt_options -qq update >&2 || continue
    version=$(choose_version) || continue
    # --tar-only: only the original tarball is needed, and only it stays on the servers for long.
    # shellcheck disable=SC2086
    (cd "$work/down" && apt-get $apt_options -qq source --download-only --tar-only "qwt=$version" >&2) || continue
    tarball=$(find "$work/down" -name 'qwt_*.orig.tar.*' ! -name '*.asc' | head -n 1)
    [ -n "$tarball" ] || continue
    if is_known "$tarball"; then
        target=$wanted
    else
        upstream=$(basename "$tarball" | sed 's/^qwt_\(.*\)\.orig\.tar\..*/\1/')
        case "$upstream" in
        "$known_version"*) fail "the tarball of $version does not have the known SHA-256." ;;
        esac
        say "Qwt $known_version has left the suites; taking $version, which apt checked against the signed index"
        target="$cache/qwt-$upstream.tar.${tarball##*.tar.}"
    fi
    cp "$tarball" "$target.part.$$"
    mv -f "$target.part.$$" "$target"
    if [ "$target" != "$wanted" ]; then
        (cd "$cache" && sha256sum "$(basename "$target")" >"$target.sha256")
    fi
    echo "$target"
    exit 0
done
fail "no suite offers a usable Qwt source (is the network up?)."
