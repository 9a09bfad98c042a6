#!/bin/bash
# Compares dray delta with programs that make differences of files, over two versions of a layer: what is to be sent, and what
# making and applying it takes. dray works on images, packed by gzip, proves each layer, and makes it again to the same bytes;
# the others work on the plain tars, which nobody has the packed layer of afterwards. Prints tables in Markdown to standard
# output, progress to standard error. Fails if any command failed.
#
#   benchmarks/delta.sh OLD.tar NEW.tar
#
# Needs gzip, python3, xdelta3, zstd and a JDK; bsdiff too where BSDIFF is set, which takes 17 times OLD in memory.
#
#   DRAY       the command to measure, else the checkout's ./dray; it has a heap of 256 MB
#   ROUNDS     how often each command runs, else 5
#   JAVA_HOME  the Java that dray uses, else the one on the PATH
# shellcheck disable=SC2016 # the commands are for another shell
# shellcheck source=benchmarks/measuring.sh
. "$(dirname "$0")/measuring.sh"
[ $# -eq 2 ] && [ -f "$1" ] && [ -f "$2" ] || usage "OLD.tar NEW.tar"
old=$(realpath "$1") new=$(realpath "$2")
export OLD=$old NEW=$new
begin "$(dirname "$new")"
export DRAY_JAVA_OPTS=${DRAY_JAVA_OPTS:--Xmx256m} WORK=$work
machine xdelta3 zstd

python3 - "$here" "$work" "$old" "$new" >&2 <<'PY'
import hashlib, os, subprocess, sys
sys.path.insert(0, sys.argv[1])
from images import Layout, sha256
for name, tar in zip(("old", "new"), sys.argv[3:]):
    layout = Layout(f"{sys.argv[2]}/{name}")
    packed = f"{layout.blobs}/packed"
    with open(packed, "wb") as out:
        subprocess.run(["gzip", "-6", "-n", "-c", tar], stdout=out, check=True)
    layout.finish(layout.manifest([(layout.adopt(packed, "layer.v1.tar+gzip"), "sha256:" + sha256(tar))]))
PY

row() { # TASK TOOL LABEL COMMAND [BEFORE]
    printf '%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4" "${5:-true}"
}

create='$DRAY delta create oci:$WORK/old oci:$WORK/new -q --force --temp $WORK -o $WORK/delta.tar'
xdelta='xdelta3 -e -9 -f -B 1073741824 -s $OLD $NEW $WORK/xdelta'
patch='zstd -q -f -19 --long=31 --patch-from=$OLD $NEW -o $WORK/patch'
bsdiff='bsdiff $OLD $NEW $WORK/bsdiff'
for command in "$create" "$xdelta" "$patch"; do
    bash -c "$command"
done
[ -z "${BSDIFF:-}" ] || bash -c "$bsdiff"

section "What is to be sent"
size() { # LABEL FILE
    awk -v label="$1" -v bytes="$(stat -c %s "$2")" -v whole="$whole" \
        'BEGIN { printf "| %s | %d | %.3f |\n", label, bytes, bytes / whole }'
}
layer=$(find "$work/new/blobs" -type f -printf '%s %p\n' | sort -n | tail -n 1 | cut -d ' ' -f 2)
whole=$(stat -c %s "$layer")
printf '| | bytes | ÷ the layer |\n| --- | ---: | ---: |\n'
size 'the layer, whole' "$layer"
size '`dray delta create`, with manifest and config' "$work/delta.tar"
size '`xdelta3 -9`, of the plain tars' "$work/xdelta"
size '`zstd -19 --long=31 --patch-from`, of the plain tars' "$work/patch"
[ -z "${BSDIFF:-}" ] || size '`bsdiff`, of the plain tars' "$work/bsdiff"

section "Making it"
{
    row create "" '`dray delta create`, proven' "$create"
    row create xdelta3 '`xdelta3 -9`' "$xdelta"
    row create zstd '`zstd -19 --long=31 --patch-from`' "$patch"
    [ -z "${BSDIFF:-}" ] || row create bsdiff '`bsdiff`' "$bsdiff"
} | measure

section "Applying it"
{
    row apply "" '`dray delta apply`, packed again and verified' \
        '$DRAY delta apply oci:$WORK/old $WORK/delta.tar oci:$WORK/made -q --temp $WORK' 'rm -rf $WORK/made'
    row apply xdelta3 '`xdelta3 -d`, the plain tar' 'xdelta3 -d -f -B 1073741824 -s $OLD $WORK/xdelta $WORK/tar'
    row apply zstd '`zstd -d --patch-from`, the plain tar' \
        'zstd -q -d -f --long=31 --patch-from=$OLD $WORK/patch -o $WORK/tar'
    [ -z "${BSDIFF:-}" ] || row apply bsdiff '`bspatch`, the plain tar' 'bspatch $OLD $WORK/tar $WORK/bsdiff'
} | measure
finish
