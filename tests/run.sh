#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Installs what is missing, builds, makes the sample shoot and runs every test. Windows open on
# a virtual X server, never on the display somebody is working at.
#
#   sh tests/run.sh [CTEST ARGUMENTS...]     for instance: -L unit, -R test_index
#
# CT_BUILD (folder, default build), CT_OPTIONS (cmake options) and CT_TARGET (what to build,
# default all) are for .ci/run.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/samples/setup.sh"

# shellcheck disable=SC2086
need_packages $build_packages $test_packages
folder=${CT_BUILD:-$root/build}
# shellcheck disable=SC2086
configure "$folder" -DCT_TESTS=ON ${CT_OPTIONS:-}
# shellcheck disable=SC2086
build "$folder" ${CT_TARGET:-}
sh "$root/samples/make_rushes.sh"

unset WAYLAND_DISPLAY
CT_ARTEFACTS=${CT_ARTEFACTS:-$folder/artefacts}
export CT_ARTEFACTS
mkdir -p "$CT_ARTEFACTS"
cd "$folder"
jobs=$((2 * $(nproc 2>/dev/null || echo 2))) # half of them wait: for a disk, a window, a clock
# SDL takes SIGTERM for a wish to quit, hence the second, harder one.
exec timeout -k 20 "${CT_TIMEOUT:-1200}" xvfb-run -a -s '-screen 0 1600x1000x24 -nolisten tcp' \
    ctest --output-on-failure -j "$jobs" "$@"
