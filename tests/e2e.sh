#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The whole way as a person goes it: a window on real rushes, real key presses, the close button,
# the window again, and the edit list byte for byte. Screenshots of every step are kept.
#
#   e2e.sh CIRCLETAKE PRESS_CLOSE RUSHES      DISPLAY must be set; CT_ARTEFACTS takes the pictures
set -eu
circletake=$1 press_close=$2 rushes=$3
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
shots=${CT_ARTEFACTS:-$work}/e2e
mkdir -p "$shots"
project=$work/low-tide.circletake
export XDG_CACHE_HOME="$work/cache" XDG_STATE_HOME="$work/state" XDG_CONFIG_HOME="$work/config"
export SDL_AUDIODRIVER=dummy
export LC_ALL=C.UTF-8 # accents are typed, whatever the machine speaks
pid=

finish() {
    status=$?
    [ -z "$pid" ] || kill -9 "$pid" 2>/dev/null || true
    setxkbmap -layout us 2>/dev/null || true
    [ "$status" -eq 0 ] || { echo "e2e: failed; last words of the program:"; tail -n 20 "$work/log" 2>/dev/null; }
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT
trap 'exit 143' TERM INT

fail() {
    echo "e2e: $*" >&2
    import -window root "$shots/failed.png" 2>/dev/null || true
    exit 1
}

# wait_for SECONDS WHAT COMMAND...: until the command succeeds.
wait_for() {
    tries=$(($1 * 5)) what=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || fail "waited in vain for: $what"
        kill -0 "$pid" 2>/dev/null || fail "the program ended while waiting for: $what"
        sleep 0.2
    done
}

find_window() {
    window=$(xdotool search --onlyvisible --class circletake 2>/dev/null | head -n 1)
    [ -n "$window" ]
}

open_window() {
    "$circletake" --author 'Ann Lee' --size 1600x1000 "$@" 2>>"$work/log" &
    pid=$!
    wait_for 20 'a window' find_window
    xdotool windowfocus "$window"
    sleep 0.5
}

shot() {
    kill -0 "$pid" 2>/dev/null || fail "the program ended before the picture $1"
    timeout 20 import -window "$window" "$shots/$1.png"
}

keys() {
    for key in "$@"; do
        xdotool key --clearmodifiers "$key"
        sleep 0.15
    done
}

# has COUNT WHAT PATTERN: so many lines of the JSON list match.
has() {
    [ "$("$circletake" list "$project" "$2" --json | grep -c "$3")" -eq "$1" ]
}

close_window() {
    "$press_close" "$window"
    for _ in $(seq 50); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.2
    done
    kill -0 "$pid" 2>/dev/null && fail 'the window did not close'
    wait "$pid" || fail "the program ended with status $?"
    pid=
}

setxkbmap -layout us

# --- open a folder; all of it is there ---
open_window --project "$project" "$rushes"
wait_for 60 'all clips in the list' has 25 clips '"path"'
sleep 1.5
shot 01-opened

# --- find a take by typing, open it ---
keys ctrl+f
xdotool type --delay 60 '12A-3.mp4'
sleep 0.7
keys Return
sleep 1
shot 02-found

# --- shuttle, then exact frames by hand ---
keys l l k
keys j k
keys Home
sleep 0.5
shot 03-home
xdotool key --repeat 10 --delay 70 Right
sleep 0.5
keys i
xdotool key --repeat 20 --delay 70 period
sleep 0.5
shot 04-out
keys o s
wait_for 10 'the select on disk' has 1 selects '"label"'
shot 05-select

# --- the next take of the set-up and back, then the two in turn ---
keys Next 3
wait_for 10 'stars of the next take' has 1 clips '"rating":[[:space:]]*3'
keys b 2
wait_for 10 'stars of the one before' has 1 clips '"rating":[[:space:]]*2'
has 1 clips '"rating":[[:space:]]*3' || fail 'the stars went to the wrong take'
keys ctrl+z ctrl+z
wait_for 10 'no stars' has 0 clips '"rating":[[:space:]]*[1-5]'

# --- a filter that is emptied leaves the clip open ---
keys ctrl+f BackSpace Return
sleep 0.7
shot 05-all-again

# --- a verdict, the circle, stars ---
keys f
wait_for 10 'the verdict' has 1 selects '"verdict":[[:space:]]*"good"'
keys c 4
wait_for 10 'the circle' has 1 clips '"circled":[[:space:]]*true'
wait_for 10 'the stars' has 1 clips '"rating":[[:space:]]*4'
shot 06-circled

# --- a note with accents, typed, and Chinese, pasted ---
setxkbmap -layout fr
keys n
sleep 0.5
xdotool type --delay 60 'élan à la fenêtre: '
printf '雨の音' | xclip -selection clipboard >/dev/null 2>&1 # it stays behind to serve the paste
keys ctrl+v
sleep 0.5
shot 07-note
keys ctrl+Return
setxkbmap -layout us
wait_for 10 'the note on disk' has 1 notes 'élan à la fenêtre: 雨の音'
sleep 0.5
shot 08-noted

# --- undo and redo, each one on disk ---
keys ctrl+z
wait_for 10 'the note undone' has 0 notes 'élan'
keys ctrl+shift+z
wait_for 10 'the note redone' has 1 notes 'élan'

# --- a stroke, then words about it, as they come ---
keys Home d
wx=$(xdotool getwindowgeometry "$window" | awk -F'[ ,]+' '/Geometry/ { split($3, a, "x"); print a[1] }')
xdotool mousemove --window "$window" $((wx / 2 - 60)) 300 mousedown 1
for _ in 1 2 3 4 5 6; do xdotool mousemove_relative 20 8; done
xdotool mouseup 1
sleep 0.4 # the hand comes from the mouse
xdotool type --delay 60 'softer here'
shot 09-drawn
keys ctrl+Return
wait_for 10 'the drawn note on disk' has 1 notes '"softer here"'
has 1 selects '"label"' || fail 'words about a stroke acted as keys'
keys ctrl+z
wait_for 10 'the drawn note undone' has 0 notes '"softer here"'

# --- a file that is typed by the beginning of its name; a name that is none stays in the sheet ---
keys ctrl+o
xdotool type --delay 60 "/$work/no such folder"
keys Return Return
shot 09-no-such-folder
keys ctrl+a
xdotool type --delay 60 "$rushes/../slat"
sleep 0.5
keys Return
wait_for 20 'the file in the list' has 26 clips '"path"'
keys ctrl+z
wait_for 10 'the file taken out' has 25 clips '"path"'

# --- every action by name, every key ---
keys ctrl+k
sleep 0.5
shot 09-palette
keys Escape
keys question
sleep 0.5
shot 10-keys
keys Escape

# --- close with the button, open again: all there, at the same place ---
keys Home
xdotool key --repeat 12 --delay 70 Right
sleep 1
close_window
open_window
shot 11-opened-lately
keys Return
sleep 1.5
shot 11-again
keys m
wait_for 10 'a note where the playhead was left' has 1 notes '"first":[[:space:]]*12,'
keys ctrl+z
wait_for 10 'that note undone' has 1 notes '"text"'
has 1 selects '"verdict":[[:space:]]*"good"' || fail 'the select is gone'
has 1 clips '"circled":[[:space:]]*true' || fail 'the circle is gone'

# --- a cut of the selects, looked at and handed over as it stands ---
keys ctrl+k
xdotool type --delay 60 'cut.make'
keys Return Return
wait_for 10 'the cut on disk' has 1 cuts '"Selects"'
keys ctrl+k
xdotool type --delay 60 'cut.open'
keys Return
xdotool type --delay 60 'cut=Selects'
keys Return
sleep 1
keys ctrl+e
sleep 0.5
shot 12-export
keys Return
wait_for 10 'the list of the cut' test -s "$work/Selects v1.edl"
keys ctrl+e
sleep 0.5
keys ctrl+a
xdotool type --delay 60 'by name.edl'
keys Return
wait_for 10 'a list beside the project' test -s "$work/by name.edl"
keys ctrl+z
wait_for 10 'the cut taken back' has 0 cuts '"Selects"'
close_window

# --- a script that is asked to end, ends, and says that it was not done ---
echo 'wait 60000' > "$work/wait"
"$circletake" run "$project" "$work/wait" 2>>"$work/log" &
pid=$!
wait_for 20 'the window of a script' find_window
kill -TERM "$pid"
for _ in $(seq 50); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.2
done
kill -0 "$pid" 2>/dev/null && fail 'a script does not end when it is asked to'
status=0
wait "$pid" || status=$?
pid=
[ "$status" -eq 130 ] || fail "a script that was stopped ended with status $status"

# --- a script on a project that cannot be opened says why ---
head -c 5000 "$project" > "$work/torn.circletake"
echo quit > "$work/quit"
status=0
"$circletake" run "$work/torn.circletake" "$work/quit" 2>"$work/torn.log" || status=$?
[ "$status" -eq 65 ] && grep -q 'torn.circletake is damaged' "$work/torn.log" ||
    fail "a script on a torn project ended with status $status"

# --- a display that does not answer: the program can be ended all the same ---
Xvfb -displayfd 1 -screen 0 320x240x24 -nolisten tcp > "$work/display" 2>/dev/null &
mute=$!
for _ in $(seq 50); do
    [ -s "$work/display" ] && break
    sleep 0.1
done
if [ -s "$work/display" ]; then
    kill -STOP "$mute"
    DISPLAY=:$(cat "$work/display") "$circletake" "$project" 2>>"$work/log" &
    pid=$!
    sleep 1
    kill -TERM "$pid"
    for _ in $(seq 25); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.2
    done
    kill -0 "$pid" 2>/dev/null && { kill -KILL "$mute"; fail 'nothing ends the program while a display does not answer'; }
    pid=
    kill -CONT "$mute"
fi
kill "$mute" 2>/dev/null || true

# --- the list for the editor ---
"$circletake" export "$project" --format edl -o "$work/list.edl"
# The footage lies where it lies; the list names it from the shoot on.
sed "s|FILE: .*/rushes/|FILE: rushes/|" "$work/list.edl" > "$work/plain.edl"
cmp "$work/plain.edl" "$here/golden/e2e.edl" || {
    cat "$work/plain.edl"
    fail 'the edit list is not the expected one'
}
echo 'e2e: all as expected'
