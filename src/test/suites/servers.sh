#!/usr/bin/env bash
# The project's own tests, in front of servers of older versions.
#   SERVER_VERSIONS   which: versions of embedded-postgres-binaries
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

need_command mvn maven
log="$(mktemp "${TMPDIR:-/tmp}/sallyport-servers.XXXXXX")"
trap 'rm -f "$log"' EXIT
for version in ${SERVER_VERSIONS:-13.23.0 14.24.0 15.19.0 16.15.0 17.11.0}; do
  say "PostgreSQL $version ..."
  if ! (cd "$home" && mvn -B -ntp test "-Dpostgres.version=$version") >"$log" 2>&1; then
    grep -E 'Tests run:.*FAILURE|^\[ERROR\]   ' "$log" || tail -n 20 "$log"
    broken "the tests do not pass with PostgreSQL $version"
  fi
  say "PostgreSQL $version: $(grep -E 'Tests run: [0-9]+, .*Skipped: [0-9]+$' "$log" | tail -n 1 | sed 's/^.*Tests/tests/')"
done
