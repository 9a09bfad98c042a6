#!/bin/bash
# Makes drayage_VERSION_amd64.deb and drayage-VERSION.x86_64.rpm from the tar.gz of the machine, and arm64.deb and
# aarch64.rpm where there is a tar.gz for that. Both hold the same files but for where a distribution looks for them.
#
#   packaging/deb-and-rpm.sh VERSION [DIRECTORY]   DIRECTORY: where the tar.gz files are, else packaging/target/dist
set -euo pipefail
umask 022

die() {
    echo "deb-and-rpm.sh: $1" >&2
    exit 1
}

here=$(cd "$(dirname "$0")" && pwd -P)
version=${1:?"deb-and-rpm.sh: say the version, as in packaging/deb-and-rpm.sh 1.2.3"}
dist=$(cd "${2:-$here/target/dist}" && pwd -P)
work=$here/target/deb-and-rpm
# 1.2.3-rc.1 comes before 1.2.3 for both systems.
system_version=${version//-/\~}
property() {
    sed -n "s|.*<$1>\(.*\)</$1>.*|\1|p" "$here/../pom.xml"
}
released=$(property project.build.outputTimestamp)
homepage=$(property drayage.url)
SOURCE_DATE_EPOCH=$(date -d "$released" +%s)
export SOURCE_DATE_EPOCH
maintainer="The Drayage authors <authors@${homepage#https://}>"
summary="moves container images without a daemon"
description="Copies, exports, imports, lists and verifies container images in layouts,
archives, registries, containerd and a store of its own. Everything that
leaves is verified against its digest, and archives come out the same
bytes every time. Brings the Java runtime that it needs."
rm -rf "$work"

# The symbols of glibc that programs and libraries are linked to say how new it has to be.
glibc() {
    find "$1" \( -name '*.so*' -o -path '*/bin/java' \) -type f -exec grep -aohE 'GLIBC_2\.[0-9]+' {} + | sort -uV |
        sed -n '$s/GLIBC_//p'
}

# What is installed, from the unpacked tar.gz. Files keep their times: the class archive is bound to that of the jar.
lay_out() {
    local unpacked=$1 root=$2 zsh=$3
    mkdir -p "$root"/usr/{bin,lib/drayage,share/bash-completion/completions,share/doc/drayage,share/fish/vendor_completions.d} \
        "$root/usr/share/man/man1" "$root/$zsh"
    cp -a "$unpacked/bin" "$unpacked/lib" "$root/usr/lib/drayage/"
    ln -s ../lib/drayage/bin/dray "$root/usr/bin/dray"
    cp "$unpacked/share/bash-completion/completions/dray" "$root/usr/share/bash-completion/completions/"
    cp "$unpacked/share/zsh/site-functions/_dray" "$root/$zsh/"
    cp "$unpacked/share/fish/vendor_completions.d/dray.fish" "$root/usr/share/fish/vendor_completions.d/"
    cp "$unpacked"/share/man/man1/*.1 "$root/usr/share/man/man1/"
    gzip -9n "$root"/usr/share/man/man1/*.1
    cp -R "$unpacked/share/doc/drayage/." "$root/usr/share/doc/drayage/"
}

make_deb() {
    local unpacked=$1 arch=$2 root=$3 doc=$3/usr/share/doc/drayage
    lay_out "$unpacked" "$root" usr/share/zsh/vendor-completions
    rm "$doc/LICENSE"
    cat >"$doc/copyright" <<EOF
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Drayage
Source: $(property drayage.repository)

Files: *
Copyright: 2026 The Drayage authors
License: Apache-2.0
 On Debian systems the text is in /usr/share/common-licenses/Apache-2.0, and
 the notices are in /usr/share/doc/drayage/NOTICE. The licences of libraries
 in the jar are in /usr/share/doc/drayage/THIRD-PARTY.

Files: usr/lib/drayage/lib/runtime/*
Copyright: Oracle and/or its affiliates, and others
License: GPL-2 with Classpath exception
 On Debian systems the text of the GPL is in
 /usr/share/common-licenses/GPL-2; the exception, and the licences of parts
 of the runtime, are in /usr/lib/drayage/lib/runtime/legal.
EOF
    printf 'drayage (%s) unstable; urgency=medium\n\n  * See %s/releases\n\n -- %s  %s\n' "$system_version" \
        "$(property drayage.repository)" "$maintainer" "$(date -uRd "$released")" | gzip -9n >"$doc/changelog.gz"
    mkdir -p "$root/DEBIAN" "$root/usr/share/lintian/overrides"
    cp "$here/lintian-overrides" "$root/usr/share/lintian/overrides/drayage"
    cat >"$root/DEBIAN/control" <<EOF
Package: drayage
Version: $system_version
Architecture: $arch
Maintainer: $maintainer
Installed-Size: $(find "$root/usr" -printf '%y %s\n' | awk '{ kib += $1 == "f" ? int(($2 + 1023) / 1024) : 1 } END { print kib }')
Depends: libc6 (>= $(glibc "$unpacked"))
Section: utils
Priority: optional
Homepage: $homepage
Description: $summary
 ${description//$'\n'/$'\n' }
EOF
    (cd "$root" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum >DEBIAN/md5sums)
    find "$root" -newermt "$released" -exec touch -hd "$released" {} +
    # One thread: more of them would be other bytes.
    dpkg-deb --root-owner-group --threads-max=1 -Zxz -z2 --build "$root" "$dist/drayage_${version}_$arch.deb" >/dev/null
}

make_rpm() {
    local unpacked=$1 arch=$2 root=$3 top=$3.rpmbuild
    lay_out "$unpacked" "$root" usr/share/zsh/site-functions
    mkdir -p "$root/usr/share/licenses/drayage" "$top"
    mv "$root"/usr/share/doc/drayage/* "$root/usr/share/licenses/drayage/"
    rmdir "$root/usr/share/doc/drayage" "$root/usr/share/doc"
    find "$root" -newermt "$released" -exec touch -hd "$released" {} +
    cat >"$top/drayage.spec" <<EOF
Name: drayage
Version: $system_version
Release: 1
Summary: ${summary^}
License: Apache-2.0 AND GPL-2.0-only WITH Classpath-exception-2.0
URL: $homepage
Vendor: The Drayage authors
AutoReqProv: no
Requires: glibc >= $(glibc "$unpacked")
%description
$description
%install
cp -a $root/. %{buildroot}/
%files
%defattr(-,root,root)
/usr/bin/dray
/usr/lib/drayage
%license /usr/share/licenses/drayage
/usr/share/man/man1/*.1.gz
/usr/share/bash-completion/completions/dray
/usr/share/fish/vendor_completions.d/dray.fish
/usr/share/zsh/site-functions/_dray
EOF
    # Nothing of the machine goes in, and nothing is done to the files.
    rpmbuild -bb --quiet --target "$arch-linux" --define "_topdir $top" --define "_buildhost localhost" \
        --define "use_source_date_epoch_as_buildtime 1" --define "clamp_mtime_to_source_date_epoch 1" \
        --define "_build_id_links none" --define "debug_package %{nil}" --define "__os_install_post %{nil}" \
        --define "_binary_payload w12.zstdio" --define "_binary_filedigest_algorithm 8" "$top/drayage.spec"
    cp "$top/RPMS/$arch/"*.rpm "$dist/drayage-$version.$arch.rpm"
}

for machine in x64:amd64:x86_64 aarch64:arm64:aarch64; do
    IFS=: read -r java deb rpm <<<"$machine"
    package=$dist/drayage-$version-linux-$java.tar.gz
    if [ ! -e "$package" ]; then
        [ "$java" != x64 ] || die "$package is not there; make it with packaging/make.sh"
        echo "deb-and-rpm.sh: $package is not there; no packages for arm64" >&2
        continue
    fi
    mkdir -p "$work/unpacked/$java"
    tar -xzf "$package" -C "$work/unpacked/$java" --strip-components=1
    rm -f "$dist/drayage_${version}_$deb.deb" "$dist/drayage-$version.$rpm.rpm"
    if command -v dpkg-deb >/dev/null; then
        make_deb "$work/unpacked/$java" "$deb" "$work/$deb"
    else
        echo "deb-and-rpm.sh: there is no dpkg-deb here; no package for Debian" >&2
    fi
    if command -v rpmbuild >/dev/null; then
        make_rpm "$work/unpacked/$java" "$rpm" "$work/$rpm"
    else
        echo "deb-and-rpm.sh: there is no rpmbuild here; no rpm" >&2
    fi
done
ls -l "$dist"/*.deb "$dist"/*.rpm
