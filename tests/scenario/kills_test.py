"""Runs of notify are killed (SIGKILL) at random moments while a fifth of what they send fails in
some way. Nothing is lost; a message arrives twice only where its claim was open or its answer was
swallowed, under the same idempotency key. Then: a clock that jumps back, a disk that fills up
mid-run, several runners on one SQLite file.

TOCSIN_TEST_KILLS says how many kills (60); TOCSIN_TEST_SEED makes a run come out alike.
"""
import collections
import hashlib
import http.server
import json
import os
import random
import socket
import sqlite3
import struct
import subprocess
import threading
import time
import unittest
from datetime import datetime, timedelta, timezone

from family import BIN, Scenario

KILLS = int(os.environ.get("TOCSIN_TEST_KILLS", "60"))
SEED = int(os.environ.get("TOCSIN_TEST_SEED", time.time_ns() % 1_000_000))
RECEIVERS = 6
START = datetime(2026, 1, 1, 10, tzinfo=timezone.utc)
SECRET = {"WEBHOOK_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}


class Receiver:
    """Takes posts on loopback. Counts by key what it said 200 to, and what it took without a word."""

    def __init__(self, misbehave=lambda: None):
        self.accepted = collections.Counter()
        self.swallowed = collections.Counter()
        self.misbehave = misbehave
        self.before = lambda: None
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                key = self.headers["webhook-id"]
                receiver.before()
                fault = receiver.misbehave()
                if fault == "reset":
                    receiver.swallowed[key] += 1
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                               struct.pack("ii", 1, 0))
                    self.close_connection = True
                    return
                if fault is None:
                    receiver.accepted[key] += 1
                try:
                    self.send_response(fault or 200)
                    if fault == 429:
                        self.send_header("Retry-After", "1")
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                except OSError:
                    pass  # killed while we were answering

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def stamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


