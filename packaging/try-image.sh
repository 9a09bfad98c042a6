#!/bin/bash
# Tries the container image of dray: as an archive with dray, skopeo and umoci, and as containers of a containerd and runc
# of its own, which need root. Says what it tried, and what it could not.
#
#   packaging/try-image.sh [DIRECTORY]   where the packages are, else packaging/target/dist
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd -P)
# shellcheck source-path=SCRIPTDIR source=trying.sh
. "$here/trying.sh"
dist=$(cd "${1:-$here/target/dist}" && pwd -P)
images=("$dist"/drayage-*-image.oci.tar)
image=${images[0]}
[ -e "$image" ] || fail "no image in $dist; make it with packaging/image.sh"
version=$(basename "$image" -image.oci.tar)
version=${version#drayage-}
name=docker.io/drayage/dray:$version
samples=$here/../samples/hello
java=/usr/lib/drayage/lib/runtime/bin/java
options=@/usr/lib/drayage/lib/dray

work=$(mktemp -d)
daemon=
cleanup() {
    if [ -n "$daemon" ]; then
        kill "$daemon" 2>/dev/null || :
        wait "$daemon" || :
    fi
    rm -rf "$work"
}
trap cleanup EXIT

expect() { # WHAT TEXT: text that is to be in the output of what ran, which is in $work/output
    grep -qF -- "$2" "$work/output" || { cat "$work/output" >&2; fail "$1 did not print '$2'"; }
    tried "$1"
}
here_is() {
    command -v "$1" >/dev/null || { skipped "$2: there is no $1"; return 1; }
}

mkdir "$work/command"
tar -xzf "$dist/drayage-$version-linux-x64.tar.gz" -C "$work/command" --strip-components=1
dray() {
    DRAYAGE_ROOT=$work/store "$work/command/bin/dray" "$@"
}

dray verify "oci-archive:$image" >"$work/output" 2>&1 || :
expect "dray verify: all blobs right, layers unpack to their diffIDs" ": ok, "

if here_is skopeo "inspecting it with skopeo"; then
    skopeo inspect --config --override-os linux --override-arch amd64 "oci-archive:$image" >"$work/output"
    expect "skopeo inspect: a user that is not root" '"User": "65532:65532"'
fi

architectures=$(dray ls "oci-archive:$image" --json | grep -o 'linux/[a-z0-9]*' | sort -u)
[ "$architectures" = $'linux/amd64\nlinux/arm64' ] || tried "the image is for ${architectures//$'\n'/ } alone"
if here_is umoci "unpacking it with umoci"; then
    for platform in $architectures; do
        arch=${platform#*/}
        dray copy "oci-archive:$image" "oci:$work/layout:$arch" --platform "$platform" >"$work/output" 2>&1
        # Without root nothing can be given to another user.
        rootless=$([ "$(id -u)" = 0 ] || echo --rootless)
        # shellcheck disable=SC2086 # nothing or one word
        umoci unpack $rootless --image "$work/layout:$arch" "$work/$arch" >"$work/output" 2>&1 ||
            { cat "$work/output" >&2; fail "umoci unpack of $platform failed"; }
        tried "umoci unpack: $platform"
    done
fi

[ "$(id -u)" = 0 ] || { skipped "running it: only root can"; exit 0; }

if here_is umoci "running it with runc" && here_is runc "running it with runc"; then
    sed -i 's/"terminal": true/"terminal": false/' "$work/amd64/config.json"
    runc --root "$work/runc" run --bundle "$work/amd64" "drayage-$$" >"$work/output" 2>&1 </dev/null || :
    expect "runc run: what it does without arguments" "Usage: dray"
fi

if [ -d "$work/arm64" ] && here_is qemu-aarch64-static "running arm64"; then
    cp "$(command -v qemu-aarch64-static)" "$work/arm64/rootfs/qemu"
    chroot "$work/arm64/rootfs" /qemu "$java" "$options" --version >"$work/output" 2>&1 || :
    expect "arm64, in QEMU: dray --version" "dray $version"
fi

here_is containerd "running it with containerd" && here_is ctr "running it with containerd" &&
    here_is runc "running it with containerd" || exit 0
cat >"$work/config.toml" <<EOF
version = 2
root = "$work/root"
state = "$work/state"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
  address = "$work/c.sock"
[ttrpc]
  address = "$work/c.sock.ttrpc"
EOF
containerd --config "$work/config.toml" >"$work/log" 2>&1 &
daemon=$!
for _ in $(seq 300); do
    ! grep -q 'successfully booted' "$work/log" || break
    kill -0 "$daemon" 2>/dev/null || { cat "$work/log" >&2; daemon=; fail "containerd ended"; }
    sleep 0.1
done
control() {
    ctr --address "$work/c.sock" --namespace try "$@"
}

dray copy "oci-archive:$image" containerd: --address "$work/c.sock" --namespace ours >"$work/output" 2>&1
ctr --address "$work/c.sock" --namespace ours images ls >"$work/output"
expect "dray copy to containerd" "$name"
# The snapshotter that works on every file system, that of another container too.
control images import --snapshotter native "$image" >"$work/output" 2>&1 ||
    { cat "$work/output" >&2; fail "ctr images import failed"; }
tried "ctr images import, unpacked"

out=$work/out
mkdir -m 777 "$out" "$work/kept"
containers=0
run() { # OPTIONS... -- ARGUMENTS...: runs dray in a container whose files cannot be written, with containerd's seccomp profile
    local run_options=()
    while [ "$1" != -- ]; do
        run_options+=("$1")
        shift
    done
    shift
    containers=$((containers + 1))
    # shellcheck disable=SC2086 # options are words
    control run --rm --snapshotter native --read-only --seccomp \
        --mount "type=bind,src=$samples,dst=/images,options=rbind:ro" \
        --mount "type=bind,src=$out,dst=/work,options=rbind:rw" \
        "${run_options[@]}" "$name" "dray-$$-$containers" "$java" $options "$@" >"$work/output" 2>&1 </dev/null ||
        { cat "$work/output" >&2; fail "dray $1 in a container failed"; }
}

options="-Xshare:on $options"
run -- --version
expect "ctr run: the class archive fits" "dray $version"
options=${options#* }
run -- --version
expect "ctr run, files that cannot be written: dray --version" "dray $version"
run -- export oci:/images:latest -o hello.tar
dray export "oci:$samples:latest" -o "$work/hello.tar" 2>"$work/output"
cmp "$work/hello.tar" "$out/hello.tar"
[ "$(stat -c %u "$out/hello.tar")" = 65532 ] || fail "what a container writes is not the user's 65532"
tried "ctr run: dray export of a layout that is mounted, the same bytes as outside, as user 65532"
run -- copy oci:/images oci:copied
[ "$(dray digest "oci:$out/copied")" = "$(dray digest "oci:$samples")" ] || fail "what was copied is another image"
tried "ctr run: dray copy to a layout that is mounted"
store="type=bind,src=$work/kept,dst=/var/lib/drayage,options=rbind:rw"
run --mount "$store" -- import hello.tar
run --mount "$store" -- ls
expect "ctr run: dray import into a store that is mounted" "docker.io/drayage/hello:latest"
chmod a+rw "$work/c.sock"
# What the example for Kubernetes runs; there it is root, for whom containerd's socket is.
mapfile -t arguments < <(awk '/^ *args:/ { listed = 1; next } listed && !/^ *- / { exit } listed { print $2 }' \
    "$here/ci/kubernetes/export-images.yaml")
arguments=("${arguments[@]/IMAGE/$name}")
run --mount "type=bind,src=$work/c.sock,dst=/run/containerd/containerd.sock,options=rbind:rw" -- \
    "${arguments[@]/k8s.io/try}"
# A node has of an image what it runs, and so has the archive.
dray verify "oci-archive:$out/images.tar" --platform linux/amd64 >"$work/output" 2>&1 || :
expect "ctr run: ${arguments[*]}, through the socket of the containerd that it runs in" ": ok, "
