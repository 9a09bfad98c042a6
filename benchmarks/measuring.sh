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

# A certificate for servers on loopback: tls.crt and tls.key.
make_certificate() {
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=benchmark \
        -addext subjectAltName=IP:127.0.0.1,DNS:localhost -keyout "$work/tls.key" -out "$work/tls.crt" 2>/dev/null
}

# Debian's docker-registry over a folder, at a port of its choice; over TLS if that is given.
start_registry() { # NAME STORAGE [tls]
    local tls=
    [ -z "${3:-}" ] || tls=", tls: {certificate: $work/tls.crt, key: $work/tls.key}"
    cat >"$work/$1.yml" <<CONFIG
version: 0.1
log: {level: info, formatter: text, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $work/$2}, delete: {enabled: true}}
http: {addr: "127.0.0.1:0", secret: benchmark$tls}
CONFIG
    docker-registry serve "$work/$1.yml" >"$work/$1.log" 2>&1 &
    servers+=($!)
}

# Stands before a server as a network with 20 ms of delay and 200 Mbit/s for each connection. The launcher builds its classes
# along with dray.
start_network() { # NAME PORT
    local classes=$here/../drayage-testkit/target/classes
    version "$DRAY" --version >/dev/null
    [ -d "$classes" ] || mvn -q -B -ntp -f "$here/../pom.xml" -pl drayage-testkit -am compile
    "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$classes" dev.drayage.testkit.http.ThrottledProxy \
        0 "$2" 20 25000000 >"$work/$1.log" 2>&1 &
    servers+=($!)
}

# The port that a server says it listens on.
port() { # NAME [PATTERN]
    local log=$work/$1.log pattern=${2:-'listening on 127\.0\.0\.1:\([0-9]*\)'}
    for ((i = 0; i < 300; i++)); do
        sed -n "s|.*$pattern.*|\\1|p" "$log" | head -n 1 | grep . && return
        sleep 0.1
    done
    echo "$script: no server came up; its log is:" >&2
    cat "$log" >&2
    exit 1
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
