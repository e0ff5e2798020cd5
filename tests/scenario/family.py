"""The real executables on a scratch database: what every scenario stands on.

Environment: TOCSIN_BIN (folder of the executables), TOCSIN_SOURCE (the checkout); optional
TOCSIN_TEST_PG, TOCSIN_TEST_SMTP, TOCSIN_TEST_MAILDIR, TOCSIN_FIXTURES.
"""
import collections
import http.server
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile
import threading
import time
import unittest

BIN = pathlib.Path(os.environ["TOCSIN_BIN"])
SOURCE = pathlib.Path(os.environ["TOCSIN_SOURCE"])
FIXTURES = pathlib.Path(os.environ.get("TOCSIN_FIXTURES", SOURCE.parent / "shared/fixtures"))


POSTGRES = os.environ.get("TOCSIN_TEST_PG")
needs_postgres = unittest.skipUnless(
    POSTGRES or "CI" in os.environ or "TOCSIN_TEST_STRICT" in os.environ,
    "NOT TESTED: no TOCSIN_TEST_PG; ./dev test provides it")


def needs_fixture(relative):
    path = FIXTURES / relative
    return unittest.skipUnless(path.exists(), f"NOT TESTED: no fixture {path}")


class Scenario(unittest.TestCase):
    """One scratch folder, one database, a configuration that reaches loopback only."""

    configuration = ""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tocsin-scenario-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.database = self.folder / "tocsin.db"
        config = self.folder / "tocsin.toml"
        config.write_text('[scrape]\nhost_delay = "0s"\n' + self.configuration, encoding="utf-8")
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.folder), "LC_ALL": "C.UTF-8",
            "TOCSIN_CONFIG": str(config), "TOCSIN_DB": str(self.database), "TOCSIN_AS": "test"}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            if name in os.environ:
                self.environment[name] = os.environ[name]

    schema = None

    def use_postgres(self):
        """From now on the database is a schema of its own on that server."""
        self.schema = f"scenario_{os.getpid()}_{self._testMethodName}"[:63]
        self.psql(f"DROP SCHEMA IF EXISTS {self.schema} CASCADE; CREATE SCHEMA {self.schema}")
        self.addCleanup(self.psql, f"DROP SCHEMA {self.schema} CASCADE")
        joint = "&" if "?" in POSTGRES else "?"
        self.environment["TOCSIN_DB"] = (
            f"{POSTGRES}{joint}options=-csearch_path%3D{self.schema}&application_name={self.schema}")

    def psql(self, sql):
        return subprocess.run(["psql", "-qAtF", "\x1f", POSTGRES, "-c", sql], check=True,
                              capture_output=True, text=True).stdout

    def query(self, sql):
        """Rows of the database; all text on PostgreSQL."""
        if self.schema:
            out = self.psql(f"SET search_path = {self.schema}; {sql}")
            return [tuple(line.split("\x1f")) for line in out.splitlines()]
        with sqlite3.connect(self.database, timeout=30) as db:
            return db.execute(sql).fetchall()

    def wait_for_sessions(self):
        """What a killed program had asked of PostgreSQL may still be under way."""
        while self.schema and self.psql("SELECT 1 FROM pg_stat_activity WHERE application_name = "
                                        f"'{self.schema}'"):
            time.sleep(0.005)

    def tool(self, *words, stdin=None, environment=None):
        """Runs `tocsin WORDS`; the finished process."""
        text = stdin is None or isinstance(stdin, str)
        return subprocess.run(
            [BIN / "tocsin", *map(str, words)], env=self.environment | (environment or {}),
            input=stdin, capture_output=True, text=text, check=False, timeout=300)

    def ok(self, *words, stdin=None, environment=None):
        """The same, and it must succeed; its standard output."""
        done = self.tool(*words, stdin=stdin, environment=environment)
        self.assertEqual(done.returncode, 0, f"tocsin {words}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def records(self, *words, **more):
        # Not splitlines(): a text may hold U+2028 and its like.
        return [json.loads(line) for line in self.ok(*words, **more).split("\n") if line]

    def import_records(self, records, *words, now="2026-01-01"):
        text = "".join(json.dumps(record) + "\n" for record in records)
        return self.ok("import", "-", "--now", now, *words, stdin=text)


class Site:
    """A web server on loopback; `pages` maps a path to (content type, bytes)."""

    def __init__(self, pages):
        self.pages = dict(pages)
        self.asked = []
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                site.asked.append(self.path)
                found = site.pages.get(self.path)
                status, (kind, body) = (200, found) if found else (404, ("text/plain", b"no"))
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Endpoint:
    """Takes webhooks on loopback, answering each in turn with the next of `statuses`, the last for
    ever; remembers (headers, body) and how often each idempotency key came."""

    def __init__(self, statuses=(200,)):
        self.posts = []
        self.keys = collections.Counter()
        endpoint = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                endpoint.posts.append((dict(self.headers.items()), body))
                endpoint.keys[self.headers["webhook-id"]] += 1
                self.send_response(statuses[min(len(endpoint.posts), len(statuses)) - 1])
                self.send_header("Content-Length", "0")
                self.end_headers()

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def forget(self):
        self.posts.clear()
        self.keys.clear()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
