#!/bin/sh
# SPDX-License-Identifier: MIT
# Usage: make_kinds.sh FOLDER [few]
# Makes one small file of each container and codec that footage comes in, and beside each NAME.framemd5,
# ffmpeg's own list of a linear decode with one thread. Nothing is made twice. `few`: only those that are
# looked at whenever the tests run. Needs the ffmpeg command; without it says so and ends with 77 (skipped).
set -eu
command -v ffmpeg >/dev/null || { echo "skipped: no ffmpeg command to make test files with"; exit 77; }
folder=$1 few=${2:-}
[ -e "$folder/.done" ] && [ "$folder/.done" -nt "$0" ] && exit 0
rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"

run() { ffmpeg -hide_banner -loglevel error -y -nostdin "$@"; }
chosen() {
    [ -z "$few" ] && return
    case $1 in avc_420.mp4 | v210_clap.mov | lie_*.mp4 | avc_crop.mp4 | avc_long.mxf | avc_fragments.mp4 | av1_open.mp4 | cineform.mov | dnxhr_opatom.mxf | \
        hevc.ts | j2k.mxf | mpeg2_fields.ts | mpeg4_packed.avi | vfr.ts | exr | tiff | jpeg) return 0 ;; esac
    return 1
}
# make NAME SIZE FRAMES OPTIONS...: 25 pictures a second, each other than all others, and a tone.
make() {
    name=$1 size=$2 frames=$3
    shift 3
    chosen "$name" || return 0
    run -f lavfi -i "testsrc2=s=$size:r=${rate:-25},noise=alls=4:allf=t" \
        -f lavfi -i sine=1000:sample_rate=48000 -frames:v "$frames" -shortest "$@" "$name"
}
silent() {
    name=$1 size=$2 frames=$3
    shift 3
    chosen "$name" || return 0
    run -f lavfi -i "testsrc2=s=$size:r=${rate:-25},noise=alls=4:allf=t" -frames:v "$frames" -an "$@" "$name"
}
pcm="-c:a pcm_s16le"
x264="-c:v libx264 -preset veryfast"
closed="-x264-params keyint=12:min-keyint=12:scenecut=0:bframes=3:b-pyramid=normal"
open="-x264-params open-gop=1:keyint=12:min-keyint=12:scenecut=0:bframes=3:b-pyramid=normal"

# Codecs of edit suites: every picture stands alone.
make prores_422.mov 320x180 20 -pix_fmt yuv422p10le -c:v prores_ks -profile:v hq $pcm
make prores_4444.mov 320x180 12 -pix_fmt yuva444p10le -c:v prores_ks -profile:v 4444 $pcm
make dnxhd.mov 1280x720 8 -pix_fmt yuv422p -c:v dnxhd -b:v 60M $pcm
make dnxhr_hqx.mov 320x180 16 -pix_fmt yuv422p10le -c:v dnxhd -profile:v dnxhr_hqx $pcm
make dnxhr_lb.mxf 320x180 16 -pix_fmt yuv422p -c:v dnxhd -profile:v dnxhr_lb $pcm
silent dnxhr_opatom.mxf 320x180 16 -pix_fmt yuv422p -c:v dnxhd -profile:v dnxhr_sq -f mxf_opatom
make cineform.mov 320x184 16 -pix_fmt yuv422p10le -c:v cfhd $pcm
make cineform_rgb.avi 320x184 12 -pix_fmt gbrp12le -c:v cfhd $pcm
make j2k.mxf 320x180 12 -pix_fmt yuv422p10le -c:v libopenjpeg $pcm
make j2k.mov 320x180 12 -pix_fmt yuv420p -c:v jpeg2000 $pcm
make mjpeg.avi 320x180 20 -pix_fmt yuvj422p -c:v mjpeg -q:v 4 $pcm
make mjpeg.mov 320x180 20 -pix_fmt yuvj420p -c:v mjpeg -q:v 4 $pcm
make ffv1.mkv 320x180 20 -pix_fmt yuv422p10le -c:v ffv1 -g 1 -level 3 $pcm
make ffv1_gop.mkv 320x180 20 -pix_fmt yuv420p -c:v ffv1 -g 10 -level 3 -coder 1 -context 1 $pcm
make huffyuv.avi 320x180 12 -pix_fmt yuv422p -c:v huffyuv $pcm
make utvideo.mkv 320x180 12 -pix_fmt yuv422p -c:v utvideo $pcm
make v210.mov 320x180 8 -pix_fmt yuv422p10le -c:v v210 $pcm
make v210_clap.mov 320x180 4 -pix_fmt yuv422p10le -c:v v210 $pcm
# A clean aperture of 280 x 160, 5 to the left of the middle and 4 below (ISO 14496-12 12.1.4).
if [ -e v210_clap.mov ]; then
    at=$(grep -abo clap v210_clap.mov | head -n 1 | cut -d: -f1)
    printf '\000\000\001\030\000\000\000\001\000\000\000\240\000\000\000\001\377\377\377\373\000\000\000\001\000\000\000\004\000\000\000\001' |
        dd of=v210_clap.mov bs=1 seek=$((at + 4)) conv=notrunc 2>/dev/null
