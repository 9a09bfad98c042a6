#!/bin/bash
# Makes drayage-VERSION-linux-x64.tar.gz: the command with a Java runtime, to unpack and run.
#
#   --version VERSION  else that of the POM
#   --output DIR       else packaging/target/dist
#   --jdk DIR          the JDK 25 that the runtime is linked from; else $SECOND_JDK, or where Debian's packages put one
#   --train            writes packaging/class-list.txt anew: the classes that starting commands loads
#
# The same sources, JDK and certificates give the same bytes.
set -euo pipefail
umask 022
export LC_ALL=C TZ=UTC

die() {
    echo "make.sh: $1" >&2
    exit 1
}

packaging=$(cd "$(dirname "$0")" && pwd -P)
root=$(dirname "$packaging")
work=$packaging/target/package
output=$packaging/target/dist
version=
jdk=
train=
while [ $# -gt 0 ]; do
    case $1 in
        --version) version=$2 && shift ;;
        --output) output=$2 && shift ;;
        --jdk) jdk=$2 && shift ;;
        --train) train=yes ;;
        *) die "there is no option $1; see the first lines of packaging/make.sh" ;;
    esac
    shift
done

for candidate in "$jdk" "${SECOND_JDK:-}" /usr/lib/jvm/temurin-25-jdk-amd64 /usr/lib/jvm/java-25-openjdk-amd64; do
    if grep -qs '^JAVA_VERSION="25\.' "$candidate/release"; then
        jdk=$candidate
        break
    fi
    [ -z "$jdk" ] || die "--jdk names $jdk, which is no JDK 25; give one, such as Temurin's"
done
[ -x "$jdk/bin/jlink" ] || die "there is no JDK 25 to link the runtime from; install Temurin 25 and name it by --jdk DIR"
[ "$(uname -sm)" = "Linux x86_64" ] || die "this is $(uname -sm); packages are made on Linux x86_64"
certificates=/usr/share/ca-certificates/mozilla
[ -d "$certificates" ] || die "there is no $certificates; install Debian's package ca-certificates"

maven=(mvn -B -ntp -q -f "$root/pom.xml" -P '!static-checks,one-jar' -Dmaven.test.skip=true)
if [ -n "$version" ]; then
    maven+=("-Drevision=$version")
else
    version=$(sed -n 's|.*<revision>\(.*\)</revision>.*|\1|p' "$root/pom.xml")
fi
date=$(sed -n 's|.*<project.build.outputTimestamp>\(.*\)</project.build.outputTimestamp>.*|\1|p' "$root/pom.xml")
"${maven[@]}" -pl packaging -am package
jar=$root/drayage-cli/target/one-jar/dray.jar
libraries=$root/drayage-cli/target/app/lib

# Of what jdeps finds, Jackson alone names java.desktop, and does without.
modules=java.base,java.logging,java.naming,java.security.jgss,java.sql,jdk.net,jdk.unsupported

# link DIRECTORY: the runtime.
link() {
    "$jdk/bin/jlink" --add-modules "$modules" --strip-java-debug-attributes --no-header-files --no-man-pages \
        --exclude-files '**/bin/keytool,**/bin/rmi*,**/jrt-fs.jar,**/jexec,**/classlist,**/cacerts' --output "$1"
    "$jdk/bin/java" -Dkeystore.pkcs12.certProtectionAlgorithm=NONE -Dkeystore.pkcs12.macAlgorithm=NONE \
        -cp "$packaging/target/classes" dev.drayage.packaging.runtime.TrustStore "$certificates" "$1/lib/security/cacerts"
}

