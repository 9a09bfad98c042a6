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
set -euo pipefail
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
usage() {
    echo "usage: export.sh [--huge] IMAGES" >&2
    exit 2
}
huge=
if [ "${1:-}" = --huge ]; then
    huge=yes
    shift
fi
[ $# -eq 1 ] && [ -d "$1" ] || usage
images=$(cd "$1" && pwd)
export DRAY=${DRAY:-$here/../dray}
rounds=${ROUNDS:-5}
failed=

# On the file system of the images: all read from and write to the same disk.
work=$(mktemp -d "$images/.export.XXXXXX")
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
export TMPDIR=$work OUT=$work/out CONTAINERD_ADDRESS=$run/containerd.sock

measure() {
    python3 "$here/measure.py" "$@" || failed=yes
}

start_containerd() {
    command -v containerd >/dev/null || return 0
    printf 'version = 2\nroot = "%s"\nstate = "%s"\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n' \
        "$work/containerd" "$run/state" >"$run/config.toml"
    containerd --config "$run/config.toml" --address "$CONTAINERD_ADDRESS" >"$run/log" 2>&1 &
    containerd=$!
    for ((i = 0; i < 100; i++)); do
        ! ctr version >/dev/null 2>&1 || return 0
        sleep 0.1
    done
    echo "export.sh: containerd does not answer:" >&2
    tail -n 5 "$run/log" >&2
}

version() { # COMMAND...
    { command -v "$1" >/dev/null && "$@" 2>&1; } || echo "not there ($1)"
}

machine() {
    echo "- Machine: $(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)$(
        grep -qw sha_ni /proc/cpuinfo && echo ', SHA extensions'
    ), $(awk '/MemTotal/ {printf "%.0f GiB", $2 / 1048576}' /proc/meminfo), Linux $(uname -r), $(
        stat -f -c %T "$work" | sed 's|^ext2/ext3$|ext4|'
    )"
    echo "- dray: $(version "$DRAY" --version | tail -n 1)"
    echo "- Java: $(version "${JAVA_HOME:+$JAVA_HOME/bin/}java" -version | tail -n 1)"
    echo "- skopeo: $(version skopeo --version)"
    echo "- containerd: $(version containerd --version)"
    echo "- coreutils: $(version cat --version | head -n 1)"
    echo "- Date: $(date -u +%F), $rounds rounds, warm cache, order alternating, load average at the start: $(
        cut -d ' ' -f 1 /proc/loadavg
    )"
}

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
    echo
    echo "## $2"
    echo
    measure --rounds "$rounds" --daemon "${containerd:-0}" --output "$OUT" --least "$(blob_bytes)" <<'COMMANDS'
file	cat	`cat blobs > file`	cat "$IMAGE"/blobs/*/* > "$OUT"
file		the same and `sync file`	cat "$IMAGE"/blobs/*/* > "$OUT" && sync "$OUT"
file		`dray export -o file`	"$DRAY" export --quiet "oci:$IMAGE:latest" -o "$OUT"
file	skopeo	`skopeo copy --all oci: oci-archive:`	skopeo --insecure-policy copy --quiet --all "oci:$IMAGE:latest" "oci-archive:$OUT:latest"
file	ctr	`ctr images export --all-platforms file`	ctr images export --all-platforms "$OUT" "$NAME"
pipe	cat	`cat blobs`, to a pipe	cat "$IMAGE"/blobs/*/* | cat > /dev/null
pipe		`dray export -o -`, to a pipe	"$DRAY" export --quiet "oci:$IMAGE:latest" -o - | cat > /dev/null
pipe	ctr	`ctr images export --all-platforms -`, to a pipe	ctr images export --all-platforms - "$NAME" | cat > /dev/null
hash		`sha256sum blobs`	sha256sum "$IMAGE"/blobs/*/* > /dev/null
COMMANDS
}

blob_bytes() {
    find "$IMAGE/blobs" -type f -printf '%s\n' | awk '{sum += $1} END {printf "%d", sum}'
}

start_containerd
# Not to measure a build, nor the making of a class archive.
version "$DRAY" --version >/dev/null

machine
compare large "One image of six layers, 1.19 GB"
compare many "One index of 200 manifests of 20 layers, 4401 small blobs"

echo
echo "## Start-up"
echo
measure --rounds 20 <<'COMMANDS'
start	dray	`dray --version`	"$DRAY" --version
start	skopeo	`skopeo --version`	skopeo --version
start	ctr	`ctr --version`	ctr --version
COMMANDS

if [ -n "$huge" ]; then
    echo "making an image of 10 GiB" >&2
    "$here/make-images.sh" "$work" huge >&2
    export IMAGE=$work/huge
    echo
    echo "## One layer of 10 GiB in 64 MiB of heap"
    echo
    measure --rounds 1 --output "$OUT" --least "$(blob_bytes)" <<'COMMANDS'
file		`DRAY_JAVA_OPTS=-Xmx64m dray export -o file`	DRAY_JAVA_OPTS=-Xmx64m "$DRAY" export --quiet "oci:$IMAGE:latest" -o "$OUT"
pipe		`DRAY_JAVA_OPTS=-Xmx64m dray export -o -`, to a pipe	DRAY_JAVA_OPTS=-Xmx64m "$DRAY" export --quiet "oci:$IMAGE:latest" -o - | cat > /dev/null
COMMANDS
fi

if [ -n "$failed" ]; then
    echo "export.sh: something failed; see the tables" >&2
    exit 1
fi
