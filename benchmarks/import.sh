#!/bin/bash
# Compares whole processes that take an archive in: dray into its store, skopeo into a layout, ctr into a containerd, and
# cp; then times what dray does in a store of 20,000 images. Prints tables in Markdown to standard output, progress to
# standard error. Fails if any command failed.
#
#   benchmarks/import.sh IMAGES
#
# IMAGES is what make-images.sh made: large, many, named and eight. Needs python3, skopeo, containerd (with ctr; as root) and a
# Java.
#
#   DRAY       the command to measure, else the checkout's ./dray
#   ROUNDS     how often each command runs, else 5
#   JAVA_HOME  the Java that dray uses, else the one on the PATH
set -euo pipefail
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
for image in large many named eight/7; do
    [ $# -eq 1 ] && [ -f "$1/$image/index.json" ] || {
        echo "usage: import.sh IMAGES, in which make-images.sh made large, many, named and eight" >&2
        exit 2
    }
done
images=$(cd "$1" && pwd)
export DRAY=${DRAY:-$here/../dray}
rounds=${ROUNDS:-5}
failed=

# On the file system of the images: all read from and write to the same disk.
work=$(mktemp -d "$images/.import.XXXXXX")
# The path of a socket is short.
run=$(mktemp -d)
containerd=
cleanup() {
    if [ -n "$containerd" ]; then
        kill "$containerd" && wait "$containerd" || true
    fi
    rm -rf "$work" "$run"
} 2>/dev/null
trap cleanup EXIT
trap 'exit 130' INT TERM

# What the measured commands read.
export TMPDIR=$work OUT=$work/out TAR=$work/in.tar STORE=$work/store CONTAINERD_ADDRESS=$run/containerd.sock
export DRAYAGE_ROOT=$STORE

measure() {
    python3 "$here/measure.py" "$@" || failed=yes
}

version() { # COMMAND...
    { command -v "$1" >/dev/null && "$@" 2>&1; } || echo "not there ($1)"
}

printf 'version = 2\nroot = "%s"\nstate = "%s"\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n' \
    "$work/containerd" "$run/state" >"$run/config.toml"
containerd --config "$run/config.toml" --address "$CONTAINERD_ADDRESS" >"$run/log" 2>&1 &
containerd=$!
for ((i = 0; i < 100; i++)); do
    ! ctr version >/dev/null 2>&1 || break
    sleep 0.1
done
# Not to measure a build, nor the making of a class archive.
"$DRAY" --version >/dev/null

echo "- Machine: $(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)"
echo "- dray: $(version "$DRAY" --version | tail -n 1)"
echo "- Java: $(version "${JAVA_HOME:+$JAVA_HOME/bin/}java" -version | tail -n 1)"
echo "- skopeo: $(version skopeo --version)"
echo "- containerd: $(version containerd --version)"
echo "- Date: $(date -u +%F), $rounds rounds, warm cache, order alternating, load average at the start: $(
    cut -d ' ' -f 1 /proc/loadavg
)"

compare() { # IMAGE TITLE
    export NAME=docker.io/drayage/$1:latest
    "$DRAY" export --quiet "oci:$images/$1:latest" -o "$TAR"
    cat "$TAR" >"$OUT"
    echo
    echo "## $2"
    echo
    local forget='ctr images rm --sync "$NAME" 2>&1' empty='rm -rf "$STORE" "$OUT"'
    measure --rounds "$rounds" --daemon "$containerd" <<COMMANDS
import	cp	\`cp archive\`	cp "\$TAR" "\$OUT"	$empty
import		the same and \`sync\` of the copy	cp "\$TAR" "\$OUT" && sync "\$OUT"	$empty
import		\`dray import\`	"\$DRAY" import --quiet "\$TAR"	$empty
import		\`dray import\`, with a heap of 64 MB	DRAY_JAVA_OPTS=-Xmx64m "\$DRAY" import --quiet "\$TAR"	$empty
import		\`dray import -\`, from a pipe	cat "\$TAR" | "\$DRAY" import --quiet -	$empty
import		\`dray import\`, all there already	"\$DRAY" import --quiet "\$TAR"	"\$DRAY" import --quiet "\$TAR"
import	skopeo	\`skopeo copy --all oci-archive: oci:\`	skopeo --insecure-policy copy --quiet --all "oci-archive:\$TAR" "oci:\$OUT:latest"	$empty
import	ctr	\`ctr images import --no-unpack\`	ctr images import --all-platforms --no-unpack "\$TAR"	$forget
COMMANDS
    rm -rf "$STORE" "$OUT"
}

compare large "One image of six layers, 1.19 GB"
compare many "One index of 200 manifests of 20 layers, 4401 small blobs"

echo
echo "## A store of 20,000 images"
echo
measure --rounds 1 <<COMMANDS
fill		\`dray import\` of them all	"\$DRAY" import --quiet "$images/named"	rm -rf "\$STORE"
COMMANDS
echo
measure --rounds "$rounds" <<'COMMANDS'
store		`dray ls`	"$DRAY" ls
store		`dray ls name~=app77:`	"$DRAY" ls --filter name~=app77:
store		`dray tag`	"$DRAY" tag registry.example/app7:v7 registry.example/app7:$RANDOM
store		`dray rm`	"$DRAY" rm registry.example/app7:gone	"$DRAY" tag registry.example/app7:v7 registry.example/app7:gone
store		`dray gc --dry-run`	"$DRAY" gc --dry-run
store		`dray gc`	"$DRAY" gc
COMMANDS


for n in 0 1 2 3 4 5 6 7; do
    "$DRAY" export --quiet "oci:$images/eight/$n:latest" -o "$TAR.$n"
done
echo
echo "## Eight archives of 100 MB at once"
echo
measure --rounds "$rounds" <<'COMMANDS'
eight	cp	eight `cp` at once	mkdir "$OUT"; for n in 0 1 2 3 4 5 6 7; do cp "$TAR.$n" "$OUT" & all+=($!); done; for one in "${all[@]}"; do wait "$one" || exit; done	rm -rf "$STORE" "$OUT"
eight		eight `dray import` at once, into one store	for n in 0 1 2 3 4 5 6 7; do "$DRAY" import --quiet --name "app:$n" "$TAR.$n" & all+=($!); done; for one in "${all[@]}"; do wait "$one" || exit; done	rm -rf "$STORE" "$OUT"
eight		the same archive eight times at once	for n in 0 1 2 3 4 5 6 7; do "$DRAY" import --quiet --name "app:$n" "$TAR.0" & all+=($!); done; for one in "${all[@]}"; do wait "$one" || exit; done	rm -rf "$STORE" "$OUT"
COMMANDS

if [ -n "$failed" ]; then
    echo "import.sh: something failed; see the tables" >&2
    exit 1
fi
