#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Makes the sample shoot: two scenes of a small drama, "Low Tide", as a day's
# cards come off the cameras. Every take starts on a slate with a one-frame
# white flash and, on that very frame, a 1 kHz beep; source timecode and frame
# number are burnt in. DIR/EXPECTED.tsv says what is in each file.
#
#   samples/make_rushes.sh [DIR]        the shoot, into samples/rushes or DIR
#   samples/make_rushes.sh --slate F    only the one small clip that is committed
#
# Makes only what is missing; every file is written elsewhere and renamed, so a
# stopped run leaves no half clip. The same machine makes the same bytes again.
# Needs ffmpeg with librsvg, flite, freetype, x264 and x265, as Debian builds it.
set -eu
LC_ALL=C
export LC_ALL

recipe=2                       # raise when a clip changes: old shoots are made anew
here=$(cd "$(dirname "$0")" && pwd)
art=$here/art

# One row a clip, '|' between the fields:
#   path   frames are counted 0-based from the first one of the file
#   kind   which recipe below makes it
#   scene, shot, take   as on the slate; shot '-' is the scene's master
#   cam, reel           '-' where the device gives none
#   rate   of the file; for sound and stills what the slate says
#   start  timecode of the first frame ('-': the file carries none); ';' is drop-frame
#   frames, clap        number of frames, and the frame of flash and beep
#   layout tracks x channels of sound
#   from   what says the slate: folder or file name, metadata (meta), or picture only
rows() {
    cat <<'ROWS'
A001_0412AB/A001_C001_0412AB.mov|prores|12|-|1|A|A001|24000/1001|01:00:54:12|168|45|1x2|meta
A001_0412AB/A001_C002_0412AB.mov|prores|12|-|2|A|A001|24000/1001|01:03:10:05|120|46|1x2|meta
A001_0412AB/A001_C003_0412AB.mov|prores|12|-|3|A|A001|24000/1001|01:06:31:17|120|48|1x4|meta
B001_0412KL/B001_C001_0412KL.mp4|hevc|12|-|1|B|B001|24000/1001|01:00:54:09|168|48|1x2|meta
B001_0412KL/B001_C002_0412KL.mp4|hevc|12|-|2|B|B001|24000/1001|01:03:10:02|132|49|1x2|meta
B001_0412KL/B001_C003_0412KL.mp4|hevc|12|-|3|B|B001|24000/1001|01:06:31:17|132|48|1x2|meta
A002_0412CD/12A-1.mp4|h264|12|A|1|A|A002|25/1|10:14:02:00|150|47|1x2|name
A002_0412CD/12A-2.mp4|h264|12|A|2|A|A002|25/1|10:16:40:11|125|48|1x2|name
A002_0412CD/12A-3.mp4|h264|12|A|3|A|A002|25/1|10:19:57:20|150|46|1x2|name
A002_0412CD/12A-4.mp4|h264|12|A|4|A|A002|25/1|10:23:05:03|125|50|1x2|name
PHONE/12B-1.mp4|vfr|12|B|1|-|-|30/1|-|165|57|1x1|name
PHONE/12B-2.mp4|vfr|12|B|2|-|-|30/1|-|150|58|1x1|name
A003_0413EF/A003_C001_0413EF.mxf|dnxhr|27|-|1|A|A003|30000/1001|01:09:56;10|180|56|4x1|meta
A003_0413EF/A003_C002_0413EF.mxf|dnxhr|27|-|2|A|A003|30000/1001|01:12:57;15|120|58|4x1|meta
B002_0413MN/B002_C001_0413MN.mxf|xdcam|27|-|1|B|B002|30000/1001|01:09:56;10|120|56|8x1|meta
B002_0413MN/B002_C002_0413MN.mxf|xdcam|27|-|2|B|B002|30000/1001|01:12:57;13|120|60|8x1|meta
A004_0413GH/S27_T04.mp4|h264|27|-|4|A|A004|25/1|07:12:20:00|150|48|1x2|name
A004_0413GH/S27A_T01.mp4|h264|27|A|1|A|A004|25/1|07:31:58:10|150|47|1x2|name
A004_0413GH/S27A_T02.mp4|h264|27|A|2|A|A004|25/1|07:34:12:02|125|49|1x2|name
A004_0413GH/S27A_T03.mp4|h264|27|A|3|A|A004|25/1|07:36:40:23|150|46|1x2|name
B003_0413JK/27B-1.mp4|h264|27|B|1|B|B003|25/1|08:02:11:07|125|48|1x2|name
B003_0413JK/27B-2.mp4|h264|27|B|2|B|B003|25/1|08:04:59:01|150|47|1x2|name
VFX/27B-3_plate/27B-3_plate.1001.png|png|27|B|3|-|-|25/1|-|48|14|0x0|name
SOUND/12A-1.wav|wav|12|A|1|-|SR0412|25/1|10:14:02:00|150|47|1x8|name
SOUND/12A-3.wav|wav|12|A|3|-|SR0412|25/1|10:19:57:20|150|46|1x4|name
ROWS
}
slate_row='slate.mp4|slate|12|A|3|A|-|25/1|10:59:58:00|125|47|1x2|picture'

