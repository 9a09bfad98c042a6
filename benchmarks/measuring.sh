# What the scripts that compare whole processes have in common; they source it. It stops at the first failure, and removes
# what it made when the script ends.
#
# shellcheck shell=bash disable=SC2034 # the scripts use what is set here
set -euo pipefail
export LC_ALL=C
script=$(basename "$0")
here=$(cd "$(dirname "$0")" && pwd)
export DRAY=${DRAY:-$here/../dray}
rounds=${ROUNDS:-5}
failed=
servers=()
containerd=

usage() { # ARGUMENTS
    echo "usage: $script $1" >&2
    exit 2
}

# On the file system of the images: all read from and write to the same disk. The path of a socket is short.
begin() { # IMAGES
    images=$(cd "$1" && pwd)
    work=$(mktemp -d "$images/.${script%.sh}.XXXXXX")
    run=$(mktemp -d)
    trap cleanup EXIT
    trap 'exit 130' INT TERM
    export TMPDIR=$work OUT=$work/out CONTAINERD_ADDRESS=$run/containerd.sock
}

cleanup() {
    for server in "${servers[@]}"; do
        kill "$server" && wait "$server" || true
    done
    rm -rf "$work" "$run"
} 2>/dev/null

# A containerd of its own, without what would begin to manage the machine's containers.
start_containerd() {
    printf 'version = 2\nroot = "%s"\nstate = "%s"\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n' \
        "$work/containerd" "$run/state" >"$run/config.toml"
    containerd --config "$run/config.toml" --address "$CONTAINERD_ADDRESS" >"$run/log" 2>&1 &
    containerd=$!
    servers+=("$containerd")
    for ((i = 0; i < 100; i++)); do
        ! ctr version >/dev/null 2>&1 || return 0
        sleep 0.1
    done
    echo "$script: containerd does not answer:" >&2
    tail -n 5 "$run/log" >&2
    return 1
}

measure() { # ARGUMENTS OF measure.py
    python3 "$here/measure.py" --rounds "$rounds" "$@" || failed=yes
}

version() { # COMMAND...
    { command -v "$1" >/dev/null && "$@" 2>&1; } || echo "not there ($1)"
}

# What was measured, with what, on what; further arguments are lines of the list.
machine() { # TOOL...
    # Not to measure a build, nor the making of a class archive.
    version "$DRAY" --version >/dev/null
    echo "- Machine: $(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)$(
        grep -qw sha_ni /proc/cpuinfo && echo ', SHA extensions'
    ), $(awk '/MemTotal/ {printf "%.0f GiB", $2 / 1048576}' /proc/meminfo), Linux $(uname -r), $(
        stat -f -c %T "$work" | sed 's|^ext2/ext3$|ext4|'
    )"
    echo "- dray: $(version "$DRAY" --version | tail -n 1)${DRAY_JAVA_OPTS:+, with $DRAY_JAVA_OPTS}"
    for tool; do
        echo "- $tool: $(version "$tool" --version | head -n 1)"
    done
    echo "- Date: $(date -u +%F), $rounds round$([ "$rounds" = 1 ] || echo s), warm cache, order alternating, load average at the start: $(
        cut -d ' ' -f 1 /proc/loadavg
    )"
}

section() { # LEVEL-TWO HEADING
    printf '\n## %s\n\n' "$1"
}

blob_bytes() { # LAYOUT
    find "$1/blobs" -type f -printf '%s\n' | awk '{sum += $1} END {printf "%d", sum}'
}

finish() {
    if [ -n "$failed" ]; then
        echo "$script: something failed; see the tables" >&2
        exit 1
    fi
}
