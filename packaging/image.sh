#!/bin/bash
# Makes the container image of dray, drayage-VERSION-image.oci.tar, from the tar.gz files in a directory, by Drayage's own
# library. What lies below the command is Debian's: glibc and the certificates, from packages whose signatures apt checks.
#
#   packaging/image.sh VERSION [DIRECTORY]   DIRECTORY: where the tar.gz files are, else packaging/target/dist
set -euo pipefail

die() {
    echo "image.sh: $1" >&2
    exit 1
}

here=$(cd "$(dirname "$0")" && pwd -P)
version=${1:?"image.sh: say the version, as in packaging/image.sh 1.2.3"}
dist=$(cd "${2:-$here/target/dist}" && pwd -P)
work=$here/target/image
for tool in apt-get dpkg-deb; do
    command -v "$tool" >/dev/null || die "there is no $tool here; make the image on Debian or in a container of it"
done
rm -rf "$work"

# What of Debian's packages lies in the image: libraries, certificates, a locale with UTF-8, and whose they are. Scanners read
# the versions from status.d where there is no dpkg.
lay_out_system() {
    local unpacked=$1 system=$2 package name libraries
    mkdir -p "$system"/{etc/ssl/certs,usr/lib,usr/share/doc,var/lib/dpkg/status.d}
    for package in "$unpacked"/deb/*.deb; do
        name=$(dpkg-deb -f "$package" Package)
        dpkg-deb -f "$package" >"$system/var/lib/dpkg/status.d/$name"
        mkdir "$system/usr/share/doc/$name"
        cp "$unpacked/usr/share/doc/$name/copyright" "$system/usr/share/doc/$name/"
    done
    libraries=$(basename "$unpacked"/usr/lib/*-linux-gnu)
    mkdir "$system/usr/lib/$libraries"
    cp -P "$unpacked/usr/lib/$libraries"/*.so* "$system/usr/lib/$libraries/"
    # Programs name their loader by another path.
    find "$unpacked/usr/lib" -maxdepth 1 -name 'ld-linux*' -exec cp -P -t "$system/usr/lib" {} +
    ln -s usr/lib "$system/lib"
    if [ -e "$unpacked/usr/lib64" ]; then
        cp -RP "$unpacked/usr/lib64" "$system/usr/"
        ln -s usr/lib64 "$system/lib64"
    fi
    cp -RP "$unpacked/usr/lib/locale" "$unpacked/usr/lib/os-release" "$system/usr/lib/"
    ln -s ../usr/lib/os-release "$system/etc/os-release"
    cp -R "$unpacked/usr/share/common-licenses" "$system/usr/share/"
    find "$unpacked/usr/share/ca-certificates/mozilla" -name '*.crt' -print0 | LC_ALL=C sort -z |
        xargs -0 awk 1 >"$system/etc/ssl/certs/ca-certificates.crt"
}

# The words that the launcher starts Java with where it is installed in /usr/lib/drayage: it is run once, with something
# that prints them in the place of Java.
launched() {
    local command=$1 trace=$2 last='the arguments'
    mkdir -p "$trace/bin" "$trace/lib/runtime/bin"
    cp "$command/bin/dray" "$trace/bin/"
    find "$command/lib" -mindepth 1 -maxdepth 1 ! -name runtime -exec ln -s -t "$trace/lib" {} +
    find "$command/lib/runtime" -mindepth 1 -maxdepth 1 ! -name bin -exec ln -s -t "$trace/lib/runtime" {} +
    # shellcheck disable=SC2016 # it is the script that is to expand it
    printf '#!/bin/sh\nprintf "%%s\\n" "$0" "$@"\n' >"$trace/lib/runtime/bin/java"
    chmod 755 "$trace/lib/runtime/bin/java"
    env -i HOME=/home/nonroot PATH="$PATH" "$trace/bin/dray" "$last" </dev/null |
        sed "s|$trace/bin/\.\.|/usr/lib/drayage|g; s|$trace|/usr/lib/drayage|g" |
        awk -v last="$last" '$0 != last { print } END { exit $0 != last }' || die "$command/bin/dray runs no Java"
}

roots=()
for machine in x64:amd64 aarch64:arm64; do
    arch=${machine#*:}
    package=$dist/drayage-$version-linux-${machine%:*}.tar.gz
    root=$work/$arch
    if [ ! -e "$package" ]; then
        [ "$arch" != amd64 ] || die "$package is not there; make it with packaging/make.sh"
        echo "image.sh: $package is not there; the image is for linux/amd64 alone" >&2
        continue
    fi
    mkdir -p "$root/command"
    tar -xzf "$package" -C "$root/command" --strip-components=1
    "$here/debian.sh" "$work/debian" "$arch" base-files ca-certificates libc-bin libc6
    lay_out_system "$work/debian/$arch" "$root/system"
    # A launcher runs on its own machine alone, and but for that all are the same.
    cmp -s <(grep -vE '^(loader|machine|needed_minor)=' "$root/command/bin/dray") \
        <(grep -vE '^(loader|machine|needed_minor)=' "$work/amd64/command/bin/dray") ||
        die "$package has another launcher than that for x64"
    [ "$arch" != amd64 ] || launched "$root/command" "$work/trace" >"$work/launched"
    cp "$work/launched" "$root/launched"
    roots+=("--root=$arch=$root")
done

property() {
    sed -n "s|.*<$1>\(.*\)</$1>.*|\1|p" "$here/../pom.xml"
}
revision=$(git -C "$here" rev-parse HEAD 2>/dev/null) || revision=unknown
output=$dist/drayage-$version-image.oci.tar
rm -f "$output"
"$work/amd64/command/bin/dray" --version >/dev/null || die "the command in $dist does not run"
[ -d "$here/target/lib" ] || mvn -B -ntp -q -f "$here/../pom.xml" -pl packaging -am -Dmaven.test.skip=true package
java -cp "$here/target/classes:$here/target/lib/*" dev.drayage.packaging.image.MakeImage \
    "--name=drayage/dray:$version" "--release=$version" "--revision=$revision" \
    "--created=$(property project.build.outputTimestamp)" "--source=$(property drayage.repository)" \
    "${roots[@]}" "--layout=$work/layout" "--output=$output"
ls -l "$output"
