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
# shellcheck source=benchmarks/measuring.sh
. "$(dirname "$0")/measuring.sh"
for image in large many named eight/7; do
    [ $# -eq 1 ] && [ -f "$1/$image/index.json" ] ||
        usage "IMAGES, in which make-images.sh made large, many, named and eight"
done
begin "$1"
# What the measured commands read.
export TAR=$work/in.tar STORE=$work/store DRAYAGE_ROOT=$work/store

start_containerd || true
machine skopeo containerd

compare() { # IMAGE TITLE
    export NAME=docker.io/drayage/$1:latest
    "$DRAY" export --quiet "oci:$images/$1:latest" -o "$TAR"
    cat "$TAR" >"$OUT"
    section "$2"
    local forget='ctr images rm --sync "$NAME" 2>&1' empty='rm -rf "$STORE" "$OUT"'
    measure --daemon "$containerd" <<COMMANDS
import	cp	\`cp archive\`	cp "\$TAR" "\$OUT"	$empty
import		the same and \`sync\` of the copy	cp "\$TAR" "\$OUT" && sync "\$OUT"	$empty
import		\`dray import\`	"\$DRAY" import --quiet "\$TAR"	$empty
import		\`dray import\`, with a heap of 64 MB	DRAY_JAVA_OPTS=-Xmx64m "\$DRAY" import --quiet "\$TAR"	$empty
import		\`dray import -\`, from a pipe	cat "\$TAR" | "\$DRAY" import --quiet -	$empty
import		\`dray import\`, all there already	"\$DRAY" import --quiet "\$TAR"	"\$DRAY" import --quiet "\$TAR"
import	skopeo	\`skopeo copy --all oci-archive: oci:\`	skopeo --insecure-policy copy --quiet --all "oci-archive:\$TAR" "oci:\$OUT:latest"	$empty
import	ctr@daemon	\`ctr images import --no-unpack\`	ctr images import --all-platforms --no-unpack "\$TAR"	$forget
COMMANDS
    rm -rf "$STORE" "$OUT"
}

compare large "One image of six layers, 1.19 GB"
compare many "One index of 200 manifests of 20 layers, 4401 small blobs"

section "A store of 20,000 images"
measure --rounds 1 <<COMMANDS
fill		\`dray import\` of them all	"\$DRAY" import --quiet "$images/named"	rm -rf "\$STORE"
COMMANDS
echo
measure <<'COMMANDS'
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
section "Eight archives of 100 MB at once"
measure <<'COMMANDS'
eight	cp	eight `cp` at once	mkdir "$OUT"; for n in 0 1 2 3 4 5 6 7; do cp "$TAR.$n" "$OUT" & all+=($!); done; for one in "${all[@]}"; do wait "$one" || exit; done	rm -rf "$STORE" "$OUT"
eight		eight `dray import` at once, into one store	for n in 0 1 2 3 4 5 6 7; do "$DRAY" import --quiet --name "app:$n" "$TAR.$n" & all+=($!); done; for one in "${all[@]}"; do wait "$one" || exit; done	rm -rf "$STORE" "$OUT"
eight		the same archive eight times at once	for n in 0 1 2 3 4 5 6 7; do "$DRAY" import --quiet --name "app:$n" "$TAR.0" & all+=($!); done; for one in "${all[@]}"; do wait "$one" || exit; done	rm -rf "$STORE" "$OUT"
COMMANDS

finish
