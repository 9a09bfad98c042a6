#!/bin/bash
# Compares dray with ctr at one containerd: exporting an image to a file, and importing one. Prints a table in Markdown to
# standard output, progress to standard error. Fails if any command failed.
#
#   benchmarks/containerd.sh IMAGES
#
# IMAGES is what make-images.sh made. Needs python3, containerd (with ctr), root and a Java.
#
#   DRAY       the command to measure, else the checkout's ./dray
#   ROUNDS     how often each command runs, else 5
#   JAVA_HOME  the Java that dray uses, else the one on the PATH
set -euo pipefail
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
if [ $# -ne 1 ] || [ ! -f "$1/large/index.json" ]; then
    echo "usage: containerd.sh IMAGES, which make-images.sh made" >&2
    exit 2
fi
images=$(cd "$1" && pwd)
rounds=${ROUNDS:-5}

# On the file system of the images: all read from and write to the same disk.
work=$(mktemp -d "$images/.containerd.XXXXXX")
# The path of a socket is short.
run=$(mktemp -d)
containerd=
cleanup() {
    if [ -n "$containerd" ]; then
        kill "$containerd" && wait "$containerd" || true
    fi
    rm -rf "$work" "$run"
} 2>/dev/null
trap cleanup EXIT
trap 'exit 130' INT TERM

# What the measured commands read.
export DRAY=${DRAY:-$here/../dray} TMPDIR=$work OUT=$work/out TAR=$work/large.tar IMAGE=$images/large
export NAME=docker.io/drayage/large:latest CONTAINERD_ADDRESS=$run/containerd.sock

printf 'version = 2\nroot = "%s"\nstate = "%s"\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n' \
    "$work/containerd" "$run/state" >"$run/config.toml"
containerd --config "$run/config.toml" --address "$CONTAINERD_ADDRESS" >"$run/log" 2>&1 &
containerd=$!
for ((i = 0; i < 100; i++)); do
    ! ctr version >/dev/null 2>&1 || break
    sleep 0.1
done
ctr version >/dev/null 2>&1 || {
    echo "containerd.sh: containerd does not answer:" >&2
    tail -n 5 "$run/log" >&2
    exit 1
}

echo "importing $NAME into containerd" >&2
tar -C "$IMAGE" -cf "$TAR" blobs index.json oci-layout
ctr images import --all-platforms --no-unpack "$TAR" >/dev/null
# Not to measure a build, nor the making of a class archive.
"$DRAY" --version >/dev/null

# What an import finds there already it does not move, so the image goes first; that is part of the time of both.
empty() {
    printf '%s' "ctr -n import images rm --sync $NAME >/dev/null 2>&1; "
}
least=$(find "$IMAGE/blobs" -type f -printf '%s\n' | awk '{sum += $1} END {printf "%d", sum}')

echo "- containerd: $(containerd --version)"
echo "- Date: $(date -u +%F), $rounds rounds, warm cache, order alternating, load average at the start: $(
    cut -d ' ' -f 1 /proc/loadavg
)"
echo
echo "## Exporting 1.19 GB from a containerd"
echo
python3 "$here/measure.py" --rounds "$rounds" --daemon "$containerd" --output "$OUT" --least "$least" <<'COMMANDS'
file	ctr	`ctr images export --all-platforms file`	ctr images export --all-platforms "$OUT" "$NAME"
file		`dray export --no-local-reads`	"$DRAY" export --quiet --no-local-reads "containerd:$NAME" -o "$OUT"
file		`dray export`, reading the daemon's files	"$DRAY" export --quiet "containerd:$NAME" -o "$OUT"
COMMANDS

ctr images rm --sync "$NAME" >/dev/null
echo
echo "## Importing it"
echo
python3 "$here/measure.py" --rounds "$rounds" --daemon "$containerd" <<COMMANDS
import	ctr	\`ctr images import --no-unpack\`	$(empty)ctr -n import images import --all-platforms --no-unpack "\$TAR" >/dev/null
import		\`dray copy oci-archive: containerd:\`	$(empty)"\$DRAY" copy --quiet --namespace import "oci-archive:\$TAR" "containerd:\$NAME"
COMMANDS
