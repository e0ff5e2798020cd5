"""The pipeline on PostgreSQL: the same executables, the same outcome, several runners at once."""
import json
import os
import subprocess
import unittest
import urllib.parse

from family import BIN, POSTGRES, Endpoint, Scenario, Site, needs_postgres

PAGE = (b'<script type="application/ld+json">{"@context":"https://schema.org","@type":"MusicEvent",'
        b'"name":"Concert","startDate":"2026-05-01T20:00:00Z","offers":{"@type":"Offer",'
        b'"price":"30","priceCurrency":"EUR","availability":"https://schema.org/InStock"}}</script>')


@needs_postgres
class OnPostgres(Scenario):
    configuration = "[webhook]\nallow_private = true\n"

    def setUp(self):
        super().setUp()
        self.use_postgres()
        self.environment["WEBHOOK_SECRET"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
        self.endpoint = Endpoint()
        self.addCleanup(self.endpoint.close)
        self.ok("init", "--now", "2026-01-01")
        self.import_records([
            {"type": "user", "external_id": "ann", "name": "Ann", "email": "ann@desk.example"},
            {"type": "preference", "user": "ann", "key": "channels", "value": {"email": False}},
            {"type": "destination", "user": "ann", "channel": "webhook",
             "address": self.endpoint.url},
            {"type": "watch", "external_id": "w", "user": "ann", "name": "Concerts",
             "keywords": ["concert"], "max_price": {"amount": "50", "currency": "EUR"}}])

    def test_from_a_page_to_a_message(self):
        site = Site({"/c": ("text/html", PAGE)})
        self.addCleanup(site.close)
        self.ok("scrape", "add", f"{site.origin}/c", "--now", "2026-01-01")
        for job in ("scrape", "analyze", "notify"):
            self.ok(job, "--now", "2026-01-01T08:00:00Z")
        self.assertEqual(sum(self.endpoint.keys.values()), 1)
        alerts = self.records("alert", "list", "--json")
        self.assertEqual([a["kind"] for a in alerts], ["ticket_match"])
        points = self.records("export", "price_point")
        self.assertEqual([p["price"]["amount"] for p in points], ["30.00"])
        for name in ("notifications", "alerts", "jobs", "platforms"):
            self.ok("report", name, "--now", "2026-01-01T09:00:00Z", "--json")
        self.assertEqual(self.tool("db", "verify-audit").returncode, 0)

    def test_several_runners_share_the_work(self):
        alerts = [{"type": "alert", "kind": "disk_full", "title": f"Disk {i}", "severity": "high",
                   "dedup_key": f"disk {i}", "assigned_to": "ann",
                   "subject": {"type": "disk", "id": str(i)}} for i in range(200)]
        self.import_records(alerts, now="2026-01-01T10:00:00Z")
        runners = [subprocess.Popen(
            [BIN / "tocsin-notify", "--now", "2026-01-01T10:00:00Z", "--wait"],
            env=self.environment, stderr=subprocess.PIPE, text=True) for _ in range(3)]
        for runner in runners:
            self.assertEqual(runner.wait(timeout=120), 0, runner.stderr.read())
            runner.stderr.close()
        self.assertEqual(len(self.endpoint.keys), 200)
        self.assertEqual(set(self.endpoint.keys.values()), {1})
        self.assertEqual(self.tool("db", "verify-audit").returncode, 0)

    def test_backup_and_restore(self):
        database = f"backup_{os.getpid()}"
        self.psql(f"CREATE DATABASE {database}")
        self.addCleanup(self.psql, f"DROP DATABASE {database}")
        # The password, with its first letter escaped; a server that trusts us takes any.
        server = urllib.parse.urlsplit(POSTGRES)
        password = server.password or "secret"
        escaped = f"%{ord(password[0]):02X}{password[1:]}"
        self.environment["TOCSIN_DB"] = (
            f"postgresql://{server.username or 'postgres'}:{escaped}@{server.hostname}:"
            f"{server.port or 5432}/{database}")
        self.environment["PATH"] = f"{self.folder}:{self.environment['PATH']}"
        for program in ("pg_dump", "pg_restore"):
            spy = self.folder / program
            spy.write_text(f'#!/bin/sh\necho "{program} $* $PGPASSWORD" >> "{self.folder}/called"\n'
                           f'exec /usr/lib/postgresql/15/bin/{program} "$@"\n')
            spy.chmod(0o755)
        self.ok("db", "migrate")
        self.import_records([{"type": "user", "external_id": "ann", "name": "Ann"}])
        self.ok("db", "backup", "--directory", str(self.folder / "b"), "--now", "2026-01-02")
        self.import_records([{"type": "user", "external_id": "bob", "name": "Bob"}])
        [file] = (self.folder / "b").glob("*.dump")
        self.assertEqual(file.stat().st_mode & 0o777, 0o600)
        self.ok("db", "restore", str(file), "--yes")
        self.assertEqual([u["external_id"] for u in self.records("export", "user")], ["ann"])
        calls = (self.folder / "called").read_text()
        self.assertIn(f"{database} {password}\n", calls)
        self.assertNotIn(escaped, calls)
        file.write_bytes(file.read_bytes()[:2000])
        self.assertNotEqual(self.tool("db", "restore", str(file), "--yes").returncode, 0)
        self.assertEqual([u["external_id"] for u in self.records("export", "user")], ["ann"])


if __name__ == "__main__":
    unittest.main()
