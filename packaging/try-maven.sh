#!/bin/bash
# Tries what packaging/maven.sh made, as somebody who depends on it would: programs are built with the dependency that
# README.md names, and with the BOM that docs/library.md names, and run on each JDK by class path and by module path.
#
#   packaging/try-maven.sh VERSION
#
#   JDKS         the JDKs to try; else Debian's 17 and its package of Temurin 25
#   MAVEN_CACHE  a local repository to take others' libraries from; else ~/.m2/repository
set -euo pipefail
cd "$(dirname "$0")/.."

die() {
    echo "try-maven.sh: $*" >&2
    exit 1
}

# What is in the first fenced block of a file at or after a line that begins so.
block() {
    awk -v line="$2" '
        index($0, line) == 1 { found = 1 }
        found && /^```/ { if (inside) exit; inside = 1; next }
        inside { print }' "$1" | grep '' || die "$1 has no block after $2"
}

# GROUP:ARTIFACT:VERSION of each dependency, or without a version that a BOM has.
of_maven() {
    tr -d ' \n' <<<"$1" | sed 's|</dependency>|\n|g' |
        sed -n 's|.*<groupId>\(.*\)</groupId><artifactId>\(.*\)</artifactId>|\1:\2|; s|<version>\([^<]*\).*|:\1|; /:/p'
}

[ $# = 1 ] || die "say which version packaging/maven.sh made, as in packaging/try-maven.sh 1.2.3"
version=$1
repository=$PWD/packaging/target/repository
[ -d "$repository/dev/drayage/drayage-bom/$version" ] ||
    die "$repository has no version $version; run packaging/maven.sh $version"
read -ra jdks <<<"${JDKS:-/usr/lib/jvm/java-17-openjdk-amd64 /usr/lib/jvm/temurin-25-jdk-amd64}"
shown=$(sed -n 's|.*<revision>\([^-]*\).*</revision>.*|\1|p' pom.xml)

work=$PWD/packaging/target/consumer
rm -rf "$work"
mkdir -p "$work/cache"
# Others' libraries need not come again; ours come from where they are tried.
cache=${MAVEN_CACHE:-$HOME/.m2/repository}
[ ! -d "$cache" ] || cp -al "$cache/." "$work/cache" 2>/dev/null || cp -a "$cache/." "$work/cache"
rm -rf "$work/cache/dev/drayage"
# shellcheck disable=SC2016 # no command
{ block README.md 'Saved as `Example.java`' && cat packaging/consumer/expected.txt; } >"$work/expected"

for document in README.md docs/library.md; do
    dependencies=$(block $document '<!-- maven -->')
    [ "$(of_maven "$dependencies")" = "$(block $document '<!-- gradle -->' | sed -n 's/.*"\(.*\)".*/\1/p')" ] ||
        die "$document names other artifacts for Gradle than for Maven"
    [[ $dependencies == *"<version>$shown</version>"* ]] || die "$document does not name the version of pom.xml, $shown"

    project=$work/$(basename $document .md)
    cp -r packaging/consumer "$project"
    {
        printf 'package com.example.consumer;\n\n'
        # shellcheck disable=SC2016 # no command
        block README.md '```java'
    } >"$project/src/main/java/Example.java"
    dependencies=${dependencies/<version>$shown</<version>$version<} awk '
        /<!-- dependencies -->/ { $0 = ENVIRON["dependencies"] }
        { print }' packaging/consumer/pom.xml >"$project/pom.xml"
    for jdk in "${jdks[@]}"; do
        [ -x "$jdk/bin/javac" ] || { echo "skipped: there is no JDK at $jdk" && continue; }
        export JAVA_HOME=$jdk
        MAVEN_OPTS='' mvn -B -ntp -q -f "$project/pom.xml" "-Dmaven.repo.local=$work/cache" \
            "-Ddrayage.repository=file://$repository" clean compile dependency:copy-dependencies 2>"$project/maven.err" ||
            { cat "$project/maven.err" >&2 && die "$document: the program does not build with $jdk"; }
        for path in class module; do
            options=
            ! grep -q '^JAVA_VERSION="\(2[4-9]\|[3-9]\)' "$jdk/release" ||
                options=$(block docs/library.md "<!-- $path-path -->")
            if [ $path = class ]; then
                options+=" -cp $project/target/classes:$project/target/lib/* com.example.consumer."
            else
                options+=" -p $project/target/classes:$project/target/lib -m com.example.consumer/com.example.consumer."
            fi
            run=$project/target/run-$path
            mkdir -p "$run"
            cp -r samples "$run"
            for program in Example Places; do
                # shellcheck disable=SC2086 # words, with no file named as they are
                (set -f && cd "$run" && DRAYAGE_ROOT=$run/store CONTAINERD_ADDRESS=/none/containerd.sock \
                    "$jdk/bin/java" $options$program)
            done >"$run/out" 2>"$run/err" || true
            cat "$run/out" "$run/err" | diff "$work/expected" - ||
                die "$document: the program prints something else on $jdk by $path path"
            echo "$document, $jdk, $path path: as it should be"
        done
    done
done