die() { printf '%s\n' "make_rushes.sh: $1" >&2; exit "${2:-1}"; }

# ffmpeg, quiet and on one thread; in the background so that a signal can end it.
mute() {
    nice ffmpeg -hide_banner -loglevel error -nostdin -y -filter_threads 1 -filter_complex_threads 1 "$@" &
    child=$!
    wait "$child"
    child=
}

need_ffmpeg() {
    command -v ffmpeg >/dev/null 2>&1 || die "ffmpeg is missing; on Debian: apt install ffmpeg" 69
    for part in decoder=librsvg filter=flite filter=drawtext encoder=libx264 encoder=libx265 \
        encoder=prores_ks encoder=dnxhd encoder=mpeg2video; do
        case $(ffmpeg -hide_banner -h "$part" 2>&1) in
            *nknown* | *"not recognized"*) die "this ffmpeg has no ${part#*=} (${part%=*}); Debian's package has all that is needed" 69 ;;
        esac
    done
}

# A monospaced font file, so that burnt-in digits do not dance.
find_font() {
    font=$(fc-match -f '%{file}' 'DejaVu Sans Mono' 2>/dev/null || :)
    [ -f "$font" ] || font=$(find /usr/share/fonts /usr/local/share/fonts "$HOME/.fonts" -name '*.[to]tf' 2>/dev/null | sort | head -n 1)
    [ -f "$font" ] || die "no font found; on Debian: apt install fonts-noto-core" 69
}

