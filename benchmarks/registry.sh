#!/bin/bash
# Compares whole processes that pull an image from a registry, into an archive and into a layout, and push one from an
# archive: dray, skopeo, and crane and regctl where they are installed; over TLS first, then plain, on loopback and through
# a network with 20 ms of delay and 200 Mbit/s for each connection. Prints tables in Markdown to standard output, progress
# to standard error. Fails if any command failed.
# curl, which moves the blobs two at once and looks at nothing, shows how much of it is the registry and the network.
#
#   benchmarks/registry.sh IMAGES
#
# IMAGES is what make-images.sh made. Needs python3, skopeo, docker-registry, openssl, curl and a JDK.
#
#   DRAY       the command to measure, else the checkout's ./dray
#   ROUNDS     how often each command runs, else 5
#   JAVA_HOME  the Java that dray uses, else the one on the PATH
# shellcheck disable=SC2016 # the commands are for another shell
# shellcheck source=benchmarks/measuring.sh
. "$(dirname "$0")/measuring.sh"
[ $# -eq 1 ] && [ -d "$1" ] || usage IMAGES
begin "$1"

# One registry holds the image; the other is to hold nothing that a push might find there. skopeo remembers where it has
# seen a layer, and takes it over from any repository of the same registry.
make_certificate
start_registry full full
start_registry empty empty
start_registry full-tls full tls
start_registry empty-tls empty tls
full=$(port full)
empty=$(port empty)
full_tls=$(port full-tls)
empty_tls=$(port empty-tls)
# Everybody trusts the certificate by name: dray and skopeo in a folder, the others in the usual variables.
for port in "$full_tls" "$empty_tls"; do
    mkdir -p "$work/certs/127.0.0.1:$port"
    cp "$work/tls.crt" "$work/certs/127.0.0.1:$port/ca.crt"
done
cat /etc/ssl/certs/ca-certificates.crt "$work/tls.crt" >"$work/bundle.crt" 2>/dev/null || cp "$work/tls.crt" "$work/bundle.crt"
export SSL_CERT_FILE=$work/bundle.crt CURL_CA_BUNDLE=$work/bundle.crt CERTS=$work/certs

start_network far-full "$full"
start_network far-empty "$empty"
far_full=$(port far-full)
far_empty=$(port far-empty)

cat >"$work/blobs-pull" <<'SCRIPT'
cd "$IMAGE/blobs/sha256" && mkdir -p "$WORK/pulled" && find . -size +100k -printf '%f\n' | xargs -P 2 -I @ \
    curl -sSf -o "$WORK/pulled/@" "$SCHEME://$FULL/v2/pull/blobs/sha256:@"
SCRIPT
cat >"$work/blob-push" <<'SCRIPT'
place=$(curl -sSf -i -X POST "$SCHEME://$EMPTY/v2/push/blobs/uploads/" | tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
curl -sSf -o /dev/null -H 'Expect:' -H 'Content-Type: application/octet-stream' -X PUT \
    -T "$IMAGE/blobs/sha256/$1" "$place&digest=sha256:$1"
SCRIPT

export WORK=$work IMAGE=$images/large OUT=$work/out.tar TAR=$work/in.tar DRAY_JAVA_OPTS=-Xmx64m
machine skopeo docker-registry
skopeo --insecure-policy copy --quiet --dest-tls-verify=false "oci:$IMAGE:latest" "docker://127.0.0.1:$full/pull:latest"
"$DRAY" export --quiet "oci:$IMAGE:latest" -o "$TAR"
least=$(blob_bytes "$IMAGE")

has() { command -v "$1" >/dev/null; }

compare() { # SCHEME FULL EMPTY TITLE
    export SCHEME=$1 FULL=127.0.0.1:$2 EMPTY=127.0.0.1:$3
    plain=
    [ "$1" = https ] || plain=yes
    section "Pull to an archive, $4"
    {
        printf '%s\t%s\t%s\t%s\n' \
            file "" '`dray export docker:// -o file`' '"$DRAY" export --quiet --hosts-dir "$CERTS" "docker://$FULL/pull:latest" -o "$OUT"' \
            file skopeo '`skopeo copy docker:// oci-archive:`' "skopeo --insecure-policy copy --quiet ${plain:+--src-tls-verify=false} --src-cert-dir \"\$CERTS/\$FULL\" \"docker://\$FULL/pull:latest\" \"oci-archive:\$OUT:latest\""
        ! has crane || printf '%s\t%s\t%s\t%s\n' file crane '`crane pull`' "crane pull ${plain:+--insecure} \"\$FULL/pull:latest\" \"\$OUT\""
        ! has regctl || printf '%s\t%s\t%s\t%s\n' file regctl '`regctl image export`' "regctl ${plain:+--host reg=\$FULL,tls=disabled} image export \"\$FULL/pull:latest\" \"\$OUT\""
        printf '%s\t%s\t%s\t%s\t%s\n' blobs curl '`curl` of the blobs' 'bash "$WORK/blobs-pull"' 'rm -rf "$WORK/pulled"'
    } | measure --output "$OUT" --least "$least"
    rm -rf "$work/pulled"
    section "Pull to a layout, $4"
    {
        printf '%s\t%s\t%s\t%s\t%s\n' \
            layout "" '`dray copy docker:// oci:`' '"$DRAY" copy --quiet --hosts-dir "$CERTS" "docker://$FULL/pull:latest" "oci:$WORK/layout:latest"' 'rm -rf "$WORK/layout"' \
            layout skopeo '`skopeo copy docker:// oci:`' "skopeo --insecure-policy copy --quiet ${plain:+--src-tls-verify=false} --src-cert-dir \"\$CERTS/\$FULL\" \"docker://\$FULL/pull:latest\" \"oci:\$WORK/layout:latest\"" 'rm -rf "$WORK/layout"'
        ! has crane || printf '%s\t%s\t%s\t%s\t%s\n' layout crane '`crane pull --format oci`' "crane pull ${plain:+--insecure} --format oci \"\$FULL/pull:latest\" \"\$WORK/layout\"" 'rm -rf "$WORK/layout"'
    } | measure
    rm -rf "$work/layout"
    section "Push from an archive, $4"
    {
        printf '%s\t%s\t%s\t%s\t%s\n' \
            push "" '`dray copy oci-archive: docker://`' '"$DRAY" copy --quiet --hosts-dir "$CERTS" "oci-archive:$TAR" "docker://$EMPTY/push/dray:latest"' 'rm -rf "$WORK/empty/docker"' \
            push skopeo '`skopeo copy oci-archive: docker://`' "skopeo --insecure-policy copy --quiet --preserve-digests ${plain:+--dest-tls-verify=false} --dest-cert-dir \"\$CERTS/\$EMPTY\" \"oci-archive:\$TAR\" \"docker://\$EMPTY/push/skopeo:latest\"" 'rm -rf "$WORK/empty/docker"'
        ! has crane || printf '%s\t%s\t%s\t%s\t%s\n' push crane '`crane push` of the layout' "crane push ${plain:+--insecure} \"\$IMAGE\" \"\$EMPTY/push/crane:latest\"" 'rm -rf "$WORK/empty/docker"'
        ! has regctl || printf '%s\t%s\t%s\t%s\t%s\n' push regctl '`regctl image import`' "regctl ${plain:+--host reg=\$EMPTY,tls=disabled} image import \"\$EMPTY/push/regctl:latest\" \"\$TAR\"" 'rm -rf "$WORK/empty/docker"'
        printf '%s\t%s\t%s\t%s\t%s\n' blobs curl '`curl` of the blobs' 'cd "$IMAGE/blobs/sha256" && find . -size +100k -printf "%f\n" | xargs -P 2 -n 1 bash "$WORK/blob-push"' 'rm -rf "$WORK/empty/docker"'
    } | measure
}

compare https "$full_tls" "$empty_tls" "over TLS on loopback"
compare http "$full" "$empty" "on loopback"
compare http "$far_full" "$far_empty" "with 20 ms of delay and 200 Mbit/s for each connection"

finish
