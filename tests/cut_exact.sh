#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The pictures of a cut, proved against ffmpeg: clips are made, a list of them is imported, and every
# source picture that the cut shows at a record frame must have the md5 that ffmpeg's own list has for
# the frame that the list names, in whatever order the record frames are asked for; and two that are mixed
# the md5 of what ffmpeg mixes of them.
#
#   cut_exact.sh CIRCLETAKE
set -eu
circletake=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME="$work/cache" XDG_STATE_HOME="$work/state" XDG_CONFIG_HOME="$work/config"
mkdir "$work/rushes"
cd "$work"

make_clip() { # NAME START-TIMECODE CODEC...
    name=$1 start=$2
    shift 2
    ffmpeg -v error -nostdin -f lavfi -i "testsrc2=s=160x90:r=25:d=5,noise=alls=8:allf=t" \
        -timecode "$start" "$@" "rushes/$name.mov"
    ffmpeg -v error -nostdin -i "rushes/$name.mov" -map 0:v:0 -fps_mode passthrough -f framemd5 - |
        awk -F', *' -v clip="$name" '!/^#/ { print clip "\t" n++ "\t" $NF }' >>md5
}
make_clip A 01:00:00:00 -c:v libx264 -preset veryfast -pix_fmt yuv420p \
    -x264-params open-gop=1:keyint=24:min-keyint=24:scenecut=0:bframes=3
make_clip B 02:00:00:00 -c:v mpeg4 -bf 2 -g 25 -q:v 3
make_clip C 03:00:00:00 -c:v prores_ks

cat >cut.edl <<'END'
TITLE: exact
FCM: NON-DROP FRAME
001  A    V     C        01:00:01:00 01:00:02:00 01:00:00:00 01:00:01:00
002  A    V     C        01:00:02:00 01:00:02:00 01:00:01:00 01:00:01:00
002  B    V     D    010 02:00:00:20 02:00:01:20 01:00:01:00 01:00:02:00
003  C    V     C        03:00:00:10 03:00:02:10 01:00:02:00 01:00:03:00
M2   C          050.0                03:00:00:10
004  C    V     C        03:00:02:10 03:00:02:10 01:00:03:00 01:00:03:00
004  A    V     W001 008 01:00:03:24 01:00:04:24 01:00:03:00 01:00:04:00
M2   A         -025.0                01:00:03:24
005  B    V     C        02:00:04:00 02:00:04:01 01:00:04:10 01:00:05:00
M2   B          000.0                02:00:04:00
006  B    V     C        02:00:04:00 02:00:04:00 01:00:05:00 01:00:05:00
006  BL   V     D    010 00:00:00:00 00:00:00:10 01:00:05:00 01:00:05:10
007  NONE V     C        04:00:00:00 04:00:00:05 01:00:05:10 01:00:05:15
008  C    V     C        03:00:03:00 03:00:03:15 01:00:05:15 01:00:06:05
M2   C          030.0                03:00:03:00
009  A    V     C        01:00:00:00 01:00:00:10 01:00:06:05 01:00:06:15
010  A    V     C        01:00:00:10 01:00:00:10 01:00:06:15 01:00:06:15
010  B    V     W119 008 02:00:02:00 02:00:02:10 01:00:06:15 01:00:07:00
011  B    V     C        02:00:02:10 02:00:02:10 01:00:07:00 01:00:07:00
011  A    V     W041 006 01:00:03:00 01:00:03:10 01:00:07:00 01:00:07:10
END

# Two pictures in one, by ffmpeg's own mixing with the rules that the headers state: record frame, md5. In an
# expression A is a sample of the incoming picture, B of the other, ld(0) how many frames it is on.
mixed_by_ffmpeg() { # FIRST-RECORD FRAMES OVER FIRST UNDER FIRST EXPRESSION
    ffmpeg -v error -nostdin -i "rushes/$3.mov" -i "rushes/$5.mov" -filter_complex \
        "[0:v]trim=start_frame=$4:end_frame=$(($4 + $2)),setpts=N/25/TB[over];
         [1:v]trim=start_frame=$6:end_frame=$(($6 + $2)),setpts=N/25/TB[under];
         [over][under]blend=all_expr='st(0,round(T*25));$7'" \
        -fps_mode passthrough -f framemd5 - |
        awk -F', *' -v r="$1" '!/^#/ { print r++ "\t" $NF }'
}
mixed_by_ffmpeg 25 10 B 20 A 50 'floor((A*ld(0)+B*(10-ld(0)))/10+0.5)' >mixed
mixed_by_ffmpeg 165 8 B 50 A 10 \
    'if(lt((pow(2*X+1-W,2)+pow(2*Y+1-H,2))*64,ld(0)*ld(0)*(W*W+H*H)),A,B)' >>mixed