split_row() {                  # sets the fields of one row as variables
    oldifs=$IFS; IFS='|'; set -f
    # shellcheck disable=SC2086
    set -- $1
    set +f; IFS=$oldifs
    path=$1 kind=$2 scene=$3 shot=$4 take=$5 cam=$6 reel=$7 rate=$8 start=$9
    shift 9
    frames=$1 clap=$2 layout=$3 from=$4
    [ "$shot" = - ] && setup=$scene || setup=$scene$shot
    num=${rate%/*} den=${rate#*/}
    tracks=${layout%x*} chans=${layout#*x}
}

# A drawing as a straight-alpha PNG: layer FILE HEIGHT NAME [filters]. Made once and
# shared by both workers; the rename keeps the other from reading half of it.
layer() {
    [ -f "$tmp/$3.png" ] && return 0
    mute -width 0 -height "$2" -i "$1" -vf "unpremultiply=inplace=1,format=rgba${4:+,$4}" \
        -frames:v 1 -update 1 "$tmp/$3.$$.$worker.png"
    mv -f "$tmp/$3.$$.$worker.png" "$tmp/$3.png"
}

# The slate, sticks open and closed, as two PNGs of height $1.
slate() {
    case $setup in 12*) place='INT. KITCHEN' day='12 April' ;; *) place='EXT. PIER' day='13 April' ;; esac
    case $cam in A) who='A · L. Brandt' ;; B) who='B · S. Ito' ;; *) who='Second unit' ;; esac
    case $rate in 24000/*) shown=23.976 ;; 30000/*) shown='29.97 DF' ;; *) shown=${rate%/1} ;; esac
    case $kind in vfr) roll=PHONE ;; png) roll=VFX ;; slate) roll=A002 ;; wav) roll=SND ;; *) roll=$reel ;; esac
    [ ${#roll} -gt 4 ] && size=72 || size=88
    for s in open:-13 closed:0; do
        sed -e "s/@ANGLE@/${s#*:}/;s/@PLACE@/$place/;s/@ROLL@/$roll/;s/@ROLLSIZE@/$size/" \
            -e "s/@SCENE@/$setup/;s/@TAKE@/$take/;s/@CAMERA@/$who/;s/@DATE@/$day/;s/@RATE@/$shown/" \
            "$art/slate.svg" >"$work/slate.svg"
        mute -width 0 -height "$1" -i "$work/slate.svg" -vf unpremultiply=inplace=1,format=rgba \
            -frames:v 1 -update 1 "$work/slate_${s%:*}.png"
    done
}

# The staging: sets $bg, $one, $two (PNG files) and the moves. Times are in seconds
# from the start; every take plays a little differently, as takes do.
stage() {
    case $cam in                    # each camera sees its own colours
        B) tint=colorchannelmixer=rr=.88:gg=.97:bb=1.14 look=b ;;
        A) tint=colorchannelmixer=rr=1.02:gg=1:bb=.98 look=a ;;
        *) tint=colorchannelmixer=rr=1.08:gg=1.04:bb=.84 look=p ;;
    esac
    d=$take
    w=$width h=$height
    id=$w$look
    pan_x="(iw-ow)*(.5+.35*sin(t*.5+$d))" pan_y="(ih-oh)*(.5+.2*sin(t*.9+$d))"
    bob="abs(sin(t*4.2+$d))"
    case $setup in
        12)                         # wide: he comes in at the door, she turns
            layer "$art/kitchen.svg" $((h * 115 / 100)) kitchen_$id "$tint"; bg=kitchen_$id
            layer "$art/mara.svg" $((h * 56 / 100)) mara_wide_$id "$tint"; one=mara_wide_$id
            layer "$art/jonas.svg" $((h * 60 / 100)) jonas_wide_$id "$tint"; two=jonas_wide_$id
            one_x="W*(.19+.02*sin(t*.8+$d))" one_y="H*(.40-.006*$bob)"
            two_x="W*(.86-.05*min(max(t-1.6-.2*$d\,0)\,3))" two_y="H*(.375-.010*$bob)"
            if [ "$cam" = B ]; then # from the other side of the table
                tint="$tint,hflip"; layer "$art/kitchen.svg" $((h * 132 / 100)) kitchen_rev_$id "$tint"; bg=kitchen_rev_$id
                one_x="W*(.66+.02*sin(t*.8+$d))"
                two_x="W*(-.02+.06*min(max(t-1.6-.2*$d\,0)\,3))"
            fi ;;
        12A)                        # her close-up
            layer "$art/kitchen.svg" $((h * 240 / 100)) kitchen_close_$id "$tint,crop=$((w * 115 / 100)):$((h * 115 / 100)):iw*.36:ih*.12,gblur=sigma=$((h / 60))"; bg=kitchen_close_$id
            layer "$art/mara.svg" $((h * 230 / 100)) mara_close_$id "$tint"; one=mara_close_$id two=
            one_x="W*(.24+.03*sin(t*.7+$d))" one_y="H*(.06+.012*sin(t*1.9+$d))" ;;
        12B)                        # insert: the letter
            layer "$art/tabletop.svg" $((h * 115 / 100)) tabletop_$id "$tint"; bg=tabletop_$id
            layer "$art/letter.svg" $((h * 80 / 100)) letter_$id "$tint"; one=letter_$id
            layer "$art/hand.svg" $((h * 66 / 100)) hand_$id "$tint"; two=hand_$id
            one_x="W*(.18-.04*min(max(t-2.4\,0)\,3)/3)" one_y="H*(.1+.01*sin(t+$d))"
            two_x="W*(1.02-.40*min(max(t-1.9-.2*$d\,0)\,1.2)/1.2)" two_y="H*(.42+.02*sin(t*2.3))" ;;
        27)                         # wide: the ferry leaves without her
            layer "$art/pier.svg" $((h * 115 / 100)) pier_$id "$tint"; bg=pier_$id
            layer "$art/mara.svg" $((h * 40 / 100)) mara_pier_$id "$tint"; one=mara_pier_$id
            layer "$art/boat.svg" $((h * 12 / 100)) boat_$id "$tint"; two=boat_$id
            one_x="W*(.46+.03*sin(t*.5+$d))" one_y="H*(.50+.03*min(t/5\,1)-.008*$bob)"
            two_x="W*(.52+.05*t+.02*$d)" two_y="H*(.455+.004*sin(t*2))"
            pan_x="(iw-ow)*(.5+.1*sin(t*.4))" pan_y="(ih-oh)*.5"
            if [ "$cam" = B ]; then # closer, from the shore
                layer "$art/pier.svg" $((h * 150 / 100)) pier_near_$id "$tint"; bg=pier_near_$id
                layer "$art/mara.svg" $((h * 62 / 100)) mara_near_$id "$tint"; one=mara_near_$id
                one_x="W*(.42+.03*sin(t*.5+$d))" one_y="H*(.40-.008*$bob)"
                two_x="W*(.60+.06*t)" two_y="H*(.475+.004*sin(t*2))"
            fi ;;
        27A)                        # the two of them
            layer "$art/pier.svg" $((h * 190 / 100)) pier_mid_$id "$tint,crop=$((w * 115 / 100)):$((h * 115 / 100)):iw*.24:ih*.14,gblur=sigma=$((h / 120))"; bg=pier_mid_$id
            layer "$art/mara.svg" $((h * 140 / 100)) mara_two_$id "$tint"; one=mara_two_$id
            layer "$art/jonas.svg" $((h * 148 / 100)) jonas_two_$id "$tint"; two=jonas_two_$id
            one_x="W*(.14+.025*sin(t*.8+$d))" one_y="H*(.16+.008*sin(t*2+$d))"
            two_x="W*(.52+.02*sin(t*.6-$d))" two_y="H*(.11+.008*sin(t*1.7))" ;;
        27B)                        # his close-up
            layer "$art/pier.svg" $((h * 230 / 100)) pier_close_$id "$tint,crop=$((w * 115 / 100)):$((h * 115 / 100)):iw*.3:ih*.2,gblur=sigma=$((h / 50))"; bg=pier_close_$id
            layer "$art/jonas.svg" $((h * 235 / 100)) jonas_close_$id "$tint"; one=jonas_close_$id two=
            one_x="W*(.26+.03*sin(t*.6+$d))" one_y="H*(.05+.012*sin(t*1.8+$d))" ;;
    esac
}

# What is said, by whom.
lines() {
    case $setup in
        12) voice=slt line='You said you would be back before the tide.' ;;
        12A) voice=slt line='Then tell me what the letter says.' ;;
        12B) voice=slt line='Gone before morning.' ;;
        27) voice=slt line='There she goes.' ;;
        27A) voice=rms line='The ferry waits for no one, Mara.' ;;
        *) voice=rms line='I never opened it.' ;;
    esac
    said=$scene
    [ "$shot" = - ] || said="$scene $shot"
    printf 'Scene %s, take %s.\n' "$said" "$take" >"$work/slate.txt"
    printf '%s\n' "$line" >"$work/line.txt"
}

# Frames that the phone does not drop, and when it shows them (ticks of 1/90000 s).
phone_keeps() { awk -v n="$1" 'BEGIN { for (i = k = 0; k < n; i++) if (i % 11 != 5 && i % 17 != 9) { print i * 3000 + (i * 7 % 13) * 100; k++ } }'; }

make_one() {                   # one row -> $work/out or $work/out.dir
    split_row "$1"
    rm -rf "$work"
    mkdir -p "$work"
    case $kind in
        xdcam) width=1920 height=1080 ;;
        prores) width=1024 height=576 ;;
        png | slate) width=640 height=360 ;;
        vfr) width=1280 height=720 ;;
        *) width=960 height=540 ;;
    esac

    # The beep lasts exactly as long as the flash is shown.
    if [ "$kind" = vfr ]; then
        beep=$(phone_keeps $((clap + 2)) | awk -v c="$clap" 'NR == c + 1 { a = $1 } NR == c + 2 { b = $1 } END { printf "%d:%d", a * 48 / 90 + .5, b * 48 / 90 + .5 }')
        flash=$(phone_keeps $((clap + 1)) | awk 'END { print int($1 / 3000) }')
        samples=$(phone_keeps $((frames + 1)) | awk 'END { printf "%d", $1 * 48 / 90 }')
    else
        beep=$(((clap * den * 48000 + num / 2) / num)):$((((clap + 1) * den * 48000 + num / 2) / num))
        flash=$clap
        samples=$((frames * den * 48000 / num))
    fi
    on=${beep%:*} off=$((${beep#*:} - 1))

    # Sound: slate call, line, a murmur of room, the beep over silence.
    lines
    reply=$(awk -v b="$on" 'BEGIN { printf "%d", b / 48 + 500 }')
    sound="flite=textfile=$work/slate.txt:v=kal16,atempo=1.32,aresample=48000,apad[call];\
flite=textfile=$work/line.txt:v=$voice,aresample=48000,adelay=$reply,apad[line];\
anoisesrc=r=48000:a=.004:c=brown:seed=$((take * 7 + 1))[room];\
[call][line][room]amix=inputs=3:normalize=0,aformat=sample_fmts=dbl:channel_layouts=mono,atrim=end_sample=$samples,\
aeval='if(between(n\,$on\,$off)\,.7*sin(2*PI*1000*(n-$on)/48000)\,clip(val(0)*.55\,-.9\,.9))'"
    # Microphones of a multi-track take hear the same at their own level, with their
    # own faint hum, so that one can tell them apart.
    mics=
    c=1
    while [ "$c" -le $((tracks * chans)) ]; do
        mics="$mics|val(0)*(1-.09*$((c - 1)))+if(between(n\,$on\,$off)\,0\,.004*sin(2*PI*$((c * 110))*t))"
        c=$((c + 1))
    done
    mics=${mics#|}
    amaps=
    if [ "$tracks" -gt 1 ]; then
        sound="$sound,asplit=$tracks"
        c=1 rest=$mics
        while [ "$c" -le "$tracks" ]; do sound="$sound[m$c]"; c=$((c + 1)); done
        c=1
        while [ "$c" -le "$tracks" ]; do
            sound="$sound;[m$c]aeval='${rest%%|*}'[a$c]"
            rest=${rest#*|} amaps="$amaps -map [a$c]" c=$((c + 1))
        done
    elif [ "$tracks" -eq 1 ]; then
        case $chans in 1) lay=mono ;; 2) lay=stereo ;; *) lay=${chans}c ;; esac
        sound="$sound,aeval='$mics':c=$lay,aformat=channel_layouts=$lay[a1]" amaps="-map [a1]"
    fi

    # The same bytes each time: no versions, no clock, one thread.
    same="-map_metadata -1 -fflags +bitexact -flags:a +bitexact -threads 1 -metadata creation_time=2024-04-12T08:00:00Z"

    if [ "$kind" = wav ]; then
        origin=$(echo "$start" | awk -F: '{ printf "%.0f", (($1 * 3600 + $2 * 60 + $3) * 25 + $4) * 1920 }')
        mute -filter_complex "$sound" $amaps $same -c:a pcm_s24le -write_bext 1 \
            -metadata originator='Low Tide sound' -metadata originator_reference=LT2404120001 \
            -metadata origination_date=2024-04-12 -metadata origination_time="$(echo "$start" | cut -c1-8)" \
            -metadata time_reference="$origin" -metadata umid=0 -metadata coding_history='A=PCM,F=48000,W=24' \
            -metadata description="sSPEED=025.000-ND
sSCENE=$setup
sTAKE=$take
sTAPE=$reel" -f wav "$work/out"
        return
    fi

    # Picture.
    slate $((height * 74 / 100))
    stage
    fps=$rate
    [ "$kind" = xdcam ] && fps=60000/1001       # fields
    yuv="scale=out_color_matrix=bt709:out_range=tv"
    f0=$flash
    [ "$kind" = xdcam ] && f0=$((flash * 2))
    f1=$f0
    [ "$kind" = xdcam ] && f1=$((f0 + 1))
    away=$((f1 + (f1 / clap) * 8))              # the slate leaves eight frames after the clap
    speed=$((height / ((f1 / clap) * 9)))
    pic="[0:v]$yuv,format=yuv420p,loop=-1:1:0,crop=$width:$height:x='$pan_x':y='$pan_y'[bg]"
    set -- -framerate "$fps" -i "$tmp/$bg.png" -i "$work/slate_open.png" -i "$work/slate_closed.png" -i "$tmp/$one.png"
    pic="$pic;[3:v]$yuv,format=yuva420p[one];[bg][one]overlay=x='$one_x':y='$one_y'[v1]"
    if [ -n "$two" ]; then
        set -- "$@" -i "$tmp/$two.png"
        pic="$pic;[4:v]$yuv,format=yuva420p[two];[v1][two]overlay=x='$two_x':y='$two_y'[v2]"
    else
        pic="$pic;[v1]null[v2]"
    fi
    pic="$pic;[1:v]$yuv,format=yuva420p[so];[2:v]$yuv,format=yuva420p[sc];\
[v2][so]overlay=x=(W-w)/2:y=H*.04:enable='lt(n\,$f0)'[v3];\
[v3][sc]overlay=x=(W-w)/2:y='H*.04+$speed*max(n-$away\,0)':enable='between(n\,$f0\,$((away + (f1 / clap) * 9)))'[v4];\
[v4]drawbox=color=white:t=fill:enable='between(n\,$f0\,$f1)'"
    [ "$kind" = xdcam ] && pic="$pic,tinterlace=interleave_top,setfield=tff"
    [ "$kind" = vfr ] && pic="$pic,select='mod(n\,11)-5',select='if(eq(mod(round(t*30)\,17)\,9)\,0\,1)',settb=1/90000,setpts='round(PTS/3000)*3000+mod(round(PTS/3000)*7\,13)*100'"

    # Burn-in, after everything that changes which frame is which.
    size=$((height / 18))
    box="fontfile=$font:fontsize=$size:fontcolor=white:box=1:boxcolor=black@0.55:boxborderw=$((size / 4))"
    low="y=h-$((size * 3 / 2))"
    name=${path##*/}
    pic="$pic,drawtext=$box:x=w-tw-$size:$low:text='%{eif\\:n\\:d\\:5}',drawtext=$box:x=(w-tw)/2:$low:text='${name%%.*}'"
    case $start in
        -) pic="$pic,drawtext=$box:x=$size:$low:text='%{pts\\:hms}'" ;;
        *) pic="$pic,drawtext=$box:x=$size:$low:timecode='$(echo "$start" | sed 's/:/\\:/g;s/;/\\;/')':rate=$rate" ;;
    esac
    [ "$kind" = png ] && pix=rgb24
    case $kind in prores) pix=yuv422p10le ;; hevc) pix=yuv420p10le ;; dnxhr | xdcam) pix=yuv422p ;; h264 | vfr | slate) pix=yuv420p ;; esac
    pic="$pic,format=$pix[v]"
    graph=$pic
    [ -n "$amaps" ] && graph="$pic;$sound"

    vflags=+bitexact
    set -- "$@" -filter_complex "$graph" -map '[v]' $amaps $same -frames:v "$frames" \
        -color_primaries bt709 -color_trc bt709 -colorspace bt709
    tc=
    [ "$start" = - ] || tc="-timecode $start"
    x264="threads=1:open-gop=1:keyint=24:min-keyint=24:scenecut=0:bframes=3:b-pyramid=normal"
    case $kind in
        prores)
            set -- "$@" -c:v prores_ks -profile:v proxy -vendor apl0 -q:v 12 -c:a pcm_s24le \
                -movflags +use_metadata_tags+faststart -metadata scene="$setup" -metadata take="$take" \
                -metadata camera="$cam" -metadata reel="$reel" -metadata:s:v:0 reel_name="$reel" $tc -f mov ;;
        hevc)
            set -- "$@" -c:v libx265 -preset ultrafast -tag:v hvc1 -crf 24 \
                -x265-params "log-level=error:pools=none:frame-threads=1:open-gop=1:keyint=48:min-keyint=48:scenecut=0:bframes=4:info=0" \
                -c:a aac -b:a 128k -movflags +use_metadata_tags+faststart -metadata scene="$setup" -metadata take="$take" \
                -metadata camera="$cam" -metadata reel="$reel" -metadata:s:v:0 reel_name="$reel" $tc -f mp4 ;;
        h264)
            set -- "$@" -c:v libx264 -preset veryfast -crf 23 -x264-params "$x264" -c:a aac -b:a 96k \
                -movflags +faststart $tc -f mp4 ;;
        slate)
            set -- "$@" -c:v libx264 -preset slow -crf 25 -x264-params "$x264" -c:a aac -b:a 64k \
                -movflags +faststart $tc -f mp4 ;;
        vfr)
            set -- "$@" -fps_mode passthrough -enc_time_base 1/90000 -video_track_timescale 90000 \
                -c:v libx264 -preset veryfast -crf 24 -x264-params threads=1:keyint=60:bframes=2:force-cfr=0 \
                -c:a aac -b:a 64k -movflags +faststart -f mp4 ;;
        dnxhr)
            set -- "$@" -c:v dnxhd -profile:v dnxhr_lb -c:a pcm_s24le -metadata reel_name="$reel" -metadata material_package_name="${name%.*}" \
                -metadata comment_Scene="$setup" -metadata comment_Take="$take" -metadata comment_Camera="$cam" $tc -f mxf ;;
        xdcam)
            vflags=+bitexact+ildct+ilme
            set -- "$@" -c:v mpeg2video -top 1 -g 15 -bf 2 -b:v 9M -maxrate 20M -bufsize 4M -c:a pcm_s24le \
                -metadata reel_name="$reel" -metadata material_package_name="${name%.*}" \
                -metadata comment_Scene="$setup" -metadata comment_Take="$take" -metadata comment_Camera="$cam" $tc -f mxf ;;
        png)
            mkdir "$work/out.dir"
            set -- "$@" -c:v png -compression_level 6 -pred mixed -f image2 -start_number 1001 ;;
    esac
    if [ "$kind" = png ]; then
        mute "$@" "$work/out.dir/27B-3_plate.%04d.png"
    else
        mute "$@" -flags:v $vflags "$work/out"
    fi
}

