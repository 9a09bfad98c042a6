#!/bin/bash
# Pulls an image over TLS again and again, each time into a new archive, and ends at the first pull that fails or takes
# longer than a minute: a stall is found so, and not by an average.
#
#   benchmarks/tls-pulls.sh [TIMES] [MEGABYTES]
#
# 100 pulls of 400 MB are the default. Needs docker-registry, openssl, python3 and a JDK.
#
#   DRAY  the command to try, else the checkout's ./dray
set -euo pipefail
times=${1:-100} megabytes=${2:-400}
here=$(cd "$(dirname "$0")" && pwd)
DRAY=${DRAY:-$here/../dray}
work=$(mktemp -d "${TMPDIR:-/var/tmp}/tls-pulls.XXXXXX")
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT

python3 - "$work/layout" "$megabytes" <<'PYTHON'
import hashlib, json, os, sys
path, size = sys.argv[1], int(sys.argv[2]) << 20
os.makedirs(path + "/blobs/sha256")
def blob(data, kind):
    digest = hashlib.sha256(data).hexdigest()
    with open(f"{path}/blobs/sha256/{digest}", "wb") as file:
        file.write(data)
    return {"mediaType": "application/vnd.oci.image." + kind, "digest": "sha256:" + digest, "size": len(data)}
layers = [blob(os.urandom(size * part // 10), "layer.v1.tar") for part in (5, 3, 1, 1)]
config = {"architecture": "amd64", "os": "linux", "config": {}}
config["rootfs"] = {"type": "layers", "diff_ids": [layer["digest"] for layer in layers]}
manifest = {"schemaVersion": 2, "config": blob(json.dumps(config).encode(), "config.v1+json"), "layers": layers}
root = blob(json.dumps(manifest).encode(), "manifest.v1+json")
root["annotations"] = {"org.opencontainers.image.ref.name": "v1"}
for name, data in (("index.json", {"schemaVersion": 2, "manifests": [root]}), ("oci-layout", {"imageLayoutVersion": "1.0.0"})):
    with open(f"{path}/{name}", "w") as file:
        json.dump(data, file)
PYTHON

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=tls-pulls -addext subjectAltName=IP:127.0.0.1 \
    -keyout "$work/tls.key" -out "$work/tls.crt" 2>/dev/null
cat >"$work/config.yml" <<CONFIG
version: 0.1
log: {level: info, formatter: text, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $work/storage}}
http: {addr: "127.0.0.1:0", secret: pulls, tls: {certificate: $work/tls.crt, key: $work/tls.key}}
CONFIG
docker-registry serve "$work/config.yml" >"$work/log" 2>&1 &
server=$!
address=
for ((i = 0; i < 100 && ${#address} == 0; i++)); do
    sleep 0.1
    address=$(sed -n 's/.*listening on \(127\.0\.0\.1:[0-9]*\).*/\1/p' "$work/log" | head -n 1)
done
[ -n "$address" ] || { cat "$work/log" >&2; exit 1; }
mkdir -p "$work/certs/$address"
cp "$work/tls.crt" "$work/certs/$address/ca.crt"
"$DRAY" copy --quiet --hosts-dir "$work/certs" "oci:$work/layout:v1" "docker://$address/pulls:v1" >/dev/null

for ((i = 1; i <= times; i++)); do
    begin=$(date +%s%N)
    timeout 60 "$DRAY" export --quiet --hosts-dir "$work/certs" "docker://$address/pulls:v1" -o "$work/out.tar" || {
        echo "tls-pulls.sh: pull $i of $times failed or took longer than a minute (exit $?)" >&2
        exit 1
    }
    rm "$work/out.tar"
    echo "pull $i of $times: $((($(date +%s%N) - begin) / 1000000)) ms"
done
