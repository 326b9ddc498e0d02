# shellcheck shell=bash disable=SC2034
# What the compatibility suites share. Sourced, never run. A suite exits with
#   0   the gate makes no difference that is not known
#   1   it makes one, or something broke
#   77  left out, because something that it needs is missing; it says what
#
#   SALLYPORT_POSTGRES   the installed server; by default /usr/lib/postgresql/15
#   SALLYPORT_KEEP       when set, the temporary folder stays

suites="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
home="$(cd "$suites/../../.." && pwd)"
suite="$(basename "$0" .sh)"
postgres="${SALLYPORT_POSTGRES:-/usr/lib/postgresql/15}"
password=password
work=
gate=

say() { echo "$suite: $*"; }

broken() {
  say "$*" >&2
  exit 1
}

left_out() {
  say "left out: $*"
  exit 77
}

# need_command NAME PACKAGE
need_command() {
  command -v "$1" >/dev/null || left_out "'$1' is missing (Debian: apt-get install $2)."
}

need_server() {
  [ -x "$postgres/bin/initdb" ] || left_out "no PostgreSQL 15 in $postgres (Debian: apt-get install postgresql-15)."
  need_command python3 python3
  [ "$(id -u)" != 0 ] || need_command runuser util-linux
}

server_version() { "$postgres/bin/postgres" --version | sed -E 's/^[^0-9]*([0-9.]+).*/\1/'; }