fi
make rle.mov 320x180 16 -pix_fmt rgb24 -c:v qtrle -g 8 $pcm
make dv_pal.avi 720x576 8 -pix_fmt yuv420p -c:v dvvideo -ar 48000 -ac 2 $pcm
make dv_pal.mov 720x576 8 -pix_fmt yuv420p -c:v dvvideo -aspect 16:9 -ar 48000 -ac 2 $pcm
silent dv_raw.dv 720x576 8 -pix_fmt yuv420p -c:v dvvideo
make hap.mov 320x180 12 -c:v hap $pcm
make theora.ogv 320x180 30 -c:v libtheora -g 12 -c:a libvorbis

# H.264: depths, samplings, groups, fields.
make avc_420.mp4 320x180 40 -pix_fmt yuv420p $x264 $closed -c:a aac
make avc_422_10.mov 320x180 40 -pix_fmt yuv422p10le $x264 $open $pcm
make avc_420_10.mkv 320x180 40 -pix_fmt yuv420p10le $x264 $open -c:a flac
make avc_444.mp4 320x180 30 -pix_fmt yuv444p $x264 $closed -c:a aac
make avc_intra.mov 320x180 20 -pix_fmt yuv422p10le $x264 -g 1 -bf 0 $pcm
make avc_intra.mxf 320x180 20 -pix_fmt yuv422p10le $x264 -g 1 -bf 0 $pcm
make avc_long.mxf 320x180 40 -pix_fmt yuv422p $x264 $open $pcm
make avc_mbaff.mp4 320x192 40 -vf tinterlace=interleave_top,setfield=tff -r 25 -pix_fmt yuv420p $x264 -flags +ildct+ilme \
    -x264-params tff=1:keyint=12:bframes=3:open-gop=1 -c:a aac
make avc_fake_fields.mp4 320x180 40 -pix_fmt yuv420p $x264 -x264-params fake-interlaced=1:keyint=12 -c:a aac
make avc_bluray.m2ts 320x180 40 -pix_fmt yuv420p $x264 $open -c:a ac3 -mpegts_m2ts_mode 1
make avc_slices.ts 320x180 40 -pix_fmt yuv420p $x264 -x264-params slices=4:keyint=12:bframes=2 -c:a mp2
silent avc_annexb.264 320x180 30 -pix_fmt yuv420p $x264 $open -f h264
make avc.flv 320x180 30 -pix_fmt yuv420p $x264 $closed -c:a aac
make avc.avi 320x180 30 -pix_fmt yuv420p $x264 $closed -bf 2 $pcm
copy() { # NAME OPTIONS...: another wrapping of the same
    name=$1
    shift
    chosen "$name" || return 0
    run -i avc_420.mp4 -c copy "$@" "$name"
}
copy avc_fragments.mp4 -movflags +frag_keyframe+empty_moov+default_base_moof
copy avc_fragments_small.mp4 -movflags +frag_every_frame+empty_moov
copy avc_dash.mp4 -movflags +dash+global_sidx+frag_keyframe
copy avc_remuxed.3gp
copy avc_crop.mp4 -bsf:v h264_metadata=crop_left=16:crop_right=24:crop_top=8:crop_bottom=12

# Every way a picture can lie: the matrix of the track header (ISO 14496-12 8.3.2), whole numbers a b c d.
lie() { # NAME a b c d
    name=$1
    shift
    chosen "$name" || return 0
    run -i avc_420.mp4 -map 0:v -frames:v 12 -c copy "$name"
    at=$(grep -abo tkhd "$name" | head -n 1 | cut -d: -f1)
    for value in "$1" "$2" 0 "$3" "$4" 0 0 0 w; do
        case $value in
        1) printf '\000\001\000\000' ;;
        -1) printf '\377\377\000\000' ;;
        w) printf '\100\000\000\000' ;;
        *) printf '\000\000\000\000' ;;
        esac
    done | dd of="$name" bs=1 seek=$((at + 44)) conv=notrunc 2>/dev/null
}
lie lie_90.mp4 0 1 -1 0
lie lie_180.mp4 -1 0 0 -1
lie lie_270.mp4 0 -1 1 0
lie lie_mirrored.mp4 -1 0 0 1
lie lie_head_over.mp4 1 0 0 -1
lie lie_diagonal.mp4 0 1 1 0
lie lie_other_diagonal.mp4 0 -1 -1 0