# native SQLITE ZSTD CONSCRYPT DIRECTORY: the native libraries of a platform that each calls otherwise.
native() {
    local zstd
    zstd=$(basename "$libraries"/zstd-jni-*.jar .jar)
    mkdir -p "$work/native" "$4"
    (cd "$work/native" &&
        "$jdk/bin/jar" -xf "$libraries"/sqlite-jdbc-*.jar "org/sqlite/native/Linux/$1" &&
        "$jdk/bin/jar" -xf "$libraries"/zstd-jni-*.jar "linux/$2" &&
        "$jdk/bin/jar" -xf "$libraries"/conscrypt-*.jar "META-INF/native")
    cp "$work/native/org/sqlite/native/Linux/$1/libsqlitejdbc.so" "$work/native/linux/$2/lib$zstd.so" \
        "$work/native/META-INF/native/libconscrypt_openjdk_jni-linux-$3.so" "$4"
}

# The classes that the launcher's training loads. What is loaded by chance changes nothing of the packages: the list is
# kept with the sources.
write_class_list() {
    mkdir -p "$work/training"
    DRAYAGE_ROOT=$work/training/store DRAYAGE_NAMESPACE=training "$1/lib/runtime/bin/java" -XX:+UseSerialGC \
        --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow "-Djava.library.path=$1/lib/native" \
        -Xshare:off "-XX:DumpLoadedClassList=$work/training/list" -cp "$1/lib/dray.jar" dev.drayage.cli.Training \
        export "oci:$root/samples/hello:latest" -o "$work/training/hello.tar" \
        --then import "$work/training/hello.tar" --name hello --then ls --then export hello -o "$work/training/hello.tar" \
        --then rm hello --then gc >"$work/training/log" 2>&1 || die "the training failed; see $work/training/log"
    # Without the numbers of constants, which are resolved in no fixed order.
    sed '/^#/d; /^@cp /d; /^@lambda-form-invoker /d; s/ id: .*//' "$work/training/list" | sort -u >"$packaging/class-list.txt"
}

# Paths go into the archive, so it is made at one that is the same everywhere; those of the jar and of the runtime may
# be others when it is used.
write_class_archive() {
    local place=/tmp/drayage-class-archive waited=0
    until mkdir -m 700 "$place" 2>/dev/null; do
        waited=$((waited + 1))
        [ "$waited" -lt 300 ] || die "$place has been there for five minutes; remove it if no other make.sh runs"
        sleep 1
    done
    cp -p "$1/lib/dray.jar" "$packaging/class-list.txt" "$place"
    (cd / && env -i "$1/lib/runtime/bin/java" -XX:+UseSerialGC -Xshare:dump "-XX:SharedClassListFile=$place/class-list.txt" \
        "-XX:SharedArchiveFile=$place/classes" -cp "$place/dray.jar") >"$work/class-archive.log" 2>&1 || {
        rm -rf "$place"
        die "the class archive could not be made; see $work/class-archive.log"
    }
    cp "$place/classes" "$1/lib/classes"
    rm -rf "$place"
}

rm -rf "$work"
name=drayage-$version-linux-x64
package=$work/$name
mkdir -p "$package/bin" "$package/lib" "$output"
sed 's|@LOADER@|/lib64/ld-linux-x86-64.so.2|; s|@MACHINE@|x86_64|; s|@GLIBC_MINOR@|17|' \
    "$packaging/dray.sh" >"$package/bin/dray"
chmod 755 "$package/bin/dray"
cp "$jar" "$package/lib/dray.jar"
link "$package/lib/runtime"
native x86_64 amd64 x86_64 "$package/lib/native"
"$package/lib/runtime/bin/java" -cp "$packaging/target/classes:$package/lib/dray.jar" \
    dev.drayage.packaging.manual.Manual "$package"
mkdir -p "$package/share/doc/drayage"
cp "$root/LICENSE" "$root/NOTICE" "$package/share/doc/drayage"
# The archive of classes is for a jar and a runtime of these very dates.
find "$package" -exec touch -h -d "$date" {} +
[ -z "$train" ] || write_class_list "$package"
write_class_archive "$package"
chmod -R u=rwX,go=rX "$package"
tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner --mtime="$date" --format=gnu -cf - "$name" |
    gzip -9n >"$output/$name.tar.gz"
ls -l "$output/$name.tar.gz"
