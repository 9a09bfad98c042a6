#!/bin/bash
# Compares what containerd can be spoken to with: drayage-containerd's own HTTP/2 client, grpc-netty with epoll, and
# grpc-okhttp; each in a JVM of its own that starts, makes the first call, asks for what an export asks, and reads 1.19 GB.
# Prints tables in Markdown to standard output, progress to standard error. Fails if any command failed.
#
#   benchmarks/containerd-transports.sh IMAGES
#
# IMAGES is what make-images.sh made. Needs python3, containerd (with ctr), Maven, root and a JDK on Linux.
#
#   DRAY       the command to measure, else the checkout's ./dray
#   ROUNDS     how often each command runs, else 5
#   WINDOW     what is received of a stream ahead of its reader, by the libraries, else 1048576 bytes, as by our own
#   JAVA_HOME  the Java to use, else the one on the PATH
# shellcheck disable=SC2016 # the commands are for another shell
# shellcheck source=benchmarks/measuring.sh
. "$(dirname "$0")/measuring.sh"
[ $# -eq 1 ] && [ -f "$1/large/index.json" ] && [ -f "$1/many/index.json" ] || usage "IMAGES, which make-images.sh made"
begin "$1"

mvn -q -B -ntp -f "$here/../pom.xml" -P '!static-checks,transports' -pl benchmarks/transports -am -Dmaven.test.skip=true \
    -Ddrayage.failOnWarning=false package >"$work/build.log" 2>&1 || { cat "$work/build.log" >&2 && exit 1; }
app=$here/transports/target/app
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
export CLASSES="$app/transports.jar" JAVA=$java
for jar in "$app"/lib/*.jar; do CLASSES+=":$jar"; done
# As ./dray starts Java.
export OPTIONS="-Xmx64m -XX:+UseSerialGC -XX:-UsePerfData -Xlog:disable -Dwindow=${WINDOW:-1048576}
    -XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000 -XX:Tier4CompileThreshold=150000
    -XX:Tier4BackEdgeThreshold=400000 -XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions
    -XX:-C1UpdateMethodData -XX:-C1ProfileCalls -XX:-C1ProfileVirtualCalls -XX:-C1ProfileInlinedCalls -XX:-C1ProfileBranches
    -XX:-C1ProfileCheckcasts"

start_containerd
machine containerd
"$DRAY" copy --quiet "oci:$images/large:latest" containerd:large:latest >/dev/null
"$DRAY" copy --quiet --namespace many "oci:$images/many:latest" containerd:many:latest >/dev/null

cat >"$work/run" <<'SCRIPT'
exec "$JAVA" $OPTIONS -XX:SharedArchiveFile="$ARCHIVES/$1.jsa" -cp "$CLASSES" \
    dev.drayage.benchmarks.transports.TransportBenchmark "$1" "$2" "$CONTAINERD_ADDRESS" "${3:-default}"
SCRIPT
export RUN=$work/run ARCHIVES=$work
for transport in none drayage netty okhttp; do
    # shellcheck disable=SC2086 # options are words
    "$java" $OPTIONS -XX:ArchiveClassesAtExit="$work/$transport.jsa" -cp "$CLASSES" \
        dev.drayage.benchmarks.transports.TransportBenchmark "$transport" read "$CONTAINERD_ADDRESS" default
done

compare() { # TASK NAMESPACE
    printf '%s\t%s\t%s\t%s\n' \
        "$1" drayage "our own" "bash \"\$RUN\" drayage $1 $2" \
        "$1" "" "grpc-netty, epoll" "bash \"\$RUN\" netty $1 $2" \
        "$1" "" "grpc-okhttp" "bash \"\$RUN\" okhttp $1 $2"
}

section "The first call"
{
    compare start default
    printf 'none\t\ta JVM that does nothing\tbash "$RUN" none start\n'
} | measure
section "What an export asks that reads the daemon's files itself: of one image of six layers"
compare ask default | measure
section "The same of 4401 small blobs"
compare ask many | measure
section "1.19 GB read through the daemon"
compare read default | measure
section "The same, with what the daemon needs"
compare read default | sed 's/\tdrayage\t/\tdrayage@daemon\t/; s/\t\t/\t@daemon\t/' | measure --daemon "$containerd"
section "The command"
export DRAY_JAVA_OPTS=-Xmx64m
measure --output "$OUT" --least "$(blob_bytes "$images/large")" <<'COMMANDS'
file	dray	`dray export`, reading the daemon's files	"$DRAY" export --quiet containerd:large:latest -o "$OUT"
file		`dray export --no-local-reads`	"$DRAY" export --quiet --no-local-reads containerd:large:latest -o "$OUT"
COMMANDS
finish
