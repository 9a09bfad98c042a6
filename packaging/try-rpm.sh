#!/bin/bash
# Tries the .rpm: what it holds and needs, and installing and erasing it with rpm in a directory of its own. Says what it
# tried, and what it could not.
#
#   packaging/try-rpm.sh [DIRECTORY]   where the packages are, else packaging/target/dist
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd -P)
# shellcheck source-path=SCRIPTDIR source=trying.sh
. "$here/trying.sh"
dist=$(cd "${1:-$here/target/dist}" && pwd -P)

packages=("$dist"/drayage-*."$(uname -m)".rpm)
package=${packages[0]}
[ -e "$package" ] || fail "no package for this machine in $dist; make it with packaging/deb-and-rpm.sh"
command -v rpm >/dev/null || { skipped "all: there is no rpm here"; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for each in "$dist"/drayage-*.rpm; do
    rpm --dbpath "$work/none" --checksig "$each" >"$work/output" 2>&1 || { cat "$work/output" >&2; fail "rpm --checksig failed"; }
    needs=$(rpm -qp --requires "$each" | grep -v '^rpmlib(')
    [[ $needs == 'glibc >= 2.'* && $needs != *$'\n'* ]] || fail "$each needs more than glibc: $needs"
    files=$(rpm -qpl "$each")
    for path in /usr/bin/dray /usr/lib/drayage/lib/dray.jar /usr/share/man/man1/dray-export.1.gz \
        /usr/share/bash-completion/completions/dray; do
        grep -qx "$path" <<<"$files" || fail "$each does not hold $path"
    done
    tried "rpm --checksig, -qpl and --requires: $(basename "$each") is whole and needs $needs"
done

[ "$(id -u)" = 0 ] || { skipped "installing it: only root can"; exit 0; }
mkdir "$work/root"
system() {
    # glibc is there, but rpm knows nothing of what another package manager installed.
    rpm --root "$work/root" "$@" >"$work/output" 2>&1 || { cat "$work/output" >&2; fail "rpm $1 failed"; }
}
system --install --nodeps "$package"
system --verify --nodeps drayage
[ ! -s "$work/output" ] || { cat "$work/output" >&2; fail "rpm --verify finds files that differ"; }
tried "rpm --install and --verify"
printed=$(env -i PATH=/usr/bin:/bin DRAY_JAVA_OPTS=-Xshare:on "$work/root/usr/bin/dray" --version)
[[ $printed == dray\ * ]] || fail "dray --version printed: $printed"
tried "$(head -1 <<<"$printed"), with its class archive"
system --erase drayage
left=$(find "$work/root" -name '*dray*')
[ -z "$left" ] || fail "erasing left $left"
tried "rpm --erase: nothing left"
