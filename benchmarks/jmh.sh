#!/bin/bash
# Measures within one warm JVM: what a service pays that exports, plans and verifies again and again. Prints tables in
# Markdown to standard output, progress to standard error. Takes about a minute on a machine that does nothing else.
#
#   benchmarks/jmh.sh [REGEX]
#
# REGEX chooses benchmarks, else all of a layout and of planning. Needs python3, Maven and a JDK.
#
#   JAVA_HOME  the Java to use, else the one on the PATH
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mvn -q -B -ntp -f "$here/../pom.xml" -P '!static-checks' -pl benchmarks -am -Dmaven.test.skip=true \
    -Ddrayage.failOnWarning=false package >"$work/build.log" 2>&1 || { cat "$work/build.log" >&2 && exit 1; }
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
load=$(cut -d ' ' -f 1 /proc/loadavg)
"$java" -jar "$here/target/app/benchmarks.jar" "${1:-LayoutBenchmark|PlanBenchmark}" -foe true \
    -rf json -rff "$work/results.json" >&2

echo "- Machine: $(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)$(
    grep -qw sha_ni /proc/cpuinfo && echo ', SHA extensions'
), Linux $(uname -r)"
echo "- Java: $("$java" -version 2>&1 | tail -n 1)"
echo "- Versions: drayage at $(git -C "$here" describe --always --dirty 2>/dev/null || echo 'no commit'), JMH $(
    basename "$here"/target/app/lib/jmh-core-*.jar .jar | sed 's/jmh-core-//'
)"
echo "- Date: $(date -u +%F), load average at the start: $load"
python3 - "$work/results.json" <<'PYTHON'
import json, sys
results = json.load(open(sys.argv[1]))
score = {r["benchmark"].split("benchmarks.")[1]: r["primaryMetric"] for r in results}
hash_alone = score.get("LayoutBenchmark.sha256", {}).get("score")
print("\n| benchmark | time | ± | rate ÷ SHA-256's |\n| --- | ---: | ---: | ---: |")
for name, metric in score.items():
    ratio = f"{hash_alone / metric['score']:.2f}" if hash_alone and name.startswith("Layout") else "–"
    print(f"| `{name}` | {metric['score']:.4g} {metric['scoreUnit']} | {float(metric['scoreError']):.2g} | {ratio} |")
PYTHON
