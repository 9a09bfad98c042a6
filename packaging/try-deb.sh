#!/bin/bash
# Tries the .deb: lintian, then installing, upgrading, removing and purging it with this machine's dpkg in a copy of this
# machine's files that goes when the script ends. Needs root and Debian. Says what it tried, and what it could not.
#
#   packaging/try-deb.sh [DIRECTORY]   where the packages are, else packaging/target/dist
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd -P)
# shellcheck source-path=SCRIPTDIR source=trying.sh
. "$here/trying.sh"

if [ "${1:-}" != --inside ]; then
    dist=$(cd "${1:-$here/target/dist}" && pwd -P)
    packages=("$dist"/drayage_*_"$(dpkg --print-architecture 2>/dev/null || echo amd64)".deb)
    package=${packages[0]}
    [ -e "$package" ] || fail "no package for this machine in $dist; make it with packaging/deb-and-rpm.sh"
    if command -v lintian >/dev/null; then
        # What is not made for Debian's archive is not asked to close its bugs.
        lintian --allow-root --fail-on error,warning --suppress-tags initial-upload-closes-no-bugs "$dist"/drayage_*.deb
        tried "lintian: no errors and no warnings"
    else
        skipped "lintian: it is not installed"
    fi
    command -v dpkg >/dev/null || { skipped "installing it: there is no dpkg here"; exit 0; }
    [ "$(id -u)" = 0 ] || { skipped "installing it: only root can"; exit 0; }
    { command -v unshare && unshare --mount true; } >/dev/null 2>&1 ||
        { skipped "installing it: this machine lets nobody mount"; exit 0; }
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    # Mounts made there end with the process.
    unshare --mount "$0" --inside "$package" "$work"
    exit
fi

package=$2
work=$3
mount --make-rprivate /
mount -t tmpfs tmpfs "$work"
mkdir "$work"/{upper,work,root,old}
mount -t overlay overlay -o "lowerdir=/,upperdir=$work/upper,workdir=$work/work" "$work/root" ||
    { skipped "installing it: this machine has no overlay file system"; exit 0; }
for directory in dev proc; do
    mount --rbind "/$directory" "$work/root/$directory"
done
mount -t tmpfs tmpfs "$work/root/tmp"
chmod 1777 "$work/root/tmp"
in_root() {
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C DEBIAN_FRONTEND=noninteractive chroot "$work/root" "$@"
}
options=()
as_user() {
    env -i PATH=/usr/bin:/bin HOME=/home/tries "${options[@]}" /usr/sbin/chroot --userspec=4711:4711 "$work/root" "$@"
}
in_root dpkg --purge drayage >/dev/null 2>&1 || :

# The same package as it might have been one version before, with a file that is no longer there.
dpkg-deb -R "$package" "$work/old/tree"
version=$(dpkg-deb -f "$package" Version)
sed -i "s/^Version: .*/Version: 0.0.1/" "$work/old/tree/DEBIAN/control"
touch "$work/old/tree/usr/lib/drayage/lib/gone"
dpkg-deb --root-owner-group -Znone --build "$work/old/tree" "$work/root/tmp/old.deb" >/dev/null
cp "$package" "$work/root/tmp/new.deb"
cp -R "$here/../samples/hello" "$work/root/tmp/hello"
mkdir -p "$work/root/home/tries"
chown 4711:4711 "$work/root/home/tries"
in_root find / -xdev -not -path '/tmp/*' -not -path '/home/tries*' | sort >"$work/before"

in_root dpkg --install /tmp/old.deb >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "installing the older version failed"; }
[ -e "$work/root/usr/lib/drayage/lib/gone" ] || fail "the older version is not what was made"
tried "dpkg --install of an older version: it needs nothing but $(dpkg-deb -f "$package" Depends)"
as_user dray import oci:/tmp/hello >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "dray import as a user failed"; }
in_root dpkg --install /tmp/new.deb >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "the upgrade failed"; }
in_root dpkg -s drayage | grep -x "Version: $version" >/dev/null || fail "the upgrade did not install $version"
[ ! -e "$work/root/usr/lib/drayage/lib/gone" ] || fail "the upgrade left a file of the older version"
# Many containers are told not to install documentation.
! in_root dpkg --verify drayage | grep -vE ' /usr/share/(doc|man)/' || fail "dpkg --verify finds files that differ"
tried "dpkg --install: an upgrade from 0.0.1 to $version, nothing of the older version left, dpkg --verify"

printed=$(as_user dray --version)
[[ $printed == dray\ * ]] || fail "dray --version printed: $printed"
as_user dray ls | grep docker.io/drayage/hello:latest >/dev/null || fail "the store of a user is not there after the upgrade"
tried "as another user: $(head -1 <<<"$printed"), and the store from before the upgrade"
options=(DRAY_JAVA_OPTS=-Xshare:on)
as_user dray --version >/dev/null || fail "the class archive does not fit where dpkg puts it"
tried "the class archive fits where dpkg puts it"
if [ -x "$work/root/usr/bin/man" ] && [ -e "$work/root/usr/share/man/man1/dray-export.1.gz" ]; then
    in_root man --warnings dray-export 2>&1 | grep "dray-export - " >/dev/null || fail "man dray-export shows no page"
    tried "man dray-export"
else
    skipped "man: this machine has none, or no pages for it"
fi
in_root bash -c 'bash -n /usr/share/bash-completion/completions/dray' || fail "the completion for bash is none"
tried "bash reads its completion"

in_root dpkg --remove drayage >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "removing failed"; }
in_root dpkg --purge drayage >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "purging failed"; }
in_root find / -xdev -not -path '/tmp/*' -not -path '/home/tries*' | sort >"$work/after"
# Its own memory of packages, and the index of manuals, dpkg keeps.
left=$(comm -13 "$work/before" "$work/after" | grep -vE '^/var/(lib/dpkg|cache/man|log)/' || :)
[ -z "$left" ] || fail "purging left $left"
[ -n "$(find "$work/root/home/tries/.local/share/drayage" -name '*f5a628863172*' -o -name '*e065c5941a7b*' | head -1)" ] ||
    fail "purging took the store of a user"
tried "dpkg --remove and --purge: nothing left but the user's store"