# HEVC.
x265="-c:v libx265 -preset ultrafast"
silent hevc_open_10.mp4 320x180 40 -pix_fmt yuv420p10le $x265 -x265-params log-level=none:open-gop=1:keyint=12:min-keyint=12:scenecut=0:bframes=4
make hevc_closed.mov 320x180 40 -pix_fmt yuv420p $x265 -x265-params log-level=none:open-gop=0:keyint=12:bframes=3 -tag:v hvc1 $pcm
make hevc_422_10.mkv 320x180 30 -pix_fmt yuv422p10le $x265 -x265-params log-level=none:keyint=12 $pcm
make hevc.ts 320x180 40 -pix_fmt yuv420p $x265 -x265-params log-level=none:open-gop=1:keyint=12 -c:a aac
silent hevc_raw.hevc 320x180 30 -pix_fmt yuv420p $x265 -x265-params log-level=none:open-gop=1:keyint=12
silent hevc_intra.mp4 320x180 16 -pix_fmt yuv422p10le $x265 -x265-params log-level=none:keyint=1

# MPEG-2, MPEG-4, VC-1's cousins.
m2="-c:v mpeg2video -b:v 3M -g 12 -bf 2"
make mpeg2_long.mxf 320x192 40 -pix_fmt yuv422p $m2 $pcm
make mpeg2_opatom.mxf 320x192 40 -an -pix_fmt yuv422p $m2 -f mxf_opatom
make mpeg2_fields.ts 320x192 40 -vf tinterlace=interleave_top,setfield=tff -r 25 -pix_fmt yuv420p -flags +ildct+ilme -top 1 $m2 -c:a mp2
make mpeg2.mpg 320x192 40 -pix_fmt yuv420p $m2 -c:a mp2
make mpeg2.vob 320x192 40 -pix_fmt yuv420p $m2 -c:a ac3 -f vob
make mpeg2_closed.mov 320x192 40 -pix_fmt yuv420p $m2 -flags +cgop -sc_threshold 1000000000 $pcm
silent mpeg2_raw.m2v 320x192 30 -pix_fmt yuv420p $m2
make imx50_d10.mxf 720x608 6 -pix_fmt yuv422p -c:v mpeg2video -b:v 50M -minrate 50M -maxrate 50M -bufsize 2000000 \
    -g 1 -intra_vlc 1 -non_linear_quant 1 -dc 10 -ps 1 -qmin 1 -qmax 12 -rc_init_occupancy 2000000 \
    -rc_max_vbv_use 1 -flags +ildct+low_delay -top 1 -c:a pcm_s16le -ar 48000 -ac 2 -f mxf_d10
make mpeg4.avi 320x180 40 -pix_fmt yuv420p -c:v mpeg4 -q:v 3 -bf 2 -g 12 -c:a mp3
make mpeg4_packed.avi 320x180 40 -pix_fmt yuv420p -c:v mpeg4 -q:v 3 -bf 2 -g 12 -bsf:v mpeg4_unpack_bframes $pcm
make mpeg4.mp4 320x180 40 -pix_fmt yuv420p -c:v mpeg4 -q:v 3 -bf 2 -g 12 -c:a aac
make mpeg4.mov 320x180 40 -pix_fmt yuv420p -c:v mpeg4 -q:v 3 -bf 0 -g 12 $pcm
make wmv2.asf 320x180 30 -pix_fmt yuv420p -c:v wmv2 -q:v 3 -g 12 -c:a wmav2
make dirac.mkv 320x180 12 -pix_fmt yuv422p -c:v vc2 -b:v 20M $pcm

