#!/bin/bash
# Makes samples/hello, an OCI image layout of one image for linux/amd64 and linux/arm64, without network.
#
#   apt-get install --no-install-recommends binutils-x86-64-linux-gnu binutils-aarch64-linux-gnu buildah python3 umoci
#   samples/make-hello.sh [DIR]
#
# The assemblers make a static program for each platform, umoci the images, buildah the index over them. Dates, modes
# and owners are fixed: the same tools give the same digests.
set -euo pipefail
umask 022
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/hello}
name=docker.io/drayage/hello:latest
date=2024-01-01T00:00:00Z
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

program() { # ARCH FILE
    case $1 in
        amd64) tools=x86_64-linux-gnu ;;
        arm64) tools=aarch64-linux-gnu ;;
    esac
    "source_$1" | "$tools-as" -o "$work/hello.o" -
    "$tools-ld" -s -n --build-id=none -o "$2" "$work/hello.o"
}

source_amd64() {
    cat <<'S'
.global _start
_start:
    mov $1, %eax            # write(1, text, length)
    mov $1, %edi
    lea text(%rip), %rsi
    mov $length, %edx
    syscall
    mov $60, %eax           # exit(0)
    xor %edi, %edi
    syscall
text: .ascii "Hello from Drayage, on linux/amd64.\n"
.equ length, . - text
S
}

source_arm64() {
    cat <<'S'
.global _start
_start:
    mov x0, 1               // write(1, text, length)
    adr x1, text
    mov x2, length
    mov x8, 64
    svc 0
    mov x0, 0               // exit(0)
    mov x8, 93
    svc 0
text: .ascii "Hello from Drayage, on linux/arm64.\n"
.equ length, . - text
S
}

layer() { # IMAGE BUNDLE WHAT
    find "$2/rootfs" -exec touch -h -d "$date" {} +
    umoci repack --refresh-bundle --history.created "$date" --history.created_by "$3" --image "$1" "$2"
}

image() { # ARCH
    local image=$work/images:$1 bundle=$work/$1
    umoci new --image "$image"
    umoci config --image "$image" --os linux --architecture "$1" --created "$date" --author Drayage \
        --config.cmd /hello --config.workingdir / --config.env PATH=/ --no-history
    umoci unpack --rootless --image "$image" "$bundle"
    # Of the same bytes on both platforms, so the two manifests share this layer.
    echo 'This is the sample image of Drayage.' >"$bundle/rootfs/readme.txt"
    layer "$image" "$bundle" "add the text"
    program "$1" "$bundle/rootfs/hello"
    layer "$image" "$bundle" "add the program"
}

umoci init --layout "$work/images"
for arch in amd64 arm64; do
    image "$arch"
done

private_buildah() {
    buildah --storage-driver vfs --root "$work/store" --runroot "$work/run" "$@"
}
private_buildah manifest create hello
private_buildah manifest add hello "oci:$work/images:amd64"
private_buildah manifest add hello "oci:$work/images:arm64"
private_buildah manifest push --quiet --all hello "oci:$work/hello:latest"

# The tag is there; the full name, which containerd takes first, is not.
python3 - "$work/hello/index.json" "$name" <<'PY'
import json, sys
path, name = sys.argv[1:]
with open(path) as f:
    index = json.load(f)
index['manifests'][0]['annotations'] |= {'io.containerd.image.name': name}
with open(path, 'w') as f:
    json.dump(index, f, separators=(',', ':'))
PY
rm -rf "$out"
cp -r "$work/hello" "$out"
chmod -R u=rwX,go=rX "$out"
echo "made $out"
