#!/bin/bash
# Compares whole processes that pull an image from a registry into an archive, and push one from an archive: dray and
# skopeo, on loopback and through a network with 20 ms of delay and 200 Mbit/s for each connection. Prints tables in
# Markdown to standard output, progress to standard error. Fails if any command failed.
#
#   benchmarks/registry.sh IMAGES
#
# IMAGES is what make-images.sh made. Needs python3, skopeo, docker-registry and a JDK.
#
#   DRAY       the command to measure, else the checkout's ./dray
#   ROUNDS     how often each command runs, else 5
#   JAVA_HOME  the Java that dray uses, else the one on the PATH
set -euo pipefail
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
[ $# -eq 1 ] && [ -d "$1" ] || {
    echo "usage: registry.sh IMAGES" >&2
    exit 2
}
images=$(cd "$1" && pwd)
export DRAY=${DRAY:-$here/../dray}
rounds=${ROUNDS:-5}
failed=

work=$(mktemp -d "$images/.registry.XXXXXX")
servers=()
cleanup() {
    for server in "${servers[@]}"; do
        kill "$server" && wait "$server" || true
    done
    rm -rf "$work"
} 2>/dev/null
trap cleanup EXIT
trap 'exit 130' INT TERM

listening() { # LOG
    for ((i = 0; i < 100; i++)); do
        sed -n 's/.*listening on 127\.0\.0\.1:\([0-9]*\).*/\1/p' "$1" | head -n 1 | grep . && return
        sleep 0.1
    done
    echo "registry.sh: no server came up; its log is:" >&2
    cat "$1" >&2
    exit 1
}

cat >"$work/registry.yml" <<CONFIG
version: 0.1
log: {level: info, formatter: text, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $work/storage}, delete: {enabled: true}}
http: {addr: "127.0.0.1:0", secret: benchmark}
CONFIG
docker-registry serve "$work/registry.yml" >"$work/registry.log" 2>&1 &
servers+=($!)
near=$(listening "$work/registry.log")

# The launcher builds the classes of the proxy along with dray.
"$DRAY" --version >/dev/null
classes=$here/../drayage-testkit/target/classes
[ -d "$classes" ] || mvn -q -B -ntp -f "$here/../pom.xml" -pl drayage-testkit -am compile
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$classes" dev.drayage.testkit.http.ThrottledProxy \
    0 "$near" 20 25000000 >"$work/proxy.log" 2>&1 &
servers+=($!)
far=$(listening "$work/proxy.log")

measure() {
    python3 "$here/measure.py" "$@" || failed=yes
}

version() {
    { command -v "$1" >/dev/null && "$@" 2>&1; } || echo "not there ($1)"
}

echo "- Machine: $(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)"
echo "- dray: $(version "$DRAY" --version | tail -n 1), with a heap of 64 MB"
echo "- Java: $(version "${JAVA_HOME:+$JAVA_HOME/bin/}java" -version | tail -n 1)"
echo "- skopeo: $(version skopeo --version)"
echo "- docker-registry: $(version docker-registry --version)"
echo "- Date: $(date -u +%F), $rounds rounds, order alternating, load average at the start: $(
    cut -d ' ' -f 1 /proc/loadavg
)"

export IMAGE=$images/large OUT=$work/out.tar TAR=$work/in.tar STORAGE=$work/storage DRAY_JAVA_OPTS=-Xmx64m
skopeo --insecure-policy copy --quiet --dest-tls-verify=false "oci:$IMAGE:latest" "docker://127.0.0.1:$near/pull:latest"
"$DRAY" export --quiet "oci:$IMAGE:latest" -o "$TAR"
least=$(find "$IMAGE/blobs" -type f -printf '%s\n' | awk '{sum += $1} END {printf "%d", sum}')

compare() { # PORT TITLE
    export HOST=127.0.0.1:$1
    echo
    echo "## Pull to an archive, $2"
    echo
    measure --rounds "$rounds" --output "$OUT" --least "$least" <<'COMMANDS'
file		`dray export docker:// -o file`	"$DRAY" export --quiet "docker://$HOST/pull:latest" -o "$OUT"
file	skopeo	`skopeo copy docker:// oci-archive:`	skopeo --insecure-policy copy --quiet --src-tls-verify=false "docker://$HOST/pull:latest" "oci-archive:$OUT:latest"
COMMANDS
    echo
    echo "## Push from an archive, $2"
    echo
    # A new repository each time, of a registry that has forgotten its blobs: nothing is there already.
    measure --rounds "$rounds" <<'COMMANDS'
push		`dray copy oci-archive: docker://`	rm -rf "$STORAGE"/docker/registry/v2/repositories/push && "$DRAY" copy --quiet "oci-archive:$TAR" "docker://$HOST/push/dray:latest"
push	skopeo	`skopeo copy oci-archive: docker://`	rm -rf "$STORAGE"/docker/registry/v2/repositories/push && skopeo --insecure-policy copy --quiet --preserve-digests --dest-tls-verify=false "oci-archive:$TAR" "docker://$HOST/push/skopeo:latest"
COMMANDS
}

compare "$near" "on loopback"
compare "$far" "with 20 ms of delay and 200 Mbit/s for each connection"

if [ -n "$failed" ]; then
    echo "registry.sh: something failed; see the tables" >&2
    exit 1
fi
