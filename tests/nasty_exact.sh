#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Every frame of files that break players, in every way a player can come to it, against ffmpeg's own
# list: forward, backward, three shuffles and around every entry point; with room for two pictures and
# with plenty; with one decoder thread and with two; with a cold index and a warm one.
#
#   nasty_exact.sh CIRCLETAKE FOLDER [NAME...]    FOLDER has X and X.framemd5, and folders of images
#                                                 (../shared/nasty.sh, make_nasty.sh and make_kinds.sh
#                                                 make some); NAME: only files that begin so
#
# Prints a line for each file and way that differs, and a sum; 0 when nothing differs. Takes some
# minutes, so it is not part of the tests that run at every change.
set -u
circletake=$1 folder=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME="$work/cache"
files=0 ways=0 wrong=0

# The n-th line of the list is the md5 of frame n.
list_of() {
    grep -v '^#' "$1" | awk -F', *' '{ print NR - 1 "\t" $NF }'
}

# ffmpeg scales pictures that change their size to that of the first, so that such a list has pictures
# that are in no file; without its scaler it says what the decoder gave.
list_unscaled() {
    ffmpeg -v error -nostdin -y -threads 1 -i "$1" -map 0:v:0 -autoscale 0 -fps_mode passthrough \
        -f framemd5 "$work/unscaled" && list_of "$work/unscaled"
}

# Each image on its own, since ffmpeg ends a series at its first gap; an image that is missing is a
# frame without picture.
list_images() {
    next=
    for image in "$1"/*.*; do
        number=$(printf '%s\n' "${image%.*}" | sed 's/.*[^0-9]//; s/^0*\([0-9]\)/\1/')
        while [ -n "$next" ] && [ "$next" -lt "$number" ]; do
            printf '%d\t-\n' $((next - first))
            next=$((next + 1))
        done
        [ -n "$next" ] || first=$number
        md5=$(ffmpeg -v error -nostdin -i "$image" -f framemd5 - | awk -F', *' '!/^#/ { print $NF }')
        printf '%d\t%s\n' $((number - first)) "$md5"
        next=$((number + 1))
    done
}

wanted() {
    [ $# -gt 1 ] || return 0
    name=$1
    shift
    for start in "$@"; do
        case $name in "$start"*) return 0 ;; esac
    done
    return 1
}

# Frames that come must be those of the list; in forward order none may be missing.
look() {
    ways=$((ways + 1))
    if ! "$circletake" frames "$file" "$@" >"$work/got" 2>"$work/said"; then
        echo "$name ($*): $(cat "$work/said")"
        wrong=$((wrong + 1))
        return
    fi
    awk -F'\t' 'NR == FNR { md5[$1] = $2; next }
        { seen++; if (!($1 in md5) || md5[$1] != $4) bad++ }
        END { if (bad || !seen) { printf "%d of %d frames differ\n", bad, seen; exit 1 } }' \
        "$work/list" "$work/got" >"$work/verdict" || {
        echo "$name ($*): $(cat "$work/verdict")"
        wrong=$((wrong + 1))
        return
    }
    case "$*" in *forward*) [ "$(wc -l <"$work/got")" = "$(wc -l <"$work/list")" ] || {
        echo "$name ($*): $(wc -l <"$work/got") frames, $(wc -l <"$work/list") listed"
        wrong=$((wrong + 1))
    } ;; esac
}

# A file with one entry point for many minutes is decoded from there for each frame that is wanted alone, and for
# each pair of frames backward where the cache holds two: half of ten minutes, or all of them, each time. Of such a
# file few are looked at.
choose_limits() {
    frames=$(wc -l <"$work/list")
    around=$("$circletake" frames "$file" --order boundary 2>/dev/null | wc -l)
    if [ "$frames" -gt $((300 * (around + 1))) ]; then
        few='--limit 4' some='--limit 3'
    else
        few='' some='--limit 120'
    fi
}

# Every way through $file, against $work/list.
look_every_way() {
    files=$((files + 1))
    choose_limits
    for cache in '--cache-frames 2' ''; do
        for threads in 1 2; do
            rm -rf "$work/cache"
            # shellcheck disable=SC2086
            {
                look --order forward --threads $threads $cache # cold
                look --order forward --threads $threads $cache
                look --order reverse $few --threads $threads $cache
                look --order boundary --threads $threads $cache
                for seed in 1 2 3; do
                    look --order shuffle --seed $seed $some --threads $threads $cache
                done
            }
        done
        few='' # with plenty of room all are looked at
    done
}

for list in "$folder"/*.framemd5; do
    file=${list%.framemd5}
    name=${file##*/}
    [ -f "$file" ] || continue # of images: below
    wanted "$name" "$@" || continue
    case $name in
    *sizechange*) list_unscaled "$file" ;;
    *) list_of "$list" ;;
    esac >"$work/list"
    look_every_way
done
for images in "$folder"/*/; do
    [ -d "$images" ] || continue
    images=${images%/}
    name=${images##*/}
    wanted "$name" "$@" || continue
    file=$(find "$images" -type f | sort | head -n 1)
    list_images "$images" >"$work/list"
    look_every_way
done
echo "$files files, $ways ways through them, $wrong wrong"
[ "$files" -gt 0 ] && [ "$wrong" -eq 0 ]
