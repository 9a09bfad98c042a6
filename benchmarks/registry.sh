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
# shellcheck source=benchmarks/measuring.sh
. "$(dirname "$0")/measuring.sh"
[ $# -eq 1 ] && [ -d "$1" ] || usage IMAGES
begin "$1"

listening() { # LOG
    for ((i = 0; i < 100; i++)); do
        sed -n 's/.*listening on 127\.0\.0\.1:\([0-9]*\).*/\1/p' "$1" | head -n 1 | grep . && return
        sleep 0.1
    done
    echo "$script: no server came up; its log is:" >&2
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

export IMAGE=$images/large TAR=$work/in.tar STORAGE=$work/storage DRAY_JAVA_OPTS=-Xmx64m
machine skopeo docker-registry
skopeo --insecure-policy copy --quiet --dest-tls-verify=false "oci:$IMAGE:latest" "docker://127.0.0.1:$near/pull:latest"
"$DRAY" export --quiet "oci:$IMAGE:latest" -o "$TAR"
least=$(blob_bytes "$IMAGE")

compare() { # PORT TITLE
    export HOST=127.0.0.1:$1
    section "Pull to an archive, $2"
    measure --output "$OUT" --least "$least" <<'COMMANDS'
file		`dray export docker:// -o file`	"$DRAY" export --quiet "docker://$HOST/pull:latest" -o "$OUT"
file	skopeo	`skopeo copy docker:// oci-archive:`	skopeo --insecure-policy copy --quiet --src-tls-verify=false "docker://$HOST/pull:latest" "oci-archive:$OUT:latest"
COMMANDS
    section "Push from an archive, $2"
    # A new repository each time, of a registry that has forgotten its blobs: nothing is there already.
    measure <<'COMMANDS'
push		`dray copy oci-archive: docker://`	rm -rf "$STORAGE"/docker/registry/v2/repositories/push && "$DRAY" copy --quiet "oci-archive:$TAR" "docker://$HOST/push/dray:latest"
push	skopeo	`skopeo copy oci-archive: docker://`	rm -rf "$STORAGE"/docker/registry/v2/repositories/push && skopeo --insecure-policy copy --quiet --preserve-digests --dest-tls-verify=false "oci-archive:$TAR" "docker://$HOST/push/skopeo:latest"
COMMANDS
}

compare "$near" "on loopback"
compare "$far" "with 20 ms of delay and 200 Mbit/s for each connection"

finish
