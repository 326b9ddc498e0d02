#!/usr/bin/env bash
# PostgreSQL's own regression suite, directly and through the gate.
#   POSTGRES_SOURCE      the unpacked sources of exactly the server's version
#   REGRESSION_SCHEDULE  parallel_schedule unless set
#   REGRESSION_DIFFS     the file to keep the differences from the expected output in; none unless set
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

source="${POSTGRES_SOURCE:-}"
pg_regress="$postgres/lib/pgxs/src/test/regress/pg_regress"
remedy="Unpack PostgreSQL's sources (Debian: apt-get source postgresql-15) and set POSTGRES_SOURCE to their folder."

check() {
  need_server
  need_command gcc gcc
  [ -x "$pg_regress" ] || left_out "no pg_regress (Debian: apt-get install postgresql-server-dev-15)."
  [ -e "$source/src/test/regress/regress.c" ] || left_out "no sources. $remedy"
  local version
  version="$(sed -n "s/^PACKAGE_VERSION='\(.*\)'/\1/p" "$source/configure")"
  [ "$version" = "$(server_version)" ] || left_out "the sources are of $version, the server is $(server_version). $remedy"
}

# The suite's files where the server's user can read them, and the libraries that its tests load.
lay_out() {
  cp -r "$source/src/test/regress" "$work/input"
  chmod -R a+rX "$work/input"
  mkdir "$work/libraries"
  gcc -O2 -shared -fPIC -fno-strict-aliasing -fwrapv -I"$("$postgres/bin/pg_config" --includedir-server)" \
    -o "$work/libraries/regress.so" "$work/input/regress.c"
  cp "$("$postgres/bin/pg_config" --pkglibdir)"/{refint,autoinc}.so "$work/libraries"
}

start() {
  start_server
  sql postgres "CREATE DATABASE regression TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'" \
    "ALTER DATABASE regression SET lc_messages = 'C'" "ALTER DATABASE regression SET lc_monetary = 'C'" \
    "ALTER DATABASE regression SET lc_numeric = 'C'" "ALTER DATABASE regression SET lc_time = 'C'" \
    "ALTER DATABASE regression SET bytea_output = 'hex'" \
    "ALTER DATABASE regression SET timezone_abbreviations = 'Default'"
}

# regress NAME PORT: leaves the results in NAME.list and what differs from the expected in NAME.diffs
regress() {
  folder "$1"
  local run=("$pg_regress" --use-existing --host=127.0.0.1 --port="$2" --user=postgres --dbname=regression
    --bindir="$postgres/bin" --dlpath="$work/libraries" --inputdir="$work/input" --outputdir="$work/$1"
    --schedule="$work/input/${REGRESSION_SCHEDULE:-parallel_schedule}" --max-concurrent-tests=20)
  (cd "$work/$1" && as_server env PGPASSWORD="$password" "${run[@]}") >"$work/$1.log" 2>&1 || true
  awk '/ \.\.\. / { name = $1 == "test" ? $2 : $1; print name, /\.\.\. +ok|\(ignored\)/ ? "ok" : "failed" }' \
    "$work/$1.log" >"$work/$1.list"
  if [ -e "$work/$1/regression.diffs" ]; then cp "$work/$1/regression.diffs" "$work/$1.diffs"; fi
}

check
prepare
lay_out
say "PostgreSQL $(server_version), directly ..."
start
regress direct "$server_port"
if grep -q ' failed$' "$work/direct.list" || ! [ -s "$work/direct.list" ]; then
  grep ' failed$' "$work/direct.list" || tail -n 5 "$work/direct.log"
  broken "the server itself does not pass; that says nothing about the gate"
fi
stop_server
say "through the gate ..."
start
start_gate postgres regression
regress gate "$gate_port"
if [ -n "${REGRESSION_DIFFS:-}" ] && [ -e "$work/gate.diffs" ]; then cp "$work/gate.diffs" "$REGRESSION_DIFFS"; fi
compare "$work/direct.list" "$work/gate.list"
