#!/bin/bash
# Compares whole processes that bring 50 images of a list from one registry to another, over TLS on loopback: dray sync and
# skopeo sync, into a registry that is empty, and once more where nothing has changed; then the same through a network with
# 20 ms of delay and 200 Mbit/s for each connection. Images share bases, as releases do.
# Prints tables in Markdown to standard output, progress to standard error. Fails if any command failed.
#
#   benchmarks/sync.sh FOLDER
#
# FOLDER is on the disk to measure on. Needs python3, skopeo, docker-registry, openssl, curl and a JDK.
#
#   DRAY       the command to measure, else the checkout's ./dray; it has a heap of 64 MB
#   ROUNDS     how often each command runs, else 5
#   JAVA_HOME  the Java that dray uses, else the one on the PATH
# shellcheck disable=SC2016 # the commands are for another shell
# shellcheck source=benchmarks/measuring.sh
. "$(dirname "$0")/measuring.sh"
[ $# -eq 1 ] && [ -d "$1" ] || usage FOLDER
begin "$1"
export DRAY_JAVA_OPTS=${DRAY_JAVA_OPTS:--Xmx64m} WORK=$work CERTS=$work/certs
machine skopeo docker-registry

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=benchmark -addext subjectAltName=IP:127.0.0.1 \
    -keyout "$work/tls.key" -out "$work/tls.crt" 2>/dev/null
serve() { # NAME
    cat >"$work/$1.yml" <<CONFIG
version: 0.1
log: {level: info, formatter: text, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $work/$1}, delete: {enabled: true}}
http: {addr: "127.0.0.1:0", secret: benchmark, tls: {certificate: $work/tls.crt, key: $work/tls.key}}
CONFIG
    docker-registry serve "$work/$1.yml" >"$work/$1.log" 2>&1 &
    servers+=($!)
}
listening() { # NAME
    for ((i = 0; i < 100; i++)); do
        sed -n 's/.*listening on 127\.0\.0\.1:\([0-9]*\).*/127.0.0.1:\1/p' "$work/$1.log" | head -n 1 | grep . && return
        sleep 0.1
    done
    echo "$script: no server came up; its log is:" >&2
    cat "$work/$1.log" >&2
    exit 1
}
for name in source dray skopeo; do
    serve "$name"
done
"$DRAY" --version >/dev/null
classes=$here/../drayage-testkit/target/classes
[ -d "$classes" ] || mvn -q -B -ntp -f "$here/../pom.xml" -pl drayage-testkit -am compile
far() { # NAME PORT
    "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$classes" dev.drayage.testkit.http.ThrottledProxy \
        0 "$2" 20 25000000 >"$work/$1.log" 2>&1 &
    servers+=($!)
}
SOURCE=$(listening source) TO_DRAY=$(listening dray) TO_SKOPEO=$(listening skopeo)
far far-source "${SOURCE#*:}"
far far-dray "${TO_DRAY#*:}"
far far-skopeo "${TO_SKOPEO#*:}"
far_source=$(listening far-source) far_dray=$(listening far-dray) far_skopeo=$(listening far-skopeo)
for host in "$SOURCE" "$TO_DRAY" "$TO_SKOPEO" "$far_source" "$far_dray" "$far_skopeo"; do
    mkdir -p "$CERTS/$host"
    cp "$work/tls.crt" "$CERTS/$host/ca.crt"
done

# 50 images upon five bases of 20 MB in two layers, each with two layers of its own: 2 MB and 200 kB.
python3 - "$work/made" <<'PY'
import hashlib, io, json, os, random, sys, tarfile

root = sys.argv[1]
os.makedirs(root + "/blobs/sha256")
numbers = random.Random(1)


def blob(data):
    digest = hashlib.sha256(data).hexdigest()
    with open(f"{root}/blobs/sha256/{digest}", "wb") as file:
        file.write(data)
    return "sha256:" + digest, len(data)


def layer(name, size):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        entry = tarfile.TarInfo(name)
        entry.size = size
        tar.addfile(entry, io.BytesIO(numbers.randbytes(size)))
    return blob(packed.getvalue())


def described(kind, of):
    return {"mediaType": "application/vnd.oci.image." + kind, "digest": of[0], "size": of[1]}


bases = [[layer(f"base{n}", 16_000_000), layer(f"more{n}", 4_000_000)] for n in range(5)]
listed = []
for n in range(50):
    layers = bases[n % 5] + [layer(f"app{n}", 2_000_000), layer(f"settings{n}", 200_000)]
    config = blob(json.dumps({"architecture": "amd64", "os": "linux", "rootfs": {
        "type": "layers", "diff_ids": [of[0] for of in layers]}}).encode())
    manifest = blob(json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": described("config.v1+json", config),
        "layers": [described("layer.v1.tar", of) for of in layers]}).encode())
    listed.append({**described("manifest.v1+json", manifest),
        "annotations": {"org.opencontainers.image.ref.name": f"app{n}"}})
with open(root + "/index.json", "w") as file:
    json.dump({"schemaVersion": 2, "manifests": listed}, file)
with open(root + "/oci-layout", "w") as file:
    json.dump({"imageLayoutVersion": "1.0.0"}, file)
PY
for ((n = 0; n < 50; n++)); do
    "$DRAY" copy --quiet --hosts-dir "$CERTS" "oci:$work/made:app$n" "docker://$SOURCE/team/app$n:v1" >/dev/null
done

list() { # HOST
    for ((n = 0; n < 50; n++)); do
        echo "$1/team/app$n:v1"
    done >"$work/images.txt"
    {
        printf '%s:\n  cert-dir: %s\n  images:\n' "$1" "$CERTS/$1"
        for ((n = 0; n < 50; n++)); do
            echo "    team/app$n: [v1]"
        done
    } >"$work/images.yaml"
}

dray='"$DRAY" sync --quiet --hosts-dir "$CERTS" "$WORK/images.txt" --to "docker://$TO_DRAY/mirror"'
skopeo='skopeo --insecure-policy sync --all --preserve-digests --src yaml --dest docker --dest-cert-dir "$CERTS/$TO_SKOPEO" "$WORK/images.yaml" "$TO_SKOPEO/mirror"'

compare() { # SOURCE TO_DRAY TO_SKOPEO TITLE
    list "$1"
    export TO_DRAY=$2 TO_SKOPEO=$3
    # skopeo remembers where it has seen a layer, and asks in vain for it to be taken over from there.
    section "50 images into an empty registry, over TLS $4"
    printf '%s\t%s\t%s\t%s\t%s\n' \
        cold "" '`dray sync`' "$dray" 'rm -rf "$WORK/dray/docker"' \
        cold skopeo '`skopeo sync`' "$skopeo" 'rm -rf "$WORK/skopeo/docker"' | measure
    section "The same where nothing has changed, $4"
    printf '%s\t%s\t%s\t%s\n' \
        again "" '`dray sync`' "$dray" \
        again skopeo '`skopeo sync`' "$skopeo" | measure
}

compare "$SOURCE" "$TO_DRAY" "$TO_SKOPEO" "on loopback"
compare "$far_source" "$far_dray" "$far_skopeo" "with 20 ms of delay and 200 Mbit/s for each connection"
finish
