#!/usr/bin/env bash
# The test suite of psycopg 3, the PostgreSQL driver of Python, directly and through the gate.
#   PSYCOPG_SOURCE   a clone of its repository, or Debian's source package psycopg3
#   PYTHON           a Python with pytest, pytest-asyncio and anyio; python3 unless set
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

source="${PSYCOPG_SOURCE:-}"
python="${PYTHON:-python3}"
remedy="Clone github.com/psycopg/psycopg, check out a release and set PSYCOPG_SOURCE to the clone."

check() {
  need_server
  [ -e "$source/tests/fix_db.py" ] || left_out "no sources of psycopg 3. $remedy"
  "$python" -c 'import pytest, pytest_asyncio, anyio' 2>/dev/null \
    || left_out "'$python' lacks a module (Debian: apt-get install python3-pytest python3-pytest-asyncio python3-anyio)."
}

start() {
  start_server max_prepared_transactions=10
  make_login test
}

# drive NAME PORT: the results by test function in NAME.list. What runs on a clock, or starts a type checker, is left
# out: on a busy machine it fails with and without the gate.
drive() {
  cp -r "$source/tests" "$source/psycopg" "$source/psycopg_pool" "$work/$1"
  (cd "$work/$1" && PYTHONPATH="$work/$1/psycopg:$work/$1/psycopg_pool" PYTHONDONTWRITEBYTECODE=1 PSYCOPG_IMPL=python \
    PGPASSWORD="$password" "$python" -m pytest tests -q -p no:randomly -o asyncio_mode=auto \
    -m "not slow and not timing and not flakey and not dns" --ignore tests/test_typing.py --junitxml "$work/$1.xml" \
    --test-dsn "host=127.0.0.1 port=$2 user=test dbname=test") >"$work/$1.log" 2>&1 || true
  [ -e "$work/$1.xml" ] || broken "the tests did not run to their end: $(tail -n 3 "$work/$1.log")"
  "$python" - "$work/$1.xml" <<'PYTHON' >"$work/$1.list"
import sys
import xml.etree.ElementTree as tree

results = {}
for case in tree.parse(sys.argv[1]).iter("testcase"):
    name = case.get("classname").removeprefix("tests.") + "." + case.get("name").split("[")[0]
    failed = case.find("failure") is not None or case.find("error") is not None
    results[name] = results.get(name, False) or failed
for name in sorted(results):
    print(name, "failed" if results[name] else "ok")
PYTHON
}

check
prepare
mkdir "$work/direct" "$work/gate-run"
say "psycopg $(sed -n 's/^__version__ = "\(.*\)"/\1/p' "$source/psycopg/psycopg/version.py"), directly ..."
start
drive direct "$server_port"
stop_server
say "through the gate ..."
start
start_gate test test
drive gate-run "$gate_port"
compare "$work/direct.list" "$work/gate-run.list"
