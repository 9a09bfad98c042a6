#!/bin/bash
# Makes drayage-VERSION-linux-x64.tar.gz and drayage-VERSION-linux-aarch64.tar.gz: the command with a Java runtime, to
# unpack and run.
#
#   --arch ARCH        x64 or aarch64; else both, and where aarch64 cannot be made, x64 alone
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
architectures="x64 aarch64"
jdk=
train=
while [ $# -gt 0 ]; do
    case $1 in
        --arch | --version | --output | --jdk) [ $# -gt 1 ] || die "$1 needs a value; see the first lines of packaging/make.sh" ;;
    esac
    case $1 in
        --arch) architectures=$2 && shift ;;
        --version) version=$2 && shift ;;
        --output) output=$2 && shift ;;
        --jdk) jdk=$2 && shift ;;
        --train) train=yes ;;
        *) die "there is no option $1; see the first lines of packaging/make.sh" ;;
    esac
    shift
done

case $architectures in
    x64 | aarch64 | "x64 aarch64") ;;
    *) die "there is no architecture $architectures; it is x64 or aarch64" ;;
esac
for candidate in "$jdk" "${SECOND_JDK:-}" /usr/lib/jvm/temurin-25-jdk-amd64 /usr/lib/jvm/java-25-openjdk-amd64; do
    if grep -qs '^JAVA_VERSION="25\.' "$candidate/release"; then
        jdk=$candidate
        break
    fi
    [ -z "$jdk" ] || die "--jdk names $jdk, which is no JDK 25; give one, such as Temurin's"
done
[ -x "$jdk/bin/jlink" ] || die "there is no JDK 25 to link the runtime from; install Temurin 25 and name it by --jdk DIR"
[ "$(uname -sm)" = "Linux x86_64" ] || die "this is $(uname -sm); packages are made on Linux x86_64"
# Of the package alone, without those that this machine trusts beside them.
certificates=/usr/share/ca-certificates/mozilla
certificates_version=$(dpkg-query -W -f '${Version}' ca-certificates 2>/dev/null) || :
[ -n "$certificates_version" ] || die "there is no $certificates of Debian's; make packages on Debian, with ca-certificates installed"

maven=(mvn -B -ntp -q -f "$root/pom.xml" -P '!static-checks,one-jar' -Dmaven.test.skip=true)
if [ -n "$version" ]; then
    maven+=("-Drevision=$version")
else
    version=$(sed -n 's|.*<revision>\(.*\)</revision>.*|\1|p' "$root/pom.xml")
fi
date=$(sed -n 's|.*<project.build.outputTimestamp>\(.*\)</project.build.outputTimestamp>.*|\1|p' "$root/pom.xml")
# Libraries of another build would stay.
rm -rf "$root/drayage-cli/target/app/lib"
"${maven[@]}" -pl packaging -am package
jar=$root/drayage-cli/target/one-jar/dray.jar
libraries=$root/drayage-cli/target/app/lib

# Of what jdeps finds, Jackson alone names java.desktop, and does without.
modules=java.base,java.logging,java.naming,java.security.jgss,java.sql,jdk.net,jdk.unsupported

# link DIRECTORY [OPTION...]: the runtime.
link() {
    "$jdk/bin/jlink" "${@:2}" --add-modules "$modules" --strip-java-debug-attributes --no-header-files --no-man-pages \
        --exclude-files '**/bin/keytool,**/bin/rmi*,**/jrt-fs.jar,**/jexec,**/classlist,**/cacerts' --output "$1"
    "$jdk/bin/java" -Dkeystore.pkcs12.certProtectionAlgorithm=NONE -Dkeystore.pkcs12.macAlgorithm=NONE \
        -cp "$packaging/target/classes" dev.drayage.packaging.runtime.TrustStore "$certificates" "$1/lib/security/cacerts"
}

# Debian's JDK for arm64 has what jlink takes for another platform, and needs libraries beside libc.
debian=$work/debian
link_for_aarch64() {
    local library
    link "$1" --module-path "$debian/arm64/usr/lib/jvm/java-25-openjdk-arm64/jmods"
    for library in libgcc_s.so.1 libstdc++.so.6 libz.so.1; do
        cp -L "$debian/arm64/usr/lib/aarch64-linux-gnu/$library" "$1/lib/$library"
    done
}

# Why the package for aarch64 cannot be made here, if so.
why_no_aarch64() {
    local tool
    for tool in apt-get dpkg-deb qemu-aarch64-static; do
        command -v "$tool" >/dev/null || { echo "there is no $tool; install apt, dpkg and qemu-user-static"; return; }
    done
    "$packaging/debian.sh" "$debian" arm64 gcc-14-base libc6 libgcc-s1 libstdc++6 openjdk-25-jdk-headless \
        openjdk-25-jre-headless zlib1g >"$work/debian.log" 2>&1 ||
        echo "packages of Debian cannot be fetched; see $work/debian.log"
}

# run ARCH PROGRAM ARGUMENT...: with an empty environment.
run() {
    if [ "$1" = aarch64 ]; then
        env -i "$(command -v qemu-aarch64-static)" -L "$debian/arm64" "${@:2}"
    else
        env -i "${@:2}"
    fi
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
    # The lambdas of CommandHelp have picocli.CommandLine linked, and what is linked of its classes, which are of Java 5, is
    # not archived.
    sed '/^#/d; /^@cp /d; /^@lambda-form-invoker /d; /^@lambda-proxy dev\/drayage\/cli\/CommandHelp /d; s/ id: .*//' \
        "$work/training/list" | sort -u >"$packaging/class-list.txt"
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
    # shellcheck disable=SC2064 # the variable is gone by then
    trap "rm -rf '$place'" EXIT
    cp -p "$2/lib/dray.jar" "$packaging/class-list.txt" "$place"
    (cd / && run "$1" "$2/lib/runtime/bin/java" -XX:+UseSerialGC -Xshare:dump "-XX:SharedClassListFile=$place/class-list.txt" \
        "-XX:SharedArchiveFile=$place/classes" -cp "$place/dray.jar") >"$work/class-archive.log" 2>&1 ||
        die "the class archive could not be made; see $work/class-archive.log"
    cp "$place/classes" "$2/lib/classes"
    rm -rf "$place"
    trap - EXIT
}

