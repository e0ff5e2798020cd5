"""What goes wrong outside: full disk, read-only and locked databases, a newer version, bad records,
pages that misbehave. Each has its exit status and a clear text, and good data is kept."""
import http.server
import json
import os
import pathlib
import sqlite3
import subprocess
import threading
import time
import unittest

from family import BIN, Scenario

USER = {"type": "user", "external_id": "ann", "name": "Ann", "email": "ann@desk.example"}


class DatabaseFaults(Scenario):
    def fails(self, status, pattern, *words, **more):
        done = self.tool(*words, **more)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        self.assertRegex(done.stderr, pattern)
        return done

    def test_no_database(self):
        self.fails(66, "tocsin init", "alert", "list")

    def test_a_database_of_a_newer_version(self):
        self.ok("init")
        with sqlite3.connect(self.database) as db:
            db.execute("INSERT INTO schema_version VALUES (9999, 'future', '', 0)")
        for words in (("scrape",), ("alert", "list"), ("db", "migrate")):
            self.fails(69, "newer", *words)

    def test_not_a_database(self):
        self.database.write_bytes(b"x" * 8192)
        self.fails(65, "not a database", "alert", "list")

    @unittest.skipIf(os.geteuid() == 0 and not os.path.exists("/usr/bin/setpriv"),
                     "NOT TESTED: root may write everywhere and there is no setpriv")
    def test_a_read_only_database(self):
        self.ok("init")
        for path in self.folder.glob("tocsin.db*"):
            path.chmod(0o444)
        self.folder.chmod(0o555)
        self.addCleanup(self.folder.chmod, 0o755)
        drop = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        command = [*(drop if os.geteuid() == 0 else []), BIN / "tocsin-alert", "raise", "k", "t"]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True,
                              check=False)
        self.assertEqual(done.returncode, 77, done.stderr)
        self.assertIn("read-only", done.stderr)

    def test_a_locked_database(self):
        self.ok("init")
        with sqlite3.connect(self.database, isolation_level=None) as holder:
            holder.execute("BEGIN IMMEDIATE")
            self.fails(75, "locked by another program", "alert", "raise", "k", "t",
                       environment={"TOCSIN_DATABASE_BUSY_TIMEOUT": "50ms"})
            holder.execute("ROLLBACK")
        self.ok("alert", "raise", "k", "t")

    @unittest.skipUnless(os.geteuid() == 0, "NOT TESTED: only root may mount a small disk")
    def test_a_full_disk(self):
        disk = self.folder / "disk"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk],
                                 check=False, capture_output=True)
        if mounted.returncode != 0:
            self.skipTest("NOT TESTED: mounting is not allowed here")
        self.addCleanup(subprocess.run, ["umount", "-l", disk], check=False)
        full = {"TOCSIN_DB": str(disk / "tocsin.db")}
        self.ok("init", environment=full)
        self.ok("import", "-", stdin=json.dumps(USER), environment=full)
        many = "".join(json.dumps(USER | {"external_id": f"u{i}", "name": "N" * 500}) + "\n"
                       for i in range(5000))
        self.fails(74, "disk is full", "import", "-", stdin=many, environment=full)
        people = self.records("export", "user", environment=full)
        self.assertIn("ann", [p["external_id"] for p in people])
        self.assertEqual(self.tool("db", "verify-audit", environment=full).returncode, 0)

    def test_output_that_cannot_be_written(self):
        self.ok("init")
        self.ok("alert", "raise", "k", "t")
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([BIN / "tocsin-alert", "list", "--json"], env=self.environment,
                                  stdout=full, stderr=subprocess.PIPE, check=False)
        self.assertEqual(done.returncode, 74)


