#!/bin/bash
# Compares whole processes that write an image of an OCI layout to a file and to a pipe: dray, cat, skopeo and ctr.
# Prints tables in Markdown to standard output, progress to standard error. Fails if any command failed.
#
#   benchmarks/export.sh [--huge] IMAGES
#
# IMAGES is what make-images.sh made. --huge also exports a layer of 10 GiB with -Xmx64m; it takes 20 GiB of disk while
# it runs. Needs python3, skopeo, containerd (with ctr; as root) and a Java.
#
#   DRAY       the command to measure, else the checkout's ./dray
#   ROUNDS     how often each command runs, else 5
#   JAVA_HOME  the Java that dray uses, else the one on the PATH
# shellcheck source=benchmarks/measuring.sh
. "$(dirname "$0")/measuring.sh"
huge=
if [ "${1:-}" = --huge ]; then
    huge=yes
    shift
fi
[ $# -eq 1 ] && [ -d "$1" ] || usage "[--huge] IMAGES"
begin "$1"

compare() { # IMAGE TITLE
    export IMAGE=$images/$1
    export NAME=docker.io/drayage/$1:latest
    if [ ! -f "$IMAGE/index.json" ]; then
        echo "export.sh: there is no $IMAGE; make-images.sh makes it" >&2
        failed=yes
        return
    fi
    if [ -n "$containerd" ]; then
        echo "importing $NAME into containerd" >&2
        tar -C "$IMAGE" -cf - blobs index.json oci-layout |
            ctr images import --all-platforms --no-unpack - >"$run/import" 2>&1 || tail -n 5 "$run/import" >&2
    fi
    # The inputs into the page cache, and the memory that the first output takes from a virtual machine's host.
    cat "$IMAGE"/blobs/*/* >"$OUT"
    section "$2"
    measure --daemon "${containerd:-0}" --output "$OUT" --least "$(blob_bytes "$IMAGE")" <<'COMMANDS'
file	cat	`cat blobs > file`	cat "$IMAGE"/blobs/*/* > "$OUT"
file		the same and `sync file`	cat "$IMAGE"/blobs/*/* > "$OUT" && sync "$OUT"
file		`dray export -o file`	"$DRAY" export --quiet "oci:$IMAGE:latest" -o "$OUT"
file	skopeo	`skopeo copy --all oci: oci-archive:`	skopeo --insecure-policy copy --quiet --all "oci:$IMAGE:latest" "oci-archive:$OUT:latest"
file	ctr@daemon	`ctr images export --all-platforms file`	ctr images export --all-platforms "$OUT" "$NAME"
pipe	cat	`cat blobs`, to a pipe	cat "$IMAGE"/blobs/*/* | cat > /dev/null
pipe		`dray export -o -`, to a pipe	"$DRAY" export --quiet "oci:$IMAGE:latest" -o - | cat > /dev/null
pipe	ctr@daemon	`ctr images export --all-platforms -`, to a pipe	ctr images export --all-platforms - "$NAME" | cat > /dev/null
hash		`sha256sum blobs`	sha256sum "$IMAGE"/blobs/*/* > /dev/null
COMMANDS
}

# Without it, the lines with ctr fail and say so.
! command -v containerd >/dev/null || start_containerd || true
machine skopeo containerd cat
compare large "One image of six layers, 1.19 GB"
compare many "One index of 200 manifests of 20 layers, 4401 small blobs"

section "Start-up"
measure --rounds 20 <<'COMMANDS'
start	dray	`dray --version`	"$DRAY" --version
start	skopeo	`skopeo --version`	skopeo --version
start	ctr	`ctr --version`	ctr --version
COMMANDS

if [ -n "$huge" ]; then
    echo "making an image of 10 GiB" >&2
    "$here/make-images.sh" "$work" huge >&2
    export IMAGE=$work/huge
    section "One layer of 10 GiB in 64 MiB of heap"
    measure --rounds 1 --output "$OUT" --least "$(blob_bytes "$IMAGE")" <<'COMMANDS'
file		`DRAY_JAVA_OPTS=-Xmx64m dray export -o file`	DRAY_JAVA_OPTS=-Xmx64m "$DRAY" export --quiet "oci:$IMAGE:latest" -o "$OUT"
pipe		`DRAY_JAVA_OPTS=-Xmx64m dray export -o -`, to a pipe	DRAY_JAVA_OPTS=-Xmx64m "$DRAY" export --quiet "oci:$IMAGE:latest" -o - | cat > /dev/null
COMMANDS
fi

finish
