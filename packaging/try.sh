#!/bin/bash
# Tries the tar.gz in DIRECTORY, as packaging/make.sh made it, where things are not as usual; says what was tried, and what
# was skipped and why. Ends with 1 if anything failed.
#
# packaging/try.sh [DIRECTORY]
set -uo pipefail
packaging=$(cd "$(dirname "$0")" && pwd -P)
root=$(dirname "$packaging")
dist=$(cd "${1:-$packaging/target/dist}" && pwd -P) || exit 1
work=$(mktemp -d /var/tmp/dray-try.XXXXXX)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
chmod 755 "$work"
failures=0

# try WHAT COMMAND...: says whether it succeeds, and what it printed if not.
try() {
    if "${@:2}" >"$work/out" 2>&1; then
        echo "ok: $1"
    else
        echo "FAILED: $1"
        sed 's/^/    /' "$work/out"
        failures=$((failures + 1))
    fi
}

skip() {
    echo "skipped: $1: $2"
}

# refuses SENTENCE COMMAND...: fails, with one line that contains this.
refuses() {
    local said
    if said=$("${@:2}" 2>&1); then
        echo "succeeded, and said: $said"
        return 1
    fi
    printf '%s\n' "$said"
    [ "$(wc -l <<<"$said")" = 1 ] && [[ $said == "dray: "*"$1"* ]]
}

# says TEXT COMMAND...: succeeds and prints this.
says() {
    local said
    said=$("${@:2}" 2>&1) || { printf '%s\n' "$said"; return 1; }
    printf '%s\n' "$said"
    [[ $said == *"$1"* ]]
}

archive=("$dist"/drayage-*-linux-x64.tar.gz)
if [ "${#archive[@]}" != 1 ] || ! [ -f "${archive[0]}" ]; then
    echo "try.sh: there is not one drayage-*-linux-x64.tar.gz in $dist; make it with packaging/make.sh" >&2
    exit 1
