# SPDX-License-Identifier: MIT
#
# What samples/try.sh, tests/run.sh and .ci/run share: install what is missing, build. To be
# sourced by a POSIX sh with `root` set to the checkout. Says nothing when nothing is to do.

build_packages='build-essential cmake ninja-build pkg-config libavformat-dev libavcodec-dev
    libavutil-dev libavfilter-dev libswscale-dev libswresample-dev libsdl2-dev libsqlite3-dev
    libplacebo-dev libzimg-dev libcairo2-dev libpango1.0-dev libfontconfig-dev libxml2-dev libcjson-dev libcsv-dev libminizip-dev libutf8proc-dev
    libxxhash-dev libebur128-dev ffmpeg fonts-inter fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji'
test_packages='libcmocka-dev libx11-dev xvfb xauth xdotool xclip x11-xkb-utils x11-utils imagemagick
    libxml2-utils libgl1 libegl1 libgl1-mesa-dri'
ci_packages='clang clang-format libclang-rt-*-dev desktop-file-utils appstream'

# The same as pkg-config knows it, for systems with other package names.
build_modules='libavformat libavcodec libavutil libavfilter libswscale libswresample sdl2 sqlite3
    libplacebo zimg cairo pangocairo fontconfig libxml-2.0 libcjson minizip libutf8proc libxxhash libebur128'

note() { printf '%s\n' "$*" >&2; }

# Runs a command with its output kept in build/LOG.log; shows the end of it only on failure.
quietly() {                     # LOG WHAT COMMAND...
    mkdir -p "$root/build"
    log=$root/build/$1.log what=$2
    shift 2
    if "$@" >"$log" 2>&1 </dev/null; then
        return 0
    fi
    tail -n 40 "$log" >&2
    note "$what failed; the whole of it is in $log"
    return 1
}

is_installed() {
    dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    else
        # shellcheck disable=SC2086
        sudo $sudo_asks env DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

# The star stands for the version that the system's clang is of.
offered() {
    case $1 in
        *\**) apt-cache depends clang | sed -n "s/.*Depends: clang-\([0-9]*\)\$/${1%%\**}\1${1#*\*}/p" ;;
        *) printf '%s\n' "$1" ;;
    esac
}

apt_install() {
    wanted=
    for p in "$@"; do wanted="$wanted $(offered "$p")"; done
    # shellcheck disable=SC2086
    as_root apt-get -qq -y --no-install-recommends -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 install $wanted
}

apt_update_and_install() {
    as_root apt-get -qq update && apt_install "$@"
}

# Without a way to install: say what to install, in the words of this system.
name_what_is_missing() {
    if command -v dpkg-query >/dev/null 2>&1; then
        note 'circletake needs these packages, and this user may not install them:'
        note ''
        note "$(printf 'apt-get install %s' "$*" | fold -s -w 84 | sed 's/^/    /;$!s/ *$/ \\/')"
        note ''
        note 'Ask somebody who administers this machine to run that, then start this again.'
        return
    fi
    note 'circletake needs these, which are not found here (libraries with their headers, by'
    note 'their pkg-config names):'
    note ''
    note "   $(not_found "$@")"
    note ''
    note 'and the fonts Inter and Noto (core, CJK, colour emoji). On Debian 12 the packages are:'
    note ''
    note "$(printf '%s' "$*" | fold -s -w 84 | sed 's/^/    /')"
}

# On systems without dpkg: the commands and libraries that the packages stand for.
not_found() {
    tools='cc cmake ninja pkg-config ffmpeg' modules=$build_modules
    case " $* " in *' libcmocka-dev libx11-dev '*) tools="$tools xvfb-run xdotool xclip" modules="$modules cmocka" ;; esac
    case " $* " in *' clang-format '*) tools="$tools clang clang-format" ;; esac
    for t in $tools; do command -v "$t" >/dev/null 2>&1 || printf ' %s' "$t"; done
    for m in $modules; do pkg-config --exists "$m" 2>/dev/null || printf ' %s' "$m"; done
}

# Installs those of the packages that are missing; ends the script with 69 when it cannot.
need_packages() {
    if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
        [ -z "$(not_found "$@")" ] || { name_what_is_missing "$@"; exit 69; }
        return 0
    fi
    set -f
    missing=
    for p in "$@"; do is_installed "$p" || missing="$missing $p"; done
    # shellcheck disable=SC2086
    set -- $missing
    set +f
    [ $# -gt 0 ] || return 0

    sudo_asks=
    if [ "$(id -u)" != 0 ]; then
        [ -t 0 ] && [ -t 2 ] || sudo_asks=-n
        # shellcheck disable=SC2086
        if ! command -v sudo >/dev/null 2>&1 || ! sudo $sudo_asks true 2>/dev/null; then
            name_what_is_missing "$@"
            exit 69
        fi
    fi
    note "Installing $# missing packages with apt: $*"
    quietly setup 'Installing with what apt knows already' apt_install "$@" 2>/dev/null ||
        quietly setup 'Installing packages' apt_update_and_install "$@" || exit 69
}

# configure FOLDER [-DNAME=VALUE...]: only when the folder is new or an option changes.
configure() {
    folder=$1
    shift
    asked="$*"
    if [ -f "$folder/build.ninja" ] && [ "$(cat "$folder/.asked" 2>/dev/null)" = "$asked" ]; then
        return 0
    fi
    quietly "configure-$(basename "$folder")" 'Configuring' cmake -S "$root" -B "$folder" -G Ninja "$@" || exit 70
    printf '%s\n' "$asked" >"$folder/.asked"
}

# build FOLDER [TARGET...]: ninja's own single line of progress on a terminal, else nothing.
build() {
    folder=$1
    shift
    if [ -t 1 ]; then
        ninja -C "$folder" --quiet "$@" >/dev/null 2>&1 && return 0
        ninja -C "$folder" "$@" || exit 70
    else
        quietly "build-$(basename "$folder")" 'Building' ninja -C "$folder" "$@" || exit 70
    fi
}