# The server refuses to run as root.
as_server() {
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

# Makes the temporary folder, and sees to it that nothing is left of the run.
prepare() {
  work="$(mktemp -d "${TMPDIR:-/tmp}/sallyport-$suite.XXXXXX")"
  chmod 755 "$work"
  trap clean EXIT
  trap 'exit 1' INT TERM
}

clean() {
  stop_gate
  stop_server
  if [ -n "${SALLYPORT_KEEP:-}" ]; then say "everything is in $work"; else rm -rf "$work"; fi
}

# folder NAME: a folder in the temporary one that the server may write to
folder() {
  mkdir -p "$work/$1"
  [ "$(id -u)" != 0 ] || chown -R postgres "$work/$1"
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# start_server [SETTING=VALUE...]: a new cluster, its superuser "postgres" without a password, on $server_port
start_server() {
  local options="-c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off" setting
  for setting in "$@"; do options+=" -c $setting"; done
  server_port="$(free_port)"
  folder server
  as_server "$postgres/bin/initdb" --no-sync -A trust -U postgres -E UTF8 --no-locale -D "$work/server/data" \
    >"$work/initdb.log" 2>&1 || broken "initdb failed: $(tail -n 3 "$work/initdb.log")"
  # pg_ctl comes back when the server answers.
  as_server "$postgres/bin/pg_ctl" -w -t 60 -D "$work/server/data" -l "$work/server/log" -o "-p $server_port $options" \
    start >"$work/start.log" 2>&1 || broken "the server did not start: $(tail -n 3 "$work/server/log")"
}

stop_server() {
  if [ -e "$work/server/data/postmaster.pid" ]; then
    as_server "$postgres/bin/pg_ctl" -w -m immediate -D "$work/server/data" stop >/dev/null 2>&1 || true
  fi
  rm -rf "$work/server"
}

# sql DATABASE STATEMENT...: as the superuser, past the gate
sql() {
  local database="$1" statement
  shift
  for statement in "$@"; do
    "$postgres/bin/psql" -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$server_port" -U postgres -d "$database" \
      -c "$statement" >/dev/null
  done
}

# make_login DATABASE: a superuser "test" who has to log in with $password, and that database of his
make_login() {
  sql postgres "CREATE ROLE test SUPERUSER LOGIN PASSWORD '$password'" "CREATE DATABASE $1 OWNER test"
  as_server tee "$work/server/data/pg_hba.conf" >/dev/null <<'HBA'
host all postgres 127.0.0.1/32 trust
host all test     127.0.0.1/32 scram-sha-256
HBA
  sql postgres "SELECT pg_reload_conf()"
}

# start_gate USER DATABASE...: a gate before these databases, at which USER with $password may do everything, on
# $gate_port
start_gate() {
  local user="$1" said="$work/serve.log" verifier database
  shift
  verifier="$(echo "$password" | "$home/sallyport" password)"
  mkdir -p "$work/gate/policies"
  cat >"$work/gate/policies/all.yaml" <<YAML
policy: all
rules:
  - allow: [all]
    on: ['*']
YAML
  cat >"$work/gate/sallyport.yaml" <<YAML
listen:
  postgres: {address: 127.0.0.1, port: 0, tls: {require: false}}
identities:
  $user: {kind: service, verifier: '$verifier'}
databases:
YAML
  for database in "$@"; do
    cat >>"$work/gate/sallyport.yaml" <<YAML
  $database:
    environment: test
    upstream: {host: 127.0.0.1, port: $server_port, user: $user, password-env: UPSTREAM_PASSWORD, tls: disable}
YAML
  done
  UPSTREAM_PASSWORD="$password" "$home/sallyport" serve --config "$work/gate/sallyport.yaml" >"$said" 2>&1 &
  gate=$!
  await 60 "the gate to serve" grep -qs 'served on' "$said"
  gate_port="$(sed -n 's/.*served on .*:\([0-9]*\)$/\1/p' "$said")"
  PGPASSWORD="$password" "$postgres/bin/psql" -X -q -h 127.0.0.1 -p "$gate_port" -U "$user" -d "$1" -c 'SELECT 1' \
    >"$work/first.log" 2>&1 || broken "nobody can log in at the gate: $(cat "$work/first.log")"
}

# await SECONDS WHAT COMMAND...: until the command succeeds
await() {
  local limit=$((SECONDS + $1)) what="$2"
  shift 2
  until "$@"; do
    [ "$SECONDS" -lt "$limit" ] || broken "waited in vain for $what; see $(tail -n 3 "$work"/*.log)"
    sleep 0.1
  done
}

stop_gate() {
  if [ -n "$gate" ]; then
    kill "$gate" 2>/dev/null || true
    wait "$gate" 2>/dev/null || true
    gate=
  fi
  rm -rf "$work/gate"
}

# compare DIRECT GATE: lists with a line "NAME RESULT" for each test; $suite.known has "NAME REASON" for each known
# difference. Says what differs, and returns 1 when that is not known. A reason that begins with "Sometimes" is of a
# difference that need not show.
compare() {
  awk -v suite="$suite" '
    FILENAME == ARGV[1] { if ($1 != "" && $1 !~ /^#/) { known[$1] = $0; sub(/^[^ ]+ +/, "", known[$1]) } next }
    FILENAME == ARGV[2] { direct[$1] = $2; order[++n] = $1; next }
    { gate[$1] = $2; if (!($1 in direct)) { direct[$1] = "missing"; order[++n] = $1 } }
    END {
      for (i = 1; i <= n; i++) {
        name = order[i]
        if (!(name in gate)) gate[name] = "missing"
        said = name " (" direct[name] " directly, " gate[name] " through the gate)"
        if (direct[name] == gate[name]) {
          same++
          if (direct[name] != "ok") alike++
          if (name in known && known[name] !~ /^Sometimes/) print suite ": stale: " name " is listed as a known difference and is none"
        } else if (name in known) {
          explained++
          print suite ": known: " said ": " known[name]
        } else {
          unknown++
          print suite ": DIFFERS: " said
        }
      }
      for (name in known) if (!(name in direct)) print suite ": stale: there is no test " name
      printf "%s: %d of %d the same (%d fail both ways), %d known differences, %d unknown\n", suite, same, n, alike, \
        explained, unknown
      exit unknown > 0 || n == 0
    }' "$suites/$suite.known" "$1" "$2"
}
