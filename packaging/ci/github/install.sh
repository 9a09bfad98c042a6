#!/bin/bash
# Run by action.yml: unpacks a release of dray whose checksum is right, and puts it on the PATH of the steps that follow.
set -euo pipefail

case $(uname -sm) in
    'Linux x86_64') machine=x64 ;;
    'Linux aarch64') machine=aarch64 ;;
    *)
        echo "::error::there is no dray for $(uname -sm); run the job on Linux, x86_64 or aarch64"
        exit 1
        ;;
esac
name=drayage-$DRAYAGE_VERSION-linux-$machine
directory=$RUNNER_TEMP/$name
file=$directory.tar.gz
curl --fail --silent --show-error --location --retry 3 --output "$file" "$DRAYAGE_FROM$DRAYAGE_VERSION/$name.tar.gz"
if ! sha256sum --check --quiet <<<"$DRAYAGE_SHA256  $file"; then
    echo "::error::$name.tar.gz is not what sha256 says; take the checksum from SHA256SUMS of release $DRAYAGE_VERSION"
    rm "$file"
    exit 1
fi
tar -xzf "$file" -C "$RUNNER_TEMP"
rm "$file"
"$directory/bin/dray" --version
echo "$directory/bin" >>"$GITHUB_PATH"
echo "directory=$directory" >>"$GITHUB_OUTPUT"
