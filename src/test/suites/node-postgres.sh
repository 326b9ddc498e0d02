#!/usr/bin/env bash
# The test suite of node-postgres, the usual PostgreSQL driver of Node.js, directly and through the gate.
#   NODE_POSTGRES_SOURCE   a clone of its repository, with its dependencies installed and built
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

source="${NODE_POSTGRES_SOURCE:-}"
package="$source/packages/pg"
remedy="Clone github.com/brianc/node-postgres, run 'yarn install && yarn tsc --build' in it and set NODE_POSTGRES_SOURCE."

check() {
  need_server
  need_command node nodejs
  [ -e "$package/test/suite.js" ] || left_out "no sources of node-postgres. $remedy"
  [ -d "$source/node_modules/async" ] || left_out "the dependencies of node-postgres are missing. $remedy"
  [ -d "$source/packages/pg-protocol/dist" ] || left_out "the sources of node-postgres are not built. $remedy"
}

# The driver's tests need a log-in with a password, and TLS.
start() {
  start_server authentication_timeout=10s
  server_certificate
  sql postgres "ALTER SYSTEM SET ssl = on"
  make_login test
}

server_certificate() {
  as_server openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \
    -out "$work/server/data/server.crt" -keyout "$work/server/data/server.key" 2>/dev/null
}

# drive NAME PORT: every test file that connects, by itself; the results in NAME.list, what was said in NAME.said/
drive() {
  local file name result
  mkdir -p "$work/$1.said"
  while read -r file; do
    name="${file#test/integration/}" result=ok
    name="${name%-tests.js}"
    (cd "$package" && env PGHOST=127.0.0.1 PGPORT="$2" PGUSER=test PGPASSWORD="$password" PGDATABASE=test \
      SCRAM_TEST_PGUSER=test SCRAM_TEST_PGPASSWORD="$password" timeout 60 node "$file") \
      >"$work/$1.said/${name//\//.}" 2>&1 </dev/null || result=failed
    echo "$name $result"
  done < <(cd "$package" && find test/integration -name '*-tests.js' | LC_ALL=C sort) >"$work/$1.list"
}

check
need_command openssl openssl
prepare
say "node-postgres $(node -p "require('$package/package.json').version"), directly ..."
start
drive direct "$server_port"
say "through the gate ..."
# One of the tests calls psql with template1.
start_gate test test template1
drive gate "$gate_port"
compare "$work/direct.list" "$work/gate.list"