class Outbox(Scenario):
    configuration = ('[webhook]\nallow_private = true\nmax_attempts = 1000\n'
                     '[notify]\nclaim = "30s"\nretry_base = "5s"\nretry_max = "30s"\n'
                     'expire_after = "90d"\n')

    def receivers(self, count, misbehave=lambda: None):
        out = [Receiver(misbehave) for _ in range(count)]
        for receiver in out:
            self.addCleanup(receiver.close)
        self.ok("init", "--now", stamp(START))
        people = []
        for i, receiver in enumerate(out):
            people += [{"type": "user", "external_id": f"u{i}", "name": f"U {i}"},
                       {"type": "destination", "user": f"u{i}", "channel": "webhook",
                        "address": receiver.url}]
        self.import_records(people)
        return out

    def raise_alerts(self, first, count, people, now):
        self.import_records([
            {"type": "alert", "kind": "disk_full", "title": f"Disk {n}", "dedup_key": f"disk {n}",
             "severity": random.choice(["low", "medium", "high", "critical"]),
             "subject": {"type": "disk", "id": str(n)}, "assigned_to": f"u{n % people}"}
            for n in range(first, first + count)], now=stamp(now))

    def query(self, sql):
        with sqlite3.connect(self.database, timeout=30) as db:
            return db.execute(sql).fetchall()

    def open_claims(self):
        return {"msg_" + hashlib.sha256(identity.encode()).hexdigest()[:32]
                for (identity,) in self.query("SELECT identity FROM message "
                                              "WHERE state IN ('sending', 'uncertain')")}

    def run_and_kill(self, now, after):
        """Whether the run was still alive when it was killed."""
        run = subprocess.Popen([BIN / "tocsin-notify", "--now", stamp(now)],
                               env=self.environment | SECRET, stderr=subprocess.DEVNULL)
        try:
            run.wait(timeout=after)
        except subprocess.TimeoutExpired:
            run.kill()
        return run.wait() == -9

    def drain(self, now):
        for _ in range(60):
            self.ok("notify", "--now", stamp(now), environment=SECRET)
            now += timedelta(hours=7)  # the schedule of webhooks has long pauses
            if not self.query("SELECT 1 FROM message WHERE state IN ('pending', 'sending', "
                              "'uncertain') LIMIT 1"):
                return
        self.fail(f"still waiting: {self.query('SELECT state, due_at, error FROM message')[:5]}")

    def check(self, receivers, alerts, maybe_twice):
        states = collections.Counter(state for (state,) in self.query("SELECT state FROM message"))
        self.assertEqual(states, {"sent": alerts})
        accepted = sum((r.accepted for r in receivers), collections.Counter())
        known = accepted + sum((r.swallowed for r in receivers), collections.Counter())
        self.assertEqual(len(known), alerts, "a message is lost, or has a second key")
        twice = {key for key, times in accepted.items() if times > 1}
        self.assertLessEqual(twice, maybe_twice)
        self.assertEqual(self.tool("db", "verify-audit").returncode, 0)

    def test_random_kills_lose_nothing(self):
        print(f"seed {SEED}, {KILLS} kills", flush=True)
        random.seed(SEED)
        faults = [429, 500, 503, "reset"]
        faulty = True

        def misbehave():
            return random.choice(faults) if faulty and random.random() < 0.2 else None

        receivers = self.receivers(RECEIVERS, misbehave)
        now, kills, alerts, rounds, maybe_twice = START, 0, 0, 0, set()
        while kills < KILLS:
            if rounds % 10 == 0:
                self.raise_alerts(alerts, 60, RECEIVERS, now)
                alerts += 60
            rounds += 1
            self.assertLess(rounds, 20 * KILLS, "runs end before they can be killed")
            kills += self.run_and_kill(now, random.uniform(0.005, 0.4))
            maybe_twice |= self.open_claims()
            # Once, the clock goes back an hour: claims and pauses last longer, nothing else.
            now += timedelta(hours=-1) if kills == KILLS // 2 and rounds % 7 == 0 else \
                timedelta(minutes=random.randint(0, 3))
        faulty = False
        self.drain(now + timedelta(hours=2))
        maybe_twice |= {key for r in receivers for key in r.swallowed}
        self.check(receivers, alerts, maybe_twice)

    def test_several_runners_share_one_file(self):
        receivers = self.receivers(2)
        self.raise_alerts(0, 300, 2, START)
        self.ok("notify", "plan", "--now", stamp(START), environment=SECRET)
        runners = [subprocess.Popen([BIN / "tocsin-notify", "deliver", "--now", stamp(START),
                                     "--wait"], env=self.environment | SECRET,
                                    stderr=subprocess.PIPE, text=True) for _ in range(3)]
        for runner in runners:
            self.assertEqual(runner.wait(timeout=240), 0, runner.stderr.read())
            runner.stderr.close()
        self.check(receivers, 300, set())

    @unittest.skipUnless(os.geteuid() == 0, "NOT TESTED: only root may mount a small disk")
    def test_a_disk_that_fills_up_mid_run(self):
        disk = self.folder / "disk"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk],
                                 check=False, capture_output=True)
        if mounted.returncode != 0:
            self.skipTest("NOT TESTED: mounting is not allowed here")
        self.addCleanup(subprocess.run, ["umount", "-l", disk], check=False)
        self.database = disk / "tocsin.db"
        self.environment["TOCSIN_DB"] = str(self.database)
        receiver = self.receivers(1)[0]
        self.raise_alerts(0, 200, 1, START)
        self.ok("notify", "plan", "--now", stamp(START), environment=SECRET)
        filler = disk / "filler"

        def fill():
            if sum(receiver.accepted.values()) == 20 and not filler.exists():
                with open(filler, "wb") as file:
                    try:
                        while True:
                            file.write(b"x" * 4096)
                            file.flush()
                    except OSError:
                        pass

        receiver.before = fill
        full = self.tool("notify", "deliver", "--now", stamp(START), environment=SECRET)
        self.assertEqual(full.returncode, 74, full.stderr)
        self.assertIn("disk is full", full.stderr)
        receiver.before = lambda: None
        filler.unlink()
        maybe_twice = self.open_claims()
        self.drain(START + timedelta(minutes=5))
        self.check([receiver], 200, maybe_twice)


if __name__ == "__main__":
    unittest.main()
