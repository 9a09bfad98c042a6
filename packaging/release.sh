#!/bin/bash
# Makes everything of a release from a commit, publishes nothing: tar.gz, .deb, .rpm, container image, the bundle for Maven
# Central, SBOM, site, notes and SHA256SUMS, in packaging/target/dist. The same is made at the same time from a clone in
# another directory, and every file that is not the same there is named.
#
#   packaging/release.sh VERSION [--no-verify]
#
#   --no-verify  makes it once
#   SECOND_JDK   the JDK 25 to link the runtime from; else where Debian's packages put one
set -euo pipefail

die() {
    echo "release.sh: $1" >&2
    exit 1
}

root=$(cd "$(dirname "$0")/.." && pwd -P)
packaging=$root/packaging
dist=$packaging/target/dist
version=${1:-}
verify=yes
[ "${2:-}" != --no-verify ] || verify=
[ $# = 1 ] || { [ $# = 2 ] && [ -z "$verify" ]; } || die "say which version, as in packaging/release.sh 1.2.3 [--no-verify]"
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z]+(\.[0-9A-Za-z]+)*)?$ ]] ||
    die "'$version' is no version; it is like 1.2.3 or 1.2.3-rc.1"
[[ $version != *-SNAPSHOT ]] || die "$version is a snapshot; give the version to release, ${version%-SNAPSHOT}"
git -C "$root" rev-parse --verify --quiet HEAD >/dev/null || die "$root is no clone of the repository; a release is made from a commit"
changed=$(git -C "$root" status --porcelain)
[ -z "$changed" ] || die "there are changes that are not committed: ${changed//$'\n'/, }; commit or stash them"

# What the changelog says of the version, or of what is not released yet if it has none of that name.
notes() {
    awk -v title="## [$1]" '
        index($0, title) == 1 { found = 1; next }
        found && (/^## / || /^\[.*\]: /) { exit }
        found && (started || NF) { started = 1; print }
        END { exit !started }' "$root/CHANGELOG.md"
}
mkdir -p "$dist"
rm -rf "${dist:?}"/*
{ notes "$version" || notes Unreleased; } >"$dist/drayage-$version-notes.md" ||
    die "CHANGELOG.md has neither a section [$version] nor [Unreleased] with something in it; write one"

step() {
    local started=$SECONDS what=$1
    shift
    "$@" >"$dist.log" 2>&1 || { cat "$dist.log" >&2; die "making $what failed in $root; see above"; }
    # Why something could not be made is said in sentences.
    grep -E '^[a-z-]+\.sh: ' "$dist.log" >&2 || :
    echo "release.sh: $what, $((SECONDS - started)) s"
}

make_all() {
    step "tar.gz" "$packaging/make.sh" --version "$version"
    step ".deb and .rpm" "$packaging/deb-and-rpm.sh" "$version"
    step "container image" "$packaging/image.sh" "$version"
    step "SBOM" "$packaging/sbom.sh" "$version"
    step "bundle for Maven Central" "$packaging/maven.sh" "$version"
    rm -rf "$root/target/site"
    step "site" "$root/site/make.sh" "$root/target/site" "$version"
    tar -C "$root/target" --sort=name --owner=0 --group=0 --numeric-owner --mtime="$(git -C "$root" log -1 --format=%cI)" \
        --mode=u=rwX,go=rX --format=gnu -cf - site | gzip -9n >"$dist/drayage-$version-site.tar.gz"
    (cd "$dist" && LC_ALL=C && sha256sum -- * >"$dist.sums" && mv "$dist.sums" SHA256SUMS)
}

if [ -z "$verify" ]; then
    make_all
    exit
fi

other=$(mktemp -d)
again=
# Whatever still ends there would write on.
trap '[ -z "$again" ] || while kill -- "-$again" 2>/dev/null; do sleep 0.2; done; rm -rf "$other"' EXIT
git clone --quiet --no-hardlinks "$root" "$other/again"
git -C "$other/again" -c advice.detachedHead=false checkout --quiet "$(git -C "$root" rev-parse HEAD)"
# In a process group of its own, to end with all that it started.
setsid "$other/again/packaging/release.sh" "$version" --no-verify >"$other/log" 2>&1 &
again=$!
make_all
wait "$again" || { again=; cat "$other/log" >&2; die "it was made once, but not a second time in another directory; see above"; }
again=
# Files that differ are what is asked for, so diff's 1 is no failure; its 2 is.
differs=$({ diff "$dist/SHA256SUMS" "$other/again/packaging/target/dist/SHA256SUMS" || [ $? = 1 ]; } |
    sed -n 's/^[<>] [0-9a-f]*  //p' | sort -u)
if [ -n "$differs" ]; then
    mkdir "$dist/again"
    while read -r file; do
        cp "$other/again/packaging/target/dist/$file" "$dist/again/" 2>/dev/null || :
    done <<<"$differs"
    die "made twice, these differ: ${differs//$'\n'/, }; the second ones are in $dist/again"
fi
cat "$dist/SHA256SUMS"
echo "release.sh: $version, made twice to the same bytes, in $SECONDS s"
