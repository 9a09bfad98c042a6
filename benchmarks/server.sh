#!/bin/bash
# Compares servers: dray serve registry beside Debian's docker-registry, over the same image, with the same clients: the
# image pulled by one client and by eight at once, its manifest by eight clients again and again, the image pushed, 64 slow
# readers at once; plain and over TLS. Then how long dray takes from its start to the first response from an archive of ten
# thousand entries. Prints tables in Markdown to standard output, progress to standard error; CPU and memory include the
# server's. Fails if any command failed.
#
#   benchmarks/server.sh IMAGES
#
# IMAGES is what make-images.sh made. Needs apache2-utils (ab), curl, docker-registry, openssl, python3 and a JDK.
#
#   DRAY       the command to measure, else the checkout's ./dray; it has a heap of 128 MB
#   ROUNDS     how often each command runs, else 5
#   JAVA_HOME  the Java that dray uses, else the one on the PATH
# shellcheck disable=SC2016 # the commands are for another shell
# shellcheck source=benchmarks/measuring.sh
. "$(dirname "$0")/measuring.sh"
[ $# -eq 1 ] && [ -d "$1" ] || usage IMAGES
begin "$1"
export DRAY_JAVA_OPTS=${DRAY_JAVA_OPTS:--Xmx128m}
machine docker-registry curl

make_certificate
export CURL_CA_BUNDLE=$work/tls.crt

ours() { # NAME OPTION...
    "$DRAY" serve registry --root "$work/store" --writable --listen 127.0.0.1:0 "${@:2}" >"$work/$1.log" 2>&1 &
    servers+=($!)
}

start_registry peer peer
peer_pid=$!
start_registry peer-tls peer tls
peer_tls_pid=$!
ours ours
ours_pid=$!
ours ours-tls --tls-cert "$work/tls.crt" --tls-key "$work/tls.key"
ours_tls_pid=$!
peer_port=$(port peer)
peer_tls_port=$(port peer-tls)
ours_port=$(port ours 'http://localhost:\([0-9]*\)')
ours_tls_port=$(port ours-tls 'https://localhost:\([0-9]*\)')

export IMAGE=$images/large WORK=$work
"$DRAY" copy --quiet "oci:$IMAGE:latest" "docker://127.0.0.1:$peer_port/bench/large:latest"
"$DRAY" copy --quiet "oci:$IMAGE:latest" "docker://127.0.0.1:$ours_port/bench/large:latest"

cat >"$work/pull" <<'SCRIPT'
# pull BASE CLIENTS: all blobs over 100 kB, by as many clients, each of which takes all
cd "$IMAGE/blobs/sha256" && blobs=$(find . -size +100k -printf '%f ')
one() { for blob in $blobs; do curl -sSf -o /dev/null "$1/v2/bench/large/blobs/sha256:$blob" || return; done; }
running=()
for ((i = 0; i < $2; i++)); do one "$1" & running+=($!); done
for client in "${running[@]}"; do wait "$client" || exit; done
SCRIPT
cat >"$work/push" <<'SCRIPT'
# push BASE REPOSITORY
cd "$IMAGE/blobs/sha256" && find . -size +100k -printf '%f\n' | while read -r blob; do
    place=$(curl -sSf -i -X POST "$1/v2/$2/blobs/uploads/" | tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
    case $place in /*) place=$1$place ;; esac
    case $place in *\?*) place="$place&digest=sha256:$blob" ;; *) place="$place?digest=sha256:$blob" ;; esac
    curl -sSf -o /dev/null -H 'Expect:' -H 'Content-Type: application/octet-stream' -X PUT -T "$blob" "$place" || exit
done
SCRIPT
cat >"$work/slow" <<'SCRIPT'
# slow BASE: 64 readers of the largest blob, 1 MB a second each, for five seconds
cd "$IMAGE/blobs/sha256" && blob=$(find . -printf '%s %f\n' | sort -rn | head -n 1 | cut -d ' ' -f 2)
for ((i = 0; i < 64; i++)); do
    curl -sS --limit-rate 1M --max-time 5 -o /dev/null "$1/v2/bench/large/blobs/sha256:$blob" 2>/dev/null &
done
wait
SCRIPT

row() { # TASK TOOL@daemon LABEL COMMAND [BEFORE]
    printf '%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4" "${5:-true}"
}

compare() { # TITLE OURS OURS_PID PEER PEER_PID
    section "$1"
    local manifest="-H 'Accept: application/vnd.oci.image.manifest.v1+json'"
    # What docker-registry has taken has to be gone, or the next push would find it; ours goes to a repository of its own.
    local forget="rm -rf $work/peer/docker/registry/v2/repositories/bench/pushed"
    {
        for clients in 1 8; do
            row "pull$clients" "@daemon=$3" "\`dray serve registry\`, pulled by $clients" "bash \$WORK/pull $2 $clients"
            row "pull$clients" "docker-registry@daemon=$5" "\`docker-registry\`, pulled by $clients" "bash \$WORK/pull $4 $clients"
        done
        row manifests "@daemon=$3" "\`dray serve registry\`, 20 000 manifests" "ab -q -k -c 8 -n 20000 $manifest $2/v2/bench/large/manifests/latest | tee \$WORK/ab.out | grep -qE 'Failed requests: +0$' && ! grep -q Non-2xx \$WORK/ab.out"
        row manifests "docker-registry@daemon=$5" "\`docker-registry\`, 20 000 manifests" "ab -q -k -c 8 -n 20000 $manifest $4/v2/bench/large/manifests/latest | tee \$WORK/ab.out | grep -qE 'Failed requests: +0$' && ! grep -q Non-2xx \$WORK/ab.out"
        row push "@daemon=$3" "\`dray serve registry\`, pushed to" "bash \$WORK/push $2 bench/pushed-\$RANDOM"
        row push "docker-registry@daemon=$5" "\`docker-registry\`, pushed to" "bash \$WORK/push $4 bench/pushed-\$RANDOM" "$forget"
        row slow "@daemon=$3" "\`dray serve registry\`, 64 slow readers" "bash \$WORK/slow $2"
        row slow "docker-registry@daemon=$5" "\`docker-registry\`, 64 slow readers" "bash \$WORK/slow $4"
    } | measure
}

compare "Plain" "http://localhost:$ours_port" "$ours_pid" "http://localhost:$peer_port" "$peer_pid"
compare "Over TLS" "https://localhost:$ours_tls_port" "$ours_tls_pid" "https://localhost:$peer_tls_port" "$peer_tls_pid"

section "From the start to the first response"
python3 "$here/images.py" "$work" archive
cat >"$work/start" <<'SCRIPT'
# start ARCHIVE: until the catalog has come
"$DRAY" serve registry --quiet --json --listen 127.0.0.1:0 "oci-archive:$1" >"$WORK/start.log" 2>&1 &
until url=$(sed -n 's/.*"url":"\([^"]*\)".*/\1/p' "$WORK/start.log") && [ -n "$url" ]; do
    kill -0 $! || { cat "$WORK/start.log" >&2; exit 1; }
    sleep 0.02
done
curl -sSf -o /dev/null "$url/v2/_catalog"
kill $!
wait $! || true
SCRIPT
row start "" '`dray serve registry oci-archive:`, 10 GB, 10 000 entries' 'bash $WORK/start $WORK/archive.tar' | measure
finish
