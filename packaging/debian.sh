#!/bin/bash
# Unpacks packages of Debian 13 into DIRECTORY/ARCHITECTURE, verified by apt against Debian's signature, and writes which
# versions those are to DIRECTORY/ARCHITECTURE/packages; nothing is installed.
#
# packaging/debian.sh DIRECTORY ARCHITECTURE PACKAGE...
set -euo pipefail
directory=$1
architecture=$2
shift 2
apt=$directory/apt
mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$directory/$architecture/deb"
: >"$apt/status"
cat >"$apt/sources" <<'SOURCES'
deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian trixie main
deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian-security trixie-security main
SOURCES
options=(-q=2 -o "Dir::State=$apt" -o "Dir::State::lists=$apt/lists" -o "Dir::State::status=$apt/status"
    -o "Dir::Cache=$apt/cache" -o "Dir::Etc::sourcelist=$apt/sources" -o Dir::Etc::sourceparts=/dev/null -o Dir::Etc::preferencesparts=/dev/null
    -o "APT::Architecture=$architecture" -o "APT::Architectures=$architecture" -o APT::Sandbox::User=root
    -o Acquire::Languages=none)
apt-get "${options[@]}" update
(cd "$directory/$architecture/deb" && apt-get "${options[@]}" download "$@")
: >"$directory/$architecture/packages"
for deb in "$directory/$architecture/deb"/*.deb; do
    dpkg -x "$deb" "$directory/$architecture"
    # shellcheck disable=SC2016 # for dpkg
    dpkg-deb --showformat '${Package} ${Version} ${Architecture}\n' -W "$deb" >>"$directory/$architecture/packages"
done
# Where a program looks for its loader; in a package of libc6 the directory alone is.
[ -e "$directory/$architecture/lib" ] || ln -s usr/lib "$directory/$architecture/lib"
