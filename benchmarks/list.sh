#!/bin/bash
# Compares what a store with many images costs where its names are in SQLite and where they are in PostgreSQL: all of them
# listed, and one found by its name. The PostgreSQL is Debian's, of the script's own, at a port of
# loopback, and syncs nothing; the blobs of both are in directories. Prints tables in Markdown to standard output, progress to
# standard error. Fails if any command failed.
#
#   benchmarks/list.sh IMAGES
#
# IMAGES is what make-images.sh made, with named. Needs postgresql, python3 and a JDK.
#
#   DRAY       the command to measure, else the checkout's ./dray
#   ROUNDS     how often each command runs, else 5
#   JAVA_HOME  the Java that dray uses, else the one on the PATH
# shellcheck disable=SC2016 # the commands are for another shell
# shellcheck source=benchmarks/measuring.sh
. "$(dirname "$0")/measuring.sh"
[ $# -eq 1 ] && [ -d "$1/named" ] || usage "IMAGES, with named in it"
begin "$1"

programs=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
database=$run/postgres
mkdir "$database"
chmod 711 "$run"
as=()
if [ "$(id -u)" = 0 ]; then
    as=(runuser -u postgres --)
    chown postgres "$database"
fi
cd "$database"
"${as[@]}" "$programs/initdb" -D "$database/data" -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$run/log"
# A port that nobody has; it is let go just before it is taken.
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"${as[@]}" "$programs/postgres" -D "$database/data" -p "$port" -c fsync=off -c listen_addresses=127.0.0.1 \
    -c unix_socket_directories= >>"$run/log" 2>&1 &
servers+=($!)
for ((i = 0; i < 100; i++)); do
    ! "$programs/pg_isready" -q -h 127.0.0.1 -p "$port" || break
    sleep 0.1
done
cd - >/dev/null

export SQLITE=$work/store POSTGRES=postgresql://postgres@127.0.0.1:$port/postgres
machine "$programs/postgres"
"$DRAY" store init --quiet --root "$POSTGRES?blobs=$work/blobs" >/dev/null
"$DRAY" import --quiet --root "$SQLITE" "oci:$images/named" >/dev/null
"$DRAY" import --quiet --root "$POSTGRES" "oci:$images/named" >/dev/null
some=$("$DRAY" ls --quiet --root "$SQLITE" | sed -n 10000p)
export SOME=$some
[ -n "$some" ] || { echo "$script: the store has fewer than 10000 images" >&2; exit 1; }
[ "$("$DRAY" ls --quiet --root "$SQLITE")" = "$("$DRAY" ls --quiet --root "$POSTGRES")" ] ||
    { echo "$script: the two stores list other images" >&2; exit 1; }

row() { # TASK TOOL LABEL COMMAND
    printf '%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4"
}

section "$("$DRAY" ls --quiet --root "$SQLITE" | wc -l) images"
{
    row list "" '`dray ls`, PostgreSQL' '$DRAY ls --root $POSTGRES'
    row list SQLite '`dray ls`, SQLite' '$DRAY ls --root $SQLITE'
    row json "" '`dray ls --json`, PostgreSQL' '$DRAY ls --json --root $POSTGRES'
    row json SQLite '`dray ls --json`, SQLite' '$DRAY ls --json --root $SQLITE'
    row find "" '`dray inspect` of one, PostgreSQL' '$DRAY inspect --root $POSTGRES "$SOME"'
    row find SQLite '`dray inspect` of one, SQLite' '$DRAY inspect --root $SQLITE "$SOME"'
} | measure
finish