# The libraries and their licences; those of the runtime lie in it. A library without the text of its licence is refused, and
# a text of no library.
write_notices() {
    local jar name library text found listed=$root/drayage-cli/target/one-jar/THIRD-PARTY.txt
    cat "$listed"
    echo
    echo "The Apache License 2.0 is in LICENSE. The notices of the Java runtime are in lib/runtime/legal. Its trust store"
    echo "holds the certificates of Mozilla as Debian's ca-certificates $certificates_version has them."
    for jar in "$libraries"/*.jar; do
        name=$(basename "$jar" .jar)
        library=${name%%-[0-9]*}
        case $name in drayage-*) continue ;; esac
        found=
        mkdir -p "$work/notices/$name"
        (cd "$work/notices/$name" && "$jdk/bin/jar" -xf "$jar" META-INF)
        while read -r text; do
            found=yes
            # Many have the Apache License again.
            ! cmp -s <(tr -d '[:space:]' <"$text") <(tr -d '[:space:]' <"$root/LICENSE") || continue
            printf '\n%s\n%s, %s\n\n' ---- "$name" "$(basename "$text")"
            cat "$text"
        done < <(find "$work/notices/$name" -type f \( -name '*LICENSE*' -o -name '*NOTICE*' \) | sort)
        text=$packaging/licenses/$library.txt
        if [ -f "$text" ]; then
            found=yes
            printf '\n%s\n%s\n\n' ---- "$name"
            cat "$text"
        fi
        [ -n "$found" ] || grep -qF ":$library:" <(grep -F '(Apache-2.0)' "$listed") ||
            die "$name comes without the text of its licence; put it into packaging/licenses/$library.txt"
    done
    for text in "$packaging"/licenses/*.txt; do
        library=$(basename "$text" .txt)
        compgen -G "$libraries/$library-[0-9]*.jar" >/dev/null || die "$text is of no library in the package; remove it"
    done
}

# Whose files of Debian are in the package, and under which conditions.
write_debian_notices() {
    local package
    grep -v '^libc6 ' "$debian/arm64/packages" >"$1/DEBIAN-PACKAGES"
    for package in gcc-14-base openjdk-25-jre-headless zlib1g; do
        cp -L "$debian/arm64/usr/share/doc/$package/copyright" "$1/copyright.$package"
    done
}

# check_glibc PACKAGE MINOR: nothing in it needs a newer glibc than 2.MINOR, which is what the launcher says.
check_glibc() {
    local needed
    needed=$(find "$1/lib" -name '*.so*' -exec grep -aoh 'GLIBC_2\.[0-9]*' {} + | sort -t. -k2n | tail -1)
    [ "${needed#GLIBC_2.}" -le "$2" ] || die "$1 needs ${needed/_/ }, and its launcher says 2.$2; change that in make.sh"
}

# package ARCH MACHINE LOADER GLIBC_MINOR SQLITE ZSTD CONSCRYPT
package() {
    local name=drayage-$version-linux-$1
    local package=$work/$name
    mkdir -p "$package/bin" "$package/lib" "$package/share/doc/drayage"
    sed "s|@LOADER@|$3|; s|@MACHINE@|$2|; s|@GLIBC_MINOR@|$4|" "$packaging/dray.sh" >"$package/bin/dray"
    chmod 755 "$package/bin/dray"
    cp "$jar" "$package/lib/dray.jar"
    if [ "$1" = aarch64 ]; then
        link_for_aarch64 "$package/lib/runtime"
    else
        link "$package/lib/runtime"
    fi
    native "$5" "$6" "$7" "$package/lib/native"
    check_glibc "$package" "$4"
    "$jdk/bin/java" -cp "$packaging/target/classes:$jar" dev.drayage.packaging.manual.Manual "$package"
    cp "$root/LICENSE" "$root/NOTICE" "$package/share/doc/drayage"
    write_notices >"$package/share/doc/drayage/THIRD-PARTY"
    if [ "$1" = aarch64 ]; then
        write_debian_notices "$package/share/doc/drayage"
    fi
    # The archive of classes is for a jar and a runtime of these very dates.
    find "$package" -exec touch -h -d "$date" {} +
    [ -z "$train" ] || [ "$1" != x64 ] || write_class_list "$package"
    write_class_archive "$1" "$package"
    chmod -R u=rwX,go=rX "$package"
    tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner --mtime="$date" --format=gnu -cf - "$name" |
        gzip -9n >"$output/$name.tar.gz"
    ls -l "$output/$name.tar.gz"
}

rm -rf "$work"
mkdir -p "$work" "$output"
for architecture in $architectures; do
    if [ "$architecture" = x64 ]; then
        package x64 x86_64 /lib64/ld-linux-x86-64.so.2 17 x86_64 amd64 x86_64
    else
        why=$(why_no_aarch64)
        if [ -z "$why" ]; then
            package aarch64 aarch64 /lib/ld-linux-aarch64.so.1 38 aarch64 aarch64 aarch_64
        elif [ "$architectures" = aarch64 ]; then
            die "the package for aarch64 cannot be made: $why"
        else
            echo "make.sh: no package for aarch64: $why" >&2
        fi
    fi
done