# Of the web.
vpx="-deadline realtime -cpu-used 8"
make vp8.webm 320x180 40 -pix_fmt yuv420p -c:v libvpx $vpx -g 12 -b:v 1M -auto-alt-ref 1 -lag-in-frames 8 -c:a libvorbis
make vp9.webm 320x180 40 -pix_fmt yuv420p -c:v libvpx-vp9 -deadline good -cpu-used 5 -g 12 -b:v 500k -auto-alt-ref 1 -lag-in-frames 12 -c:a libopus
make vp9_10.mkv 320x180 24 -pix_fmt yuv420p10le -c:v libvpx-vp9 -deadline good -cpu-used 5 -g 12 -b:v 500k -c:a libopus
make vp9.mp4 320x180 24 -pix_fmt yuv420p -c:v libvpx-vp9 -deadline good -cpu-used 5 -g 12 -b:v 500k -lag-in-frames 12 -c:a aac
make vp9.ivf 320x180 24 -an -pix_fmt yuv420p -c:v libvpx-vp9 $vpx -g 12 -b:v 500k
svt="-c:v libsvtav1 -preset 12 -svtav1-params"
make av1.mkv 320x180 40 -pix_fmt yuv420p -c:v libaom-av1 -cpu-used 8 -usage realtime -g 12 -b:v 500k -c:a libopus
make av1_open.mp4 320x180 40 -pix_fmt yuv420p10le $svt keyint=16:irefresh-type=1 -c:a aac 2>/dev/null
make av1.webm 320x180 24 -pix_fmt yuv420p $svt keyint=12:irefresh-type=2 -c:a libopus 2>/dev/null
silent av1.obu 320x180 24 -pix_fmt yuv420p $svt keyint=12 2>/dev/null

# Rates that vary.
vfr="select='gt(mod(n\,7)\,1)',setpts='(N*40+floor(random(1)*15))/1000/TB'"
make vfr.mkv 320x180 40 -vf "$vfr" -fps_mode vfr $x264 $closed -pix_fmt yuv420p $pcm
make vfr.mov 320x180 40 -vf "$vfr" -fps_mode vfr -enc_time_base 1/90000 -pix_fmt yuv422p10le -c:v prores_ks $pcm
make vfr.ts 320x180 40 -vf "$vfr" -fps_mode vfr -enc_time_base 1/90000 $x264 $open -pix_fmt yuv420p -c:a aac
make vfr_fragments.mp4 320x180 40 -vf "$vfr" -fps_mode vfr -enc_time_base 1/90000 $x264 $closed -pix_fmt yuv420p \
    -movflags +frag_keyframe+empty_moov -c:a aac
make vfr_two_rates.mp4 320x180 50 -vf "setpts='if(lt(N\,25)\,N*40\,1000+(N-25)*20)/1000/TB'" -fps_mode vfr -enc_time_base 1/90000 \
    $x264 $closed -pix_fmt yuv420p -c:a aac
make vfr_long_hold.mp4 320x180 30 -vf "setpts='if(lt(N\,10)\,N*40\,5000+N*40)/1000/TB'" -fps_mode vfr -enc_time_base 1/90000 \
    $x264 $closed -pix_fmt yuv420p -c:a aac
rate=30000/1001 make ntsc.mkv 320x180 60 -pix_fmt yuv420p $x264 $closed -c:a flac
rate=30000/1001 silent ntsc_drop.mp4 320x180 30 -pix_fmt yuv420p $x264 $closed -movflags +negative_cts_offsets

# Series of images, each with one that is missing; the list is of the whole.
series() { # NAME FORMAT OPTIONS...
    name=$1 pattern=$2
    shift 2
    chosen "$name" || return 0
    mkdir "$name"
    run -f lavfi -i "testsrc2=s=160x90:r=25,noise=alls=4:allf=t" -frames:v 10 -start_number 998 "$@" "$name/$pattern"
    run -threads 1 -start_number 998 -i "$name/$pattern" -f framemd5 "$name.framemd5"
    rm "$name/$(printf "$pattern" 1003)"
}
series png a.%04d.png
series png16 a_%05d.png -pix_fmt rgb48be
series tiff a.%06d.tif -pix_fmt rgb48le
series dpx a.%07d.dpx -pix_fmt gbrp10le
series exr a.%04d.exr -pix_fmt gbrpf32le
series jpeg a-%04d.jpg -pix_fmt yuvj422p -q:v 3

for file in *.*; do
    case $file in *.framemd5) continue ;; esac
    # What the stream cuts off at the left, ffmpeg cuts to the pixel only when told so.
    case $file in *crop*) cropped='-flags +unaligned' ;; *) cropped= ;; esac
    # shellcheck disable=SC2086
    run -threads 1 $cropped -i "$file" -map 0:V:0 -fps_mode passthrough -f framemd5 "$file.framemd5" 2>/dev/null || :
done
touch .done