mixed_by_ffmpeg 175 6 A 75 B 60 'if(lt(((2*X+1)/(2*W)+(2*Y+1)/(2*H))/2,ld(0)/6),A,B)' >>mixed
[ "$(wc -l <mixed)" = 24 ]

# What the list says, worked out by hand: record frame, weight, clip and frame, and what is under it.
awk 'BEGIN {
    for (k = 0; k < 25; k++) print k, "1/1", "A", 25 + k
    for (k = 0; k < 25; k++)
        if (k < 10) print 25 + k, k "/10", "B", 20 + k, "A", 50 + k
        else print 25 + k, "1/1", "B", 20 + k
    for (k = 0; k < 25; k++) print 50 + k, "1/1", "C", 10 + 2 * k
    for (k = 0; k < 25; k++)
        if (k < 8) print 75 + k, k "/8", "A", 99 - k, "C", 60 + 2 * k
        else print 75 + k, "1/1", "A", 99 - k
    for (k = 0; k < 10; k++) print 100 + k, "1/1", "black", "-"
    for (k = 0; k < 15; k++) print 110 + k, "1/1", "B", 100
    for (k = 0; k < 10; k++) print 125 + k, k "/10", "black", "-", "B", 100
    for (k = 0; k < 5; k++) print 135 + k, "1/1", "missing", "-"
    for (k = 0; k < 15; k++) print 140 + k, "1/1", "C", 75 + int(k * 6 / 5)
    for (k = 0; k < 10; k++) print 155 + k, "1/1", "A", k
    for (k = 0; k < 10; k++)
        if (k < 8) print 165 + k, k "/8", "B", 50 + k, "A", 10 + k
        else print 165 + k, "1/1", "B", 50 + k
    for (k = 0; k < 10; k++)
        if (k < 6) print 175 + k, k "/6", "A", 75 + k, "B", 60 + k
        else print 175 + k, "1/1", "A", 75 + k
}' >said

"$circletake" add exact.circletake rushes >/dev/null
"$circletake" import exact.circletake cut.edl --edit-rate 25 >/dev/null

# Lines of `said` with the md5 of ffmpeg behind each frame.
awk -F'\t' 'FILENAME == "mixed" { mixed[$1] = $2; next }
    FILENAME == "md5" { md5[$1 " " $2] = $3; next }
    { split($0, f, " "); line = f[1] "\t" f[2]
      for (i = 3; f[i] != ""; i += 2)
          line = line "\t" f[i] "\t" f[i + 1] "\t" ((f[i] " " f[i + 1]) in md5 ? md5[f[i] " " f[i + 1]] : "-")
      if (f[2] != "1/1") line = line "\t" (f[1] in mixed ? mixed[f[1]] : "-")
      print line }' mixed md5 said | sort -n >wanted
[ "$(wc -l <wanted)" = 185 ]

for order in forward reverse shuffle boundary list:149,0,28,80,3; do
    "$circletake" frames exact.circletake --cut exact --order "$order" >got
    [ "$(head -n 1 got | cut -f 2 | cut -c 1-3)" = 01: ]
    # paths and the names of what is missing as the lines above have them
    cut -f 1,3- got | sed -e "s,$PWD/rushes/\([ABC]\)\.mov,\1,g" -e 's/missing NONE/missing/' |
        sort -n >lines
    awk 'NR == FNR { wanted[$0]; next } !($0 in wanted) { print; bad = 1 } END { exit bad }' \
        wanted lines >wrong || {
        echo "$order: these are not what the list says:"
        cat wrong
        exit 1
    }
    case $order in forward | reverse | shuffle) cmp wanted lines ;; esac
done
"$circletake" frames exact.circletake --cut exact --order list:0 | grep -q '	01:00:00:00	1/1	'
"$circletake" frames exact.circletake --cut nothing 2>/dev/null && exit 1
"$circletake" bench cut exact.circletake --cut exact --seconds 1 --count 2 >figures
for figure in open_ms pictures dropped repeated step_forward_ms step_back_ms; do
    grep -q "^$figure " figures
done
mv rushes/B.mov away.mov
"$circletake" frames exact.circletake --cut exact --order list:30 | grep -q 'offline .*B.mov	25	-	.*A.mov	55	.*	-$'
echo "every picture of the cut is the one that the list names"
