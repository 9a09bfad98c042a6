#!/bin/sh
# Writes the site to target/site, or to DIRECTORY, of the POM's version or of VERSION: site/make.sh [DIRECTORY [VERSION]]
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
mvn -q -B -ntp -f "$root/pom.xml" -pl site -am -P '!static-checks' -Dmaven.test.skip=true ${2:+"-Drevision=$2"} package
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$root/site/target/classes:$(cat "$root/site/target/classpath")" \
    dev.drayage.site.SiteCommand "$root" "${1:-$root/target/site}"
