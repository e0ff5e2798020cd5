# Private servers for one run: PostgreSQL 15 and SMTP, both on loopback, gone when it ends.
#
# Sourced by ./dev. servers_start exports
#   TOCSIN_TEST_PG       postgresql:// URL of a superuser; tests create databases of their own
#   TOCSIN_TEST_SMTP     127.0.0.1:PORT of a server that takes every message
#   TOCSIN_TEST_MAILDIR  the Maildir where it puts them
# and servers_stop, which the caller traps, ends what was started.

servers_folder=
smtp_pid=

# SERVER... (postgres, smtp)
servers_start() {
  # Not below build/: the user postgres may not be able to enter the checkout, and the path of a
  # socket has room for 107 bytes.
  servers_folder=$(mktemp -d "${TMPDIR:-/tmp}/tocsin-servers-XXXXXX")
  chmod 711 "$servers_folder"
  local server
  for server in "$@"; do
    "start_$server"
  done
}

servers_stop() {
  [[ -z $smtp_pid ]] || kill "$smtp_pid" 2>/dev/null || true
  if [[ -e $servers_folder/postgres/data/postmaster.pid ]]; then
    as_postgres pg_ctl -D "$servers_folder/postgres/data" -m immediate stop >/dev/null || true
  fi
  [[ -z $servers_folder ]] || rm -rf "$servers_folder"
}

# Runs PROGRAM of PostgreSQL 15, which refuses to be root.
as_postgres() {
  local program=/usr/lib/postgresql/15/bin/$1
  shift
  if ((EUID == 0)); then
    (cd / && runuser -u postgres -- "$program" "$@")
  else
    "$program" "$@"
  fi
}

start_postgres() {
  local folder=$servers_folder/postgres port password
  port=$(free_port)
  password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  mkdir "$folder"
  printf '%s' "$password" >"$folder/password"
  ((EUID != 0)) || chown -R postgres: "$folder"
  quietly as_postgres initdb -D "$folder/data" -U tocsin -A scram-sha-256 \
    --pwfile="$folder/password" -E UTF8 --locale=C.UTF-8 --no-sync
  # Nothing here outlives a crash, so nothing needs to reach the disk.
  quietly as_postgres pg_ctl -D "$folder/data" -l "$folder/log" -w -o "-p $port -k $folder \
    -c listen_addresses=127.0.0.1 -c max_connections=200 \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off" start ||
    { cat "$folder/log" >&2 && return 1; }
  export TOCSIN_TEST_PG=postgresql://tocsin:$password@127.0.0.1:$port/postgres
}

start_smtp() {
  local port
  port=$(free_port)
  export TOCSIN_TEST_SMTP=127.0.0.1:$port TOCSIN_TEST_MAILDIR=$servers_folder/maildir
  # Debian's own interpreter: another python3 may come first in PATH and lack its modules.
  /usr/bin/python3 -m aiosmtpd --nosetuid --smtputf8 --listen "$TOCSIN_TEST_SMTP" \
    --class aiosmtpd.handlers.Mailbox "$TOCSIN_TEST_MAILDIR" \
    </dev/null >"$servers_folder/smtp.log" 2>&1 &
  smtp_pid=$!
  local tries
  for ((tries = 0; tries < 100; tries++)); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then return; fi
    sleep 0.1
  done
  cat "$servers_folder/smtp.log" >&2
  return 1
}

free_port() {
  /usr/bin/python3 -c 'import socket
with socket.socket() as s:
    s.bind(("127.0.0.1", 0))
    print(s.getsockname()[1])'
}

# What COMMAND prints matters only if it fails.
quietly() {
  local printed
  printed=$("$@" 2>&1) || { printf '%s\n' "$printed" >&2 && return 1; }
}