fi
name=$(basename "${archive[0]}" .tar.gz)
version=${name#drayage-}
version=${version%-linux-x64}
home="$work/a directory/$name"
mkdir "$work/a directory"
tar -C "$work/a directory" -xzf "${archive[0]}"
dray=$home/bin/dray
cp -r "$root/samples/hello" "$work/hello"

# A server of TLS whose certificate nobody trusts, which only those find out who speak it.
port=
if command -v openssl >/dev/null; then
    openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=registry -keyout "$work/key" -out "$work/certificate" 2>/dev/null
    openssl s_server -www -accept 0 -key "$work/key" -cert "$work/certificate" >"$work/server" 2>&1 &
    server=$!
    trap 'kill "$server"; chmod -R u+w "$work"; rm -rf "$work"' EXIT
    for ((i = 0; i < 100; i++)); do
        port=$(sed -n 's/^ACCEPT .*:\([0-9]*\)$/\1/p' "$work/server")
        [ -z "$port" ] || break
        sleep 0.1
    done
fi
[ -n "$port" ] || skip "TLS" "it needs openssl"

# The jobs that need each native library, all with this command in front: a layer is packed by zstd, a store is opened,
# and TLS is spoken.
jobs() {
    local out
    out=$(mktemp -d "$work/jobs.XXXXXX")
    chmod 777 "$out"
    "$@" export oci:"$work/hello":latest -o "$out/hello.tar" &&
        "$@" copy --compress zstd oci-archive:"$out/hello.tar" oci:"$out/packed" &&
        "$@" verify oci:"$out/packed" &&
        "$@" import "$out/hello.tar" --name hello --root "$out/store" &&
        "$@" ls --root "$out/store" &&
        { [ -z "$port" ] || refuses "the certificate of 0.0.0.0:$port is not trusted" "$@" tags "docker://0.0.0.0:$port/hello"; }
}

try "in a directory with a space" jobs "$dray"
try "the version" says "dray $version" "$dray" --version
try "with nothing in the environment" jobs env -i "$dray"
try "an empty PATH" says "dray $version" env -i PATH= "$dray" --version
try "LANG=C and no HOME" jobs env -u HOME LANG=C LC_ALL=C "$dray"
try "another Java in the environment" says "dray $version" env JAVA_HOME=/nonexistent JAVA_TOOL_OPTIONS=-Xbad \
    JDK_JAVA_OPTIONS=-Xbad _JAVA_OPTIONS=-Xbad CLASSPATH=/nonexistent "$dray" --version
ln -s "$dray" "$work/absolute"
ln -s "a directory/$name/bin" "$work/bin"
ln -s bin/dray "$work/relative"
for link in absolute relative bin/dray; do
    try "called by the link $link" says "dray $version" "$work/$link" --version
done
try "called by a relative path" says "dray $version" env -C "$home" bin/dray --version
try "a link read by a shell where it lies" says "dray $version" env -C "$work" sh relative --version
try "found on the PATH" says "dray $version" env PATH="$home/bin:$PATH" dray --version
mkdir "$work/a:b"
cp -r "$home" "$work/a:b"
try "a colon in the path is refused" refuses "a colon" "$work/a:b/$name/bin/dray" --version
rm "$work/a:b/$name/lib/dray.jar"
mv "$work/a:b/$name" "$work/half"
try "a package that lacks a file" refuses "unpack it again" "$work/half/bin/dray" --version
rm -rf "$work/a:b" "$work/half"
# shellcheck disable=SC2016 # for that shell
try "closed standard input is empty" refuses "oci-archive:- is empty" sh -c 'exec "$1" verify oci-archive:- <&-' - "$dray"

# Of classes that a small export loads, those that are not in the archive take most of its time.
loaded_from_archive() {
    DRAY_JAVA_OPTS="-Xlog:class+load:file=$work/loaded" "$dray" export "oci:$work/hello:latest" -o "$work/hello.tar" || return 1
    local others
    others=$(grep -c -v 'source: shared objects file' "$work/loaded")
    echo "$others classes of $(wc -l <"$work/loaded") are not from the archive of classes; packaging/make.sh --train puts them there"
    grep -v 'source: shared objects file' "$work/loaded"
    [ "$others" -lt 100 ]
}
try "classes are loaded from their archive" loaded_from_archive
mv "$home" "$work/umgezogen nach Köln"
home="$work/umgezogen nach Köln"
dray=$home/bin/dray
try "LC_ALL=C in a directory whose name is not ASCII" jobs env LC_ALL=C "$dray"
try "classes are loaded from their archive after a move" loaded_from_archive

loaded_native() {
    local library
    jobs env DRAY_JAVA_OPTS="-Xlog:library=info:file=$work/libraries-%p" "$dray" || return 1
    for library in libsqlitejdbc libzstd-jni ${port:+libconscrypt}; do
        echo "looking for $library"
        grep -qsh "Loaded library .*/lib/native/$library" "$work"/libraries-* || return 1
    done
}
try "native libraries are loaded from where they lie" loaded_native

chmod -R a-w "$home"
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
    try "another user, who may not write there" jobs setpriv --reuid=65534 --regid=65534 --clear-groups env -i "$dray"
else
    skip "another user" "it needs root and setpriv"
fi

# in_mounts COMMANDS...: runs these by a shell that may mount and whose mounts nobody else sees.
in_mounts() {
    unshare -m --propagation private bash -euc "$1" - "${@:2}"
}
export -f jobs refuses
export work port
if [ "$(id -u)" = 0 ] && in_mounts 'mount -t tmpfs none /mnt' 2>/dev/null; then
    # shellcheck disable=SC2016 # for that shell
    {
        try "a read-only file system" in_mounts 'mount --bind "$1" "$1"; mount -o remount,ro,bind "$1"
            ! touch "$1/x" 2>/dev/null; jobs "$1/bin/dray"' "$home"
        try "a /tmp that runs no programs, where nothing is put" in_mounts 'mount -t tmpfs -o noexec none /tmp
            jobs "$1/bin/dray"; find /tmp -mindepth 1; [ -z "$(find /tmp -mindepth 1)" ]' "$home"
        try "a full /tmp" in_mounts 'mount -t tmpfs -o size=4k none /tmp
            ! head -c 100000 /dev/zero >/tmp/full 2>/dev/null; jobs "$1/bin/dray"' "$home"
        try "no /tmp" in_mounts 'mount -t tmpfs -o mode=0 none /tmp; jobs setpriv --reuid=65534 --regid=65534 \
            --clear-groups "$1/bin/dray"' "$home"
    }
else
    skip "a read-only file system, and a /tmp that is full or runs no programs" "they need root, and the right to mount"
fi

# A system of its own with the loader and libraries named, this command and a shell.
system() {
    rm -rf "$work/system"
    mkdir -p "$work/system/bin" "$work/system/lib" "$work/system/lib64" "$work/system/proc"
    cp "$(command -v busybox)" "$work/system/bin/busybox"
    for applet in sh uname readlink; do
        ln -s busybox "$work/system/bin/$applet"
    done
    cp -r "$home" "$work/system/dray"
}
there() {
    chroot "$work/system" /bin/sh /dray/bin/dray "$@"
}
if [ "$(id -u)" = 0 ] && command -v busybox >/dev/null && ! ldd "$(command -v busybox)" >/dev/null 2>&1; then
    system
    musl=$(ls /lib/ld-musl-x86_64.so.1 2>/dev/null) && cp -L "$musl" "$work/system/lib"
    try "musl is named" refuses "/lib64/ld-linux-x86-64.so.2 is missing: dray needs glibc" there --version
    # As a system of 2010 has them.
    touch "$work/system/lib64/ld-linux-x86-64.so.2" "$work/system/lib64/libc-2.12.so"
    try "an old glibc is named" refuses "this system has glibc 2.12, and dray needs 2.17" there --version
    system
    for library in ld-linux-x86-64.so.2 libc.so.6 libdl.so.2 libm.so.6 libpthread.so.0 librt.so.1; do
        cp -L "$(ldconfig -p | sed -n "s|.*$library (.*x86-64.*) => ||p" | head -1)" "$work/system/lib"
    done
    mv "$work/system/lib/ld-linux-x86-64.so.2" "$work/system/lib64"
    if in_mounts 'mount -t tmpfs none /mnt' 2>/dev/null; then
        # shellcheck disable=SC2016 # for that shell
        try "nothing but glibc" in_mounts 'cp -r "$work/hello" "$work/system/hello"
            mount -t proc none "$work/system/proc"
            chroot "$work/system" /bin/sh /dray/bin/dray import oci:/hello --name hello --root /store'
    fi
    aarch64=("$dist"/drayage-*-linux-aarch64.tar.gz)
    if [ -f "${aarch64[0]}" ] && [ "$(uname -m)" = x86_64 ]; then
        tar -C "$work" -xzf "${aarch64[0]}"
        try "the package for aarch64 names this machine" refuses "this is dray for aarch64, and this machine is x86_64" \
            "$work/${name%x64}aarch64/bin/dray" --version
    fi
else
    skip "musl, an old glibc, nothing but glibc" "they need root and busybox-static"
fi

if [ "$failures" -gt 0 ]; then
    echo "try.sh: $failures failed" >&2
    exit 1
fi
