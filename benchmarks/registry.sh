#!/bin/bash
# Compares whole processes that pull an image from a registry into an archive, and push one from an archive: dray and
# skopeo, on loopback and through a network with 20 ms of delay and 200 Mbit/s for each connection. Prints tables in
# Markdown to standard output, progress to standard error. Fails if any command failed.
# curl, which moves the blobs two at once and looks at nothing, shows how much of it is the registry and the network.
#
#   benchmarks/registry.sh IMAGES
#
# IMAGES is what make-images.sh made. Needs python3, skopeo, docker-registry, curl and a JDK.
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

# One registry holds the image; the other is to hold nothing that a push might find there. skopeo remembers where it has
# seen a layer, and takes it over from any repository of the same registry.
serve() { # NAME
    cat >"$work/$1.yml" <<CONFIG
version: 0.1
log: {level: info, formatter: text, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $work/$1}, delete: {enabled: true}}
http: {addr: "127.0.0.1:0", secret: benchmark}
CONFIG
    docker-registry serve "$work/$1.yml" >"$work/$1.log" 2>&1 &
    servers+=($!)
}
serve full
serve empty
full=$(listening "$work/full.log")
empty=$(listening "$work/empty.log")

# The launcher builds the classes of the proxy along with dray.
"$DRAY" --version >/dev/null
classes=$here/../drayage-testkit/target/classes
[ -d "$classes" ] || mvn -q -B -ntp -f "$here/../pom.xml" -pl drayage-testkit -am compile
far() { # NAME PORT
    "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$classes" dev.drayage.testkit.http.ThrottledProxy \
        0 "$2" 20 25000000 >"$work/far-$1.log" 2>&1 &
    servers+=($!)
}
far full "$full"
far empty "$empty"
far_full=$(listening "$work/far-full.log")
far_empty=$(listening "$work/far-empty.log")

cat >"$work/blobs-pull" <<'SCRIPT'
cd "$IMAGE/blobs/sha256" && mkdir -p "$WORK/pulled" && find . -size +100k -printf '%f\n' | xargs -P 2 -I @ \
    curl -sSf -o "$WORK/pulled/@" "http://$FULL/v2/pull/blobs/sha256:@"
SCRIPT
cat >"$work/blob-push" <<'SCRIPT'
place=$(curl -sSf -i -X POST "http://$EMPTY/v2/push/blobs/uploads/" | tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
curl -sSf -o /dev/null -H 'Expect:' -H 'Content-Type: application/octet-stream' -X PUT \
    -T "$IMAGE/blobs/sha256/$1" "$place&digest=sha256:$1"
SCRIPT

export WORK=$work IMAGE=$images/large OUT=$work/out.tar TAR=$work/in.tar DRAY_JAVA_OPTS=-Xmx64m
machine skopeo docker-registry
skopeo --insecure-policy copy --quiet --dest-tls-verify=false "oci:$IMAGE:latest" "docker://127.0.0.1:$full/pull:latest"
"$DRAY" export --quiet "oci:$IMAGE:latest" -o "$TAR"
least=$(blob_bytes "$IMAGE")

compare() { # FULL EMPTY TITLE
    export FULL=127.0.0.1:$1 EMPTY=127.0.0.1:$2
    section "Pull to an archive, $3"
    measure --output "$OUT" --least "$least" <<'COMMANDS'
file		`dray export docker:// -o file`	"$DRAY" export --quiet "docker://$FULL/pull:latest" -o "$OUT"
file	skopeo	`skopeo copy docker:// oci-archive:`	skopeo --insecure-policy copy --quiet --src-tls-verify=false "docker://$FULL/pull:latest" "oci-archive:$OUT:latest"
blobs		`curl` of the blobs	bash "$WORK/blobs-pull"	rm -rf "$WORK/pulled"
COMMANDS
    rm -rf "$work/pulled"
    section "Push from an archive, $3"
    measure <<'COMMANDS'
push		`dray copy oci-archive: docker://`	"$DRAY" copy --quiet "oci-archive:$TAR" "docker://$EMPTY/push/dray:latest"	rm -rf "$WORK/empty/docker"
push	skopeo	`skopeo copy oci-archive: docker://`	skopeo --insecure-policy copy --quiet --preserve-digests --dest-tls-verify=false "oci-archive:$TAR" "docker://$EMPTY/push/skopeo:latest"	rm -rf "$WORK/empty/docker"
blobs		`curl` of the blobs	cd "$IMAGE/blobs/sha256" && find . -size +100k -printf "%f\n" | xargs -P 2 -n 1 bash "$WORK/blob-push"	rm -rf "$WORK/empty/docker"
COMMANDS
}

compare "$full" "$empty" "on loopback"
compare "$far_full" "$far_empty" "with 20 ms of delay and 200 Mbit/s for each connection"

finish
