#!/bin/bash
# Runs what the examples in packaging/ci run to install dray, on the packages that were made. Says what it tried.
#
#   packaging/try-ci.sh [DIRECTORY]   where the packages are, else packaging/target/dist
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd -P)
# shellcheck source-path=SCRIPTDIR source=trying.sh
. "$here/trying.sh"
dist=$(cd "${1:-$here/target/dist}" && pwd -P)

packages=("$dist"/drayage-*-linux-x64.tar.gz)
package=${packages[0]}
[ -e "$package" ] || fail "no tar.gz in $dist; make it with packaging/make.sh"
command -v curl >/dev/null || { skipped "all: there is no curl here"; exit 0; }
[ "$(uname -sm)" = "Linux x86_64" ] || { skipped "all: this is $(uname -sm)"; exit 0; }
version=$(basename "$package" -linux-x64.tar.gz)
version=${version#drayage-}
right=$(sha256sum <"$package")
right=${right%% *}
wrong=${right//[0-9]/a}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/releases/v$version"
ln -s "$package" "$work/releases/v$version/"
from=file://$work/releases/v

# NAME CHECKSUM: runs the example in a directory of its own, with nothing of this machine's environment.
github() {
    mkdir "$work/github-$1"
    touch "$work/github-$1.path" "$work/github-$1.output"
    env -i PATH=/usr/bin:/bin RUNNER_TEMP="$work/github-$1" GITHUB_PATH="$work/github-$1.path" \
        GITHUB_OUTPUT="$work/github-$1.output" DRAYAGE_VERSION="$version" DRAYAGE_SHA256="$2" DRAYAGE_FROM="$from" \
        "$here/ci/github/install.sh" >"$work/output" 2>&1
}
gitlab() {
    mkdir "$work/gitlab-$1"
    awk '/^  before_script:/ { listed = 1; next } listed && !/^    - / { exit } listed { print substr($0, 7) }' \
        "$here/ci/gitlab/dray.yml" >"$work/gitlab-$1.script"
    echo 'dray --version' >>"$work/gitlab-$1.script"
    (cd "$work/gitlab-$1" && env -i PATH=/usr/bin:/bin CI_PROJECT_DIR="$work/gitlab-$1" DRAYAGE_VERSION="$version" \
        DRAYAGE_SHA256="$2" DRAYAGE_FROM="$from" sh -eu "$work/gitlab-$1.script" >"$work/output" 2>&1)
}

for example in github gitlab; do
    "$example" right "$right" || { cat "$work/output" >&2; fail "the example for $example failed"; }
    grep "^dray $version" "$work/output" >/dev/null || { cat "$work/output" >&2; fail "the example for $example ran no dray $version"; }
    ! "$example" wrong "$wrong" || fail "the example for $example takes a file with another checksum"
    [ -z "$(find "$work/$example-wrong" -name dray)" ] || fail "the example for $example unpacks a file with another checksum"
    tried "$example: installed, dray --version; a file with another checksum is refused"
done
on_path=$(env -i PATH="$(cat "$work/github-right.path"):/usr/bin:/bin" dray --version)
[[ $on_path == "dray $version"* ]] || fail "the example for github does not put dray on the PATH"
grep -qx "directory=$work/github-right/drayage-$version-linux-x64" "$work/github-right.output" ||
    fail "the example for github does not say where dray is"
tried "github: dray is on the PATH of the steps that follow"