keep() {                       # $work/out -> $1, in one step
    mkdir -p "$(dirname "$1")"
    if [ -d "$work/out.dir" ]; then
        rm -rf "$(dirname "$1")"
        mv "$work/out.dir" "$(dirname "$1")"
    else
        mv -f "$work/out" "$1"
    fi
}

# Takes rows nobody has taken yet until none is left.
run_worker() {
    worker=$1
    trap '[ -z "${child:-}" ] || kill -KILL "$child" 2>/dev/null; exit 130' TERM
    work=$tmp/w$worker
    i=0
    while IFS= read -r row; do
        i=$((i + 1))
        [ -e "$dir/${row%%|*}" ] && continue
        mkdir "$tmp/claim.$i" 2>/dev/null || continue
        make_one "$row" </dev/null
        keep "$dir/$path"
        [ -t 2 ] && printf '\r\033[Kmaking the sample shoot: %s of %s' "$(ls -d "$tmp"/claim.* | wc -l)" "$missing" >&2
    done <"$tmp/rows"
    return 0
}

finish() {
    for pid in ${workers:-}; do kill "$pid" 2>/dev/null || :; done
    [ -z "${child:-}" ] || kill -KILL "$child" 2>/dev/null || :
    wait
    [ -n "${tmp:-}" ] && rm -rf "$tmp"
    return 0
}

