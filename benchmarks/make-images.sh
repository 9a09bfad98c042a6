#!/bin/sh
# Makes the images that are measured, as OCI layouts in OUT that are called so; eight are eight of them.
#
#   benchmarks/make-images.sh OUT [large] [many] [named] [eight] [huge] [archive]        (large and many if none is named)
#
# Needs gzip, openssl and python3; runs as any user.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
[ $# -gt 0 ] || {
    echo "usage: make-images.sh OUT [large] [many] [named] [eight] [huge] [archive]" >&2
    exit 2
}
for tool in gzip openssl python3; do
    command -v "$tool" >/dev/null || {
        echo "make-images.sh: $tool is missing; apt-get install $tool" >&2
        exit 1
    }
done
exec python3 "$here/images.py" "$@"
