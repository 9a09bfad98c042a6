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

make_certificate
for name in source dray skopeo; do
    start_registry "$name" "$name" tls
done
SOURCE=127.0.0.1:$(port source) TO_DRAY=127.0.0.1:$(port dray) TO_SKOPEO=127.0.0.1:$(port skopeo)
start_network far-source "${SOURCE#*:}"
start_network far-dray "${TO_DRAY#*:}"
start_network far-skopeo "${TO_SKOPEO#*:}"
far_source=127.0.0.1:$(port far-source) far_dray=127.0.0.1:$(port far-dray) far_skopeo=127.0.0.1:$(port far-skopeo)
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
