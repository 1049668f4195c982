#!/bin/sh
# Usage: make_nasty.sh FOLDER
# Makes small files of the kinds that lead players to the wrong frame, and beside each
# NAME.framemd5, ffmpeg's own list of a linear decode with one thread. Nothing is made twice.
# Needs the ffmpeg command; without it says so and ends with 77 (skipped).
set -eu
command -v ffmpeg >/dev/null || { echo "skipped: no ffmpeg command to make test files with"; exit 77; }
folder=$1
[ -e "$folder/.done" ] && [ "$folder/.done" -nt "$0" ] && exit 0
rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"

run() { ffmpeg -hide_banner -loglevel error -y -nostdin "$@"; }
# Noise makes every picture differ from every other.
moving() { echo "testsrc2=s=$1:r=$2,noise=alls=4:allf=t"; }
x264="-pix_fmt yuv420p -c:v libx264 -preset veryfast"
open_gop="-x264-params open-gop=1:keyint=24:min-keyint=24:scenecut=0:bframes=3:b-pyramid=normal"

# Open groups: leading pictures belong to the entry before.
run -f lavfi -i "$(moving 320x180 25)" -f lavfi -i sine=1000:sample_rate=48000 -t 5 $x264 $open_gop -c:a aac open.mp4
for ending in mkv ts; do run -i open.mp4 -c copy open.$ending; done
# An edit list that begins inside a group; a picture that begins late.
run -ss 1.72 -i open.mp4 -map 0 -c copy -t 2 edit_list.mp4
run -itsoffset 1.5 -i open.mp4 -i open.mp4 -map 0:v -map 1:a -c copy empty_edit.mov
# No times at all; times that go back; a hole; no clean start.
run -i open.mp4 -map 0:v -c copy raw.h264
run -i open.mp4 -map 0 -c copy -output_ts_offset 36000 late.ts
cat late.ts open.ts >clock_back.ts
run -i open.ts -map 0:v -c copy -bsf:v filter_units=remove_types=5 no_start.ts
head -c 100016 open.ts >hole.ts
tail -c +160365 open.ts >>hole.ts
# Variable rate with jitter and holes; stamps that collide.
run -f lavfi -i "$(moving 320x180 25)" -t 6 -vf "select='gt(mod(n\,17)\,3)',setpts='(N*40+floor(random(1)*15))/1000/TB'" \
    -fps_mode vfr -enc_time_base 1/90000 -video_track_timescale 90000 $x264 -bf 2 -g 60 vfr.mp4
run -f lavfi -i testsrc2=s=160x90:r=2000 -t 0.1 $x264 -bf 0 stamps_collide.mkv
# Drop-frame across a minute, ten minutes and midnight.
run -f lavfi -i testsrc2=s=160x90:r=30000/1001 -t 12 $x264 -g 30 -timecode "23:59:55;00" midnight.mov
run -f lavfi -i testsrc2=s=320x180:r=30000/1001 -t 6 -pix_fmt yuv422p -c:v mpeg2video -b:v 5M -g 15 -bf 2 -timecode "00:09:57;00" ten_minutes.mxf
run -f lavfi -i testsrc2=s=160x90:r=60000/1001 -t 4 $x264 -g 60 -timecode "00:59:58;00" df5994.mov
# Intra refresh: only the first picture is a clean entry. Only one key at all.
run -f lavfi -i "$(moving 320x180 25)" -t 3 $x264 -x264-params intra-refresh=1:keyint=25:bframes=0 refresh.mp4
# Without the list of keys every picture is called one.
run -f lavfi -i "$(moving 160x90 25)" -t 2 -c:v mpeg4 -q:v 3 -bf 2 -g 12 all_keys.mp4
at=$(grep -abo stss all_keys.mp4 | head -n 1 | cut -d: -f1)
printf free | dd of=all_keys.mp4 bs=1 seek="$at" conv=notrunc 2>/dev/null
# Fragments, a turned picture, a cut-off file, damage.
run -i open.mp4 -c copy -movflags +frag_keyframe+empty_moov+default_base_moof fragments.mp4
run -i open.mp4 -c copy -metadata:s:v rotate=90 turned.mp4
run -i open.mp4 -c copy -movflags +faststart fast.mp4
head -c 150000 fast.mp4 >cut_off.mp4
rm fast.mp4
run -i open.mkv -map 0:v -c copy -bsf:v noise=amount=20000 damaged.mkv
# A picture that others refer to is lost, and nothing else is wrong.
run -i open.mkv -map 0:v -c copy -bsf:v "noise=drop=eq(n\,49)" lost.mkv
# Two streams of pictures, of other size and rate, and a cover.
run -f lavfi -i testsrc2=s=90x90 -frames:v 1 cover.jpg
run -f lavfi -i "$(moving 320x180 25)" -f lavfi -i "$(moving 160x90 30000/1001)" -t 2 -map 0 -map 1 $x264 two.mkv
run -i two.mkv -i cover.jpg -map 1 -map 0 -c copy -disposition:v:0 attached_pic two_streams.mp4
rm two.mkv cover.jpg
# Sequences: numbers that begin late, a missing image, deep colour.
mkdir png dpx
run -f lavfi -i "$(moving 160x90 25)" -frames:v 12 -start_number 1 png/f.%04d.png
run -f lavfi -i "$(moving 160x90 25)" -frames:v 6 -pix_fmt gbrp10le -start_number 86400 dpx/a.%07d.dpx

for file in *.*; do
    run -threads 1 -i "$file" -map 0:v:0 -fps_mode passthrough -f framemd5 "$file.framemd5" 2>/dev/null || :
done
run -threads 1 -i two_streams.mp4 -map 0:V:0 -fps_mode passthrough -f framemd5 two_streams.mp4.framemd5
run -threads 1 -i two_streams.mp4 -map 0:V:1 -fps_mode passthrough -f framemd5 two_streams.1.framemd5
run -start_number 1 -i png/f.%04d.png -f framemd5 png.framemd5
run -start_number 86400 -i dpx/a.%07d.dpx -f framemd5 dpx.framemd5
rm png/f.0005.png
touch .done
