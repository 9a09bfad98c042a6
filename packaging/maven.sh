#!/bin/bash
# Makes of all published modules what Maven Central takes, and sends it nowhere:
# packaging/target/dist/drayage-VERSION-maven.zip, or drayage-VERSION-maven-signed.zip.
#
#   packaging/maven.sh VERSION         without signatures: the same bytes each time
#   packaging/maven.sh VERSION --sign  with those of GnuPG's default key; its passphrase in MAVEN_GPG_PASSPHRASE
#
#   SECOND_JDK  a JDK 25 or newer, for its javadoc; else Temurin 25 where Debian's package of it puts it
set -euo pipefail
cd "$(dirname "$0")/.."

die() {
    echo "maven.sh: $*" >&2
    exit 1
}

[ $# = 1 ] || { [ $# = 2 ] && [ "$2" = --sign ]; } || die "say which version, as in packaging/maven.sh 1.2.3 [--sign]"
version=$1
profiles=release
form=maven
signed=()
if [ $# = 2 ]; then
    profiles=release,sign
    form=maven-signed
    signed=(signed)
fi
export JAVA_HOME=${SECOND_JDK:-/usr/lib/jvm/temurin-25-jdk-amd64}
[ -x "$JAVA_HOME/bin/javadoc" ] || die "there is no bin/javadoc in $JAVA_HOME; set SECOND_JDK to a JDK 25 or newer"
# Maven's own libraries make newer Javas warn.
export MAVEN_OPTS="${MAVEN_OPTS:-} --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"

# What another JDK compiled would not be compiled again, so all is built in a copy.
build=$PWD/packaging/target/maven
repository=$PWD/packaging/target/repository
bundle=packaging/target/dist/drayage-$version-$form.zip
rm -rf "$build" "$repository" "$bundle"
mkdir -p "$build" "$repository" packaging/target/dist
tar --exclude=target --exclude=.git --exclude=testdata -cf - . | tar -C "$build" -xf -
mvn -B -ntp -q -f "$build/pom.xml" -P "$profiles,!static-checks" -Drevision="$version" -Dmaven.test.skip=true \
    -Dmaven.install.skip=true -Ddrayage.failOnWarning=false -pl drayage-bom,drayage-cli,drayage-testkit -am deploy \
    "-DaltDeploymentRepository=local::file://$repository"
[ ${#signed[@]} = 0 ] || find "$repository" -name '*.asc' | while read -r signature; do
    gpg --batch --quiet --verify "$signature" "${signature%.asc}" 2>/dev/null || die "the signature $signature is wrong"
done
"$JAVA_HOME/bin/java" packaging/src/main/java/dev/drayage/packaging/central/CentralBundle.java "$repository" "$version" \
    "$bundle" "${signed[@]}"
rm -rf "$build"
echo "$bundle"
