#!/bin/sh
# SPDX-License-Identifier: MIT
#
# From a bare machine to a review: installs what is missing, builds, makes the sample shoot and
# opens it. Without a display it does the same review through the commands and says where the
# edit list is. Nothing is done twice.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/samples/setup.sh"

# shellcheck disable=SC2086
need_packages $build_packages
[ -f "$root/build/build.ninja" ] || configure "$root/build" -DCT_TESTS=OFF
build "$root/build" circletake
circletake=$root/build/src/app/circletake

rushes=$root/samples/rushes
project=$rushes/low-tide.circletake
sh "$root/samples/make_rushes.sh" "$rushes"

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    [ -e "$project" ] || "$circletake" add "$project" "$rushes"
    exec "$circletake" "$project"
fi

note 'No display here: reviewing through the commands instead.'
"$circletake" add "$project" "$rushes"
if [ "$("$circletake" list "$project" selects --json | tr -d ' \n')" = '[]' ]; then
    "$circletake" do "$project" select.add clip=12A-3.mp4 in=10:20:00:10 out=10:20:02:20 label='the look'
    "$circletake" do "$project" select.add clip=S27A_T02.mp4 in=07:34:14:10 out=07:34:16:15 label='she does not turn round'
    "$circletake" do "$project" select.add clip=27B-2.mp4 in=08:05:01:15 out=08:05:04:00 label='never opened it'
    "$circletake" do "$project" note.add clip=12A-3.mp4 at=10:20:01:05 text='Hold two beats longer before the line.'
fi
"$circletake" list "$project" selects
"$circletake" list "$project" notes
"$circletake" export "$project" --format edl -o "$rushes/low-tide.edl"
printf '\nThe edit list for the editor: %s\n' "$rushes/low-tide.edl"
