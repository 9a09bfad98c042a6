#!/bin/bash
# Writes drayage-VERSION.cdx.json, the software bill of materials of the packages that packaging/make.sh made just before,
# and checks that it is of what is in them.
#
#   packaging/sbom.sh VERSION [DIR]  DIR holds the packages, packaging/target/dist if it is not said
set -euo pipefail
cd "$(dirname "$0")/.."

die() {
    echo "sbom.sh: $*" >&2
    exit 1
}

[ $# = 1 ] || [ $# = 2 ] || die "say which version packaging/make.sh made, as in packaging/sbom.sh 1.2.3"
version=$1
output=${2:-packaging/target/dist}
bill=drayage-cli/target/one-jar/dray.cdx.json
grep -qF "drayage-cli@$version?" "$bill" || die "there is no $bill of version $version; run packaging/make.sh, with Maven online"

work=packaging/target/sbom
rm -rf "$work"
mkdir -p "$work"
packages=()
for archive in "$output/drayage-$version"-linux-*.tar.gz; do
    [ -f "$archive" ] || die "there is no $archive; run packaging/make.sh"
    name=$(basename "$archive" .tar.gz)
    tar -C "$work" -xzf "$archive" "$name/lib/dray.jar" "$name/lib/runtime/release" "$name/share/doc"
    packages+=("$work/$name")
done
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp packaging/target/classes:drayage-cli/target/one-jar/dray.jar \
    dev.drayage.packaging.sbom.PackageSbom "$bill" drayage-cli/target/app "$output/drayage-$version.cdx.json" "${packages[@]}"
ls -l "$output/drayage-$version.cdx.json"