class BadRecords(Scenario):
    def test_good_records_are_kept_and_bad_ones_named(self):
        self.ok("init")
        lines = [json.dumps(USER).encode(), b'{"type":"user","external_id":"b"}',
                 b'{"type":"user","external_id":"c","name":"C","emial":"c@x.example"}',
                 b'{"type":"user","external_id":"d","name":"D\xff"}', b'{"type":"user","ext',
                 b'{"type":"usr","external_id":"e","name":"E"}', b"[1,2]",
                 json.dumps(USER | {"external_id": "f", "time_zone": "Mars/Base"}).encode(),
                 json.dumps(USER | {"external_id": "g"}).encode()]
        rejects = self.folder / "rejects"
        done = self.tool("import", "-", "--rejects", rejects, stdin=b"\n".join(lines) + b"\n")
        self.assertEqual(done.returncode, 65)
        rejected = [json.loads(line) for line in rejects.read_text().splitlines()]
        self.assertEqual([r["line"] for r in rejected], [2, 3, 4, 5, 6, 7, 8])
        reasons = " ".join(r["reason"] for r in rejected)
        for hint in ("name", "email", "UTF-8", "user", "time_zone"):
            self.assertIn(hint, reasons)
        people = self.records("export", "user")
        self.assertEqual({p["external_id"] for p in people}, {"ann", "g"})

    def test_atomic_keeps_nothing(self):
        self.ok("init")
        text = json.dumps(USER) + '\n{"type":"user"}\n'
        self.assertEqual(self.tool("import", "-", "--atomic", stdin=text).returncode, 65)
        self.assertEqual(self.records("export", "user"), [])

    def test_usage_and_configuration_errors(self):
        self.assertEqual(self.tool("alert", "list", "--nosuch").returncode, 64)
        self.assertEqual(self.tool("scrape", "--now", "2026-01-01", "--every", "1m").returncode, 64)
        self.assertEqual(self.tool("import", "/no/such/file").returncode, 66)
        (self.folder / "tocsin.toml").write_text("[scrape]\nhost_dealy = '1s'\n")
        done = self.tool("alert", "list")
        self.assertEqual(done.returncode, 78)
        self.assertIn("host_delay", done.stderr)


class Hostile(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def send(self, body, *headers, status=200):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        html = ("Content-Type", "text/html")
        if self.path == "/huge":
            self.send_response(200)
            self.send_header("Content-Length", str(50 << 20))
            self.end_headers()
            try:
                for _ in range(50):
                    self.wfile.write(b" " * (1 << 20))
            except OSError:
                pass
            self.close_connection = True
        elif self.path.startswith("/round"):
            self.send(b"", ("Location", f"/round{time.monotonic_ns()}"), status=302)
        elif self.path == "/slow":
            self.send_response(200)
            self.send_header("Content-Length", "1000000")
            self.end_headers()
            try:
                for _ in range(100):
                    self.wfile.write(b" ")
                    time.sleep(0.1)
            except OSError:
                pass
            self.close_connection = True
        elif self.path == "/bytes":
            self.send(b'<script type="application/ld+json">{"@type":"Event","name":"caf\xe9 \xff",'
                      b'"startDate":"2026-05-01"}</script>\x00\xff\xfe', html)
        elif self.path == "/good":
            self.send(b'<script type="application/ld+json">{"@type":"Event","name":"Good",'
                      b'"startDate":"2026-05-01","offers":{"price":"5","priceCurrency":"EUR"}}'
                      b"</script>", html)
        else:
            self.send(b"", status=404)


class HostilePages(Scenario):
    configuration = 'timeout = "3s"\n'

    def test_each_is_recorded_and_the_good_one_is_stored(self):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hostile)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        origin = f"http://127.0.0.1:{server.server_address[1]}"
        self.ok("init", "--now", "2026-01-01")
        paths = ("huge", "round", "slow", "bytes", "good")
        self.ok("scrape", "add", *(f"{origin}/{p}" for p in paths), "--now", "2026-01-01")
        self.ok("scrape", "--now", "2026-01-01")
        pages = {r["url"].rsplit("/", 1)[-1]: r for r in self.records("scrape", "list", "--json")}
        self.assertEqual({p: pages[p]["outcome"] for p in paths},
                         {"huge": "unreadable", "round": "unreadable", "slow": "transient",
                          "bytes": "ok", "good": "ok"})
        for path in ("huge", "round", "slow"):
            self.assertTrue(pages[path]["error"], path)
        with sqlite3.connect(self.database) as db:
            names = [row[0] for row in db.execute("SELECT name FROM event ORDER BY name")]
        self.assertIn("Good", names)
        self.assertEqual(len(names), 2)


if __name__ == "__main__":
    unittest.main()