if [ "${1:-}" = --slate ]; then
    out=${2:?a file name}
    need_ffmpeg
    find_font
    tmp=$(mktemp -d) worker=0 work=$tmp/w0
    trap finish EXIT
    trap 'exit 130' INT TERM HUP
    mkdir -p "$work"
    make_one "$slate_row"
    mv "$work/out" "$out"
    ffmpeg -hide_banner -loglevel error -nostdin -y -threads 1 -i "$out" -map 0:v:0 -fps_mode passthrough \
        -fflags +bitexact -f framemd5 "$out.framemd5"
    exit 0
fi

dir=${1:-$here/rushes}
mkdir -p "$dir" || die "cannot write in $dir" 73
dir=$(cd "$dir" && pwd)
if [ "$(cat "$dir/.recipe" 2>/dev/null || :)" != "$recipe" ]; then
    rows | while IFS='|' read -r path kind rest; do
        [ "$kind" = png ] && path=$(dirname "$path")
        rm -rf "${dir:?}/$path"
    done
    echo "$recipe" >"$dir/.recipe"
fi

missing=0
while IFS='|' read -r path rest; do
    [ -e "$dir/$path" ] || missing=$((missing + 1))
done <<ROWS
$(rows)
ROWS

if [ "$missing" -gt 0 ]; then
    need_ffmpeg
    find_font
    for left in "$dir"/.making.*.*; do     # by a run that was killed
        pid=${left##*/.making.}
        kill -0 "${pid%%.*}" 2>/dev/null || rm -rf "$left"
    done
    tmp=$(mktemp -d "$dir/.making.$$.XXXXXX") workers=
    trap finish EXIT
    trap 'exit 130' INT TERM HUP
    rows >"$tmp/rows"
    (run_worker 1) & workers=$!
    (run_worker 2) & workers="$workers $!"
    bad=0
    for pid in $workers; do wait "$pid" || bad=1; done
    [ -t 2 ] && printf '\r\033[K' >&2
    [ "$bad" = 0 ] || die "a clip could not be made, see above" 74
fi

# The truth about each file, for the tests and for whoever wants to compare.
{
    printf '#path\tscene\tshot\ttake\tcamera\treel\trate\tdrop\tstart\tframes\tclap\tchannels\ttracks\tslate_from\n'
    rows | while IFS= read -r row; do
        split_row "$row"
        case $start in *\;*) drop=1 ;; *) drop=0 ;; esac
        printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$path" "$scene" "$shot" "$take" \
            "$cam" "$reel" "$rate" "$drop" "$start" "$frames" "$clap" $((tracks * chans)) "$tracks" "$from"
    done
} >"$dir/.EXPECTED.new"
if cmp -s "$dir/.EXPECTED.new" "$dir/EXPECTED.tsv"; then rm "$dir/.EXPECTED.new"; else mv "$dir/.EXPECTED.new" "$dir/EXPECTED.tsv"; fi
