#!/bin/sh
# Starts dray with the runtime that lies beside it. No other Java is used, and no other program is called.
#
#   DRAY_JAVA_OPTS  more options for the JVM, for example -Xmx64m
set -eu

# Filled in for each package.
loader=@LOADER@
machine=@MACHINE@
needed_minor=@GLIBC_MINOR@

die() {
    echo "dray: $1" >&2
    exit 1
}

self=$0
case $self in
    */*) ;;
    # As `sh dray` calls it.
    *) self=./$self ;;
esac
while [ -h "$self" ]; do
    link=$(command -p readlink "$self") || die "cannot read the link $self; call the file that it leads to"
    case $link in
        /*) self=$link ;;
        *) self=${self%/*}/$link ;;
    esac
done
case $self in
    /*) ;;
    *) self=$PWD/$self ;;
esac
lib=${self%/*}/../lib

case $lib in
    *:*) die "$lib has a colon in its name, where Java ends a path; move dray to a directory without" ;;
esac
if ! [ -f "$lib/dray.jar" ] || ! [ -f "$lib/runtime/lib/modules" ] || ! [ -x "$lib/runtime/bin/java" ]; then
    die "$lib does not hold all of the package; unpack it again, and call dray by its path or a link to it"
fi
if ! [ -e "$loader" ]; then
    is=$(command -p uname -m) || is=$machine
    [ "$is" = "$machine" ] || die "this is dray for $machine, and this machine is $is; take the package for that"
    die "$loader is missing: dray needs glibc 2.$needed_minor or newer, and this system has none, as Alpine has musl; \
run dray's container image, or use a system with glibc"
fi
# Since 2.34 the file has no version in its name.
for libc in /lib/libc-2.*.so /lib64/libc-2.*.so "/lib/$machine-linux-gnu"/libc-2.*.so; do
    minor=${libc##*/libc-2.}
    minor=${minor%.so}
    case $minor in
        *[!0-9]*) ;;
        *)
            [ "$minor" -ge "$needed_minor" ] ||
                die "this system has glibc 2.$minor, and dray needs 2.$needed_minor or newer; run dray's container image"
            ;;
    esac
done

# The next file that is opened would take the place of a stream that is closed, and be read or written for it.
if [ -e /dev/null ]; then
    { true 3<&0; } 2>/dev/null || exec </dev/null
    { true 3>&1; } 2>/dev/null || exec 1</dev/null
    true 3>&2 || exec 2>/dev/null
fi

options="-XX:+UseSerialGC -XX:-UsePerfData -Xmx256m"
# Most runs are over before the optimizing compiler pays, and so before anything pays that is counted for it; a server's
# is not. SHA-256 needs it, and is called often enough all the same.
[ "${1:-}" = serve ] || options="$options -XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000
    -XX:Tier4CompileThreshold=150000 -XX:Tier4BackEdgeThreshold=400000 -XX:+UnlockDiagnosticVMOptions
    -XX:-C1UpdateMethodData -XX:-C1ProfileCalls -XX:-C1ProfileVirtualCalls -XX:-C1ProfileInlinedCalls
    -XX:-C1ProfileBranches -XX:-C1ProfileCheckcasts"
# The library of protocol buffers reads memory in a way that Java warns of.
options="$options --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
# Logging off: a class archive that does not fit is left unused, without a word about it.
options="$options -Xlog:disable"
[ ! -t 1 ] || options="$options -Ddray.stdout.terminal=true"
if [ -t 2 ] && [ "${TERM:-dumb}" != dumb ]; then
    options="$options -Ddray.stderr.terminal=true"
    # Rows and columns, told of the terminal on standard input.
    size=$(stty size <&2 2>/dev/null) || size=
    case ${size#* } in
        '' | 0 | *[!0-9]*) ;;
        *) options="$options -Ddray.columns=${size#* }" ;;
    esac
fi

# Why a file cannot be read or written is said by the system, and goes into sentences of the command's.
if [ -n "${LC_ALL:-}" ]; then
    export LC_CTYPE="$LC_ALL"
    unset LC_ALL
fi
# In these, Java knows no character beyond ASCII in names of files, that of its own directory included.
case ${LC_CTYPE:-${LANG:-C}} in
    C | POSIX) export LC_CTYPE=C.UTF-8 ;;
esac
export LC_MESSAGES=C
# What they say is meant for other Javas.
unset CLASSPATH JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS

# The JVM takes the home directory from the password database, and "?" where that has none, as in many containers.
set -f
# shellcheck disable=SC2086 # both are lists of words
exec "$lib/runtime/bin/java" $options "-XX:SharedArchiveFile=$lib/classes" ${HOME:+"-Duser.home=$HOME"} \
    "-Djava.library.path=$lib/native" ${DRAY_JAVA_OPTS:-} -cp "$lib/dray.jar" dev.drayage.cli.Dray "$@"
