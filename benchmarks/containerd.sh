#!/bin/bash
# Compares dray with ctr at one containerd: exporting an image to a file, and importing one. Prints tables in Markdown
# to standard output, progress to standard error. Fails if any command failed.
#
#   benchmarks/containerd.sh IMAGES
#
# IMAGES is what make-images.sh made. Needs python3, containerd (with ctr), root and a Java.
#
#   DRAY       the command to measure, else the checkout's ./dray
#   ROUNDS     how often each command runs, else 5
#   JAVA_HOME  the Java that dray uses, else the one on the PATH
# shellcheck source=benchmarks/measuring.sh
. "$(dirname "$0")/measuring.sh"
[ $# -eq 1 ] && [ -f "$1/large/index.json" ] || usage "IMAGES, which make-images.sh made"
begin "$1"
# What the measured commands read.
export TAR=$work/large.tar IMAGE=$images/large NAME=docker.io/drayage/large:latest

start_containerd
machine containerd

echo "importing $NAME into containerd" >&2
tar -C "$IMAGE" -cf "$TAR" blobs index.json oci-layout
ctr images import --all-platforms --no-unpack "$TAR" >/dev/null

section "Exporting 1.19 GB from a containerd"
measure --daemon "$containerd" --output "$OUT" --least "$(blob_bytes "$IMAGE")" <<'COMMANDS'
file	ctr@daemon	`ctr images export --all-platforms file`	ctr images export --all-platforms "$OUT" "$NAME"
file	@daemon	`dray export --no-local-reads`	"$DRAY" export --quiet --no-local-reads "containerd:$NAME" -o "$OUT"
file	@daemon	`dray export --no-local-reads`, with a heap of 64 MB	DRAY_JAVA_OPTS=-Xmx64m "$DRAY" export --quiet --no-local-reads "containerd:$NAME" -o "$OUT"
file	@daemon	`dray export`, reading the daemon's files	"$DRAY" export --quiet "containerd:$NAME" -o "$OUT"
file		`dray export oci:`, of the same image in a layout	"$DRAY" export --quiet "oci:$IMAGE:latest" -o "$OUT"
COMMANDS

# What an import finds there already it does not move.
ctr images rm --sync "$NAME" >/dev/null
forget="ctr -n import images rm --sync $NAME 2>&1"
section "Importing it"
measure --daemon "$containerd" <<COMMANDS
import	ctr@daemon	\`ctr images import --no-unpack\`	ctr -n import images import --all-platforms --no-unpack "\$TAR"	$forget
import	@daemon	\`dray copy oci-archive: containerd:\`	"\$DRAY" copy --quiet --namespace import "oci-archive:\$TAR" "containerd:\$NAME"	$forget
import	@daemon	the same with a heap of 64 MB	DRAY_JAVA_OPTS=-Xmx64m "\$DRAY" copy --quiet --namespace import "oci-archive:\$TAR" "containerd:\$NAME"	$forget
COMMANDS
finish
