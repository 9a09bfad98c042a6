#!/bin/sh
# Makes the images that export.sh measures, as OCI layouts OUT/large, OUT/many and, if asked for, OUT/huge.
#
#   benchmarks/make-images.sh OUT [large] [many] [huge]        (large and many if none is named)
#
# Needs gzip, openssl and python3; runs as any user.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
[ $# -gt 0 ] || {
    echo "usage: make-images.sh OUT [large] [many] [huge]" >&2
    exit 2
}
for tool in gzip openssl python3; do
    command -v "$tool" >/dev/null || {
        echo "make-images.sh: $tool is missing; apt-get install $tool" >&2
        exit 1
    }
done
exec python3 "$here/images.py" "$@"
