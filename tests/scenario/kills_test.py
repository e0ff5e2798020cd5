"""Runs of notify are killed (SIGKILL) at random moments while a fifth of what they send fails in
some way. Nothing is lost; a message arrives twice only where its claim was open or its answer was
swallowed, under the same idempotency key and with the same bytes, and never where the provider knows
a key again. Then: a clock that jumps back, a disk that fills up mid-run, several runners on one
database, a receiver that is slower than a claim lasts.

TOCSIN_TEST_KILLS says how many kills (60); TOCSIN_TEST_SEED makes a run come out alike.
"""
import collections
import hashlib
import http.server
import json
import os
import random
import re
import socket
import struct
import subprocess
import threading
import time
import unittest
from datetime import datetime, timedelta, timezone

import family
import providers
from family import BIN, Scenario
from providers import fakes

from fakes.misbehave import answer, cut, reset

KILLS = int(os.environ.get("TOCSIN_TEST_KILLS", "60"))
SEED = int(os.environ.get("TOCSIN_TEST_SEED", time.time_ns() % 1_000_000))
RECEIVERS = 6
START = datetime(2026, 1, 1, 10, tzinfo=timezone.utc)
SECRET = {"WEBHOOK_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}


class Receiver:
    """Takes posts on loopback. Knows for each key what it said 200 to, what it took without a word,
    and in which round of the test each came."""

    def __init__(self, misbehave=lambda: None):
        self.accepted = collections.Counter()
        self.swallowed = collections.Counter()
        # key -> each time that we had it: the round, and whether we said 200
        self.rounds = collections.defaultdict(list)
        self.bodies = collections.defaultdict(set)  # key -> of what came under it
        self.misbehave = misbehave
        self.before = lambda: None
        self.round = 0
        self.lock = threading.Lock()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                key = self.headers["webhook-id"]
                receiver.before()
                fault = receiver.misbehave()
                receiver.take(key, body, fault)
                if fault == "reset":
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                               struct.pack("ii", 1, 0))
                    self.close_connection = True
                    return
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

    def take(self, key, body, fault):
        with self.lock:
            self.bodies[key].add(body)
            if fault is None:
                self.accepted[key] += 1
            elif fault == "reset":
                self.swallowed[key] += 1
            else:
                return
            self.rounds[key].append((self.round, fault is None))

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def key_of(identity):
    return "msg_" + hashlib.sha256(identity.encode()).hexdigest()[:32]


def stamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


class Outbox(Scenario):
    configuration = ('[webhook]\nallow_private = true\nmax_attempts = 1000\n'
                     '[email]\nmax_attempts = 1000\n'
                     '[notify]\nclaim = "30s"\nretry_base = "5s"\nretry_max = "30s"\n'
                     'expire_after = "90d"\n')

    def setUp(self):
        super().setUp()
        self.secrets = dict(SECRET)

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

    def mail_provider(self, misbehave):
        """A provider that recognises its keys; one person is written to by way of it."""
        if missing := fakes.Resend.missing():
            self.skipTest(missing)
        fake = fakes.Resend(now=START.isoformat())
        self.addCleanup(fake.close)
        fake.take_step = lambda line: misbehave() if line.startswith("POST") else None
        self.secrets |= providers.resend(fake) | {
            "TOCSIN_RESEND_RATE": "none"}
        self.import_records([{"type": "user", "external_id": "mail", "name": "Mail",
                              "email": "mail@desk.example"}])
        return fake

    def raise_alerts(self, first, count, people, now):
        self.import_records([
            {"type": "alert", "kind": "disk_full", "title": f"Disk {n}", "dedup_key": f"disk {n}",
             "severity": random.choice(["low", "medium", "high", "critical"]),
             "subject": {"type": "disk", "id": str(n)}, "assigned_to": people[n % len(people)]}
            for n in range(first, first + count)], now=stamp(now))

    def open_claims(self):
        """Keys of what a run may have sent without writing it down, or was told nothing about."""
        self.wait_for_sessions()
        return {key_of(identity) for (identity,) in self.query(
            "SELECT identity FROM message WHERE state IN ('sending', 'uncertain')")}

    def run_and_kill(self, now, after):
        """Whether the run was still alive when it was killed."""
        run = subprocess.Popen([BIN / "tocsin-notify", "--now", stamp(now)],
                               env=self.environment | self.secrets, stderr=subprocess.DEVNULL)
        try:
            run.wait(timeout=after)
        except subprocess.TimeoutExpired:
            run.kill()
        return run.wait() == -9

    def drain(self, now):
        for _ in range(60):
            self.ok("notify", "--now", stamp(now), environment=self.secrets)
            now += timedelta(hours=7)  # the schedule of webhooks has long pauses
            if not self.query("SELECT 1 FROM message WHERE state IN ('pending', 'sending', "
                              "'uncertain', 'held') LIMIT 1"):
                return
        self.fail(f"still waiting: {self.query('SELECT state, due_at, error FROM message')[:5]}")

    def check(self, receivers, alerts, opened):
        """`alerts`: how many these receivers were to hear of, each in a message of its own or in one
        of those that were merged; `opened`: the open claims after each round, by its number."""
        keys = self.keys_of("webhook")
        self.assertEqual(sum(keys.values()), alerts)
        known = set().union(*(set(r.accepted) | set(r.swallowed) for r in receivers))
        self.assertEqual(known, set(keys), "lost, or with a second key")
        told = collections.Counter()
        twice = 0
        for receiver in receivers:
            for key, bodies in receiver.bodies.items():
                self.assertEqual(len(bodies), 1, "other bytes under the same key")
                self.assertGreater(receiver.accepted[key] + receiver.swallowed[key], 0, "lost")
                told.update(self.alerts_in(json.loads(next(iter(bodies)))))
            for key, rounds in receiver.rounds.items():
                for (first, answered), (again, _) in zip(rounds, rounds[1:]):
                    twice += 1
                    if first == again and not answered:
                        continue  # at once, by a connection that is not dead, under the same claim
                    # What a killed run had sent may be read by us in the next round only.
                    claims = set().union(*(opened.get(r, set())
                                           for r in range(first - 1, max(again, first))))
                    self.assertIn(key, claims, f"twice without a claim: {first}, {again}")
        self.assertEqual(set(told.values()), {1}, "told in two messages")
        self.assertEqual(self.tool("db", "verify-audit").returncode, 0)
        return twice

    def keys_of(self, channel):
        """Key of each message that left -> how many alerts it tells, itself or for those merged into
        it; nothing else became of any."""
        rows = self.query("SELECT COALESCE(l.identity, m.identity), COALESCE(l.state, m.state) FROM "
                          "message m LEFT JOIN message l ON l.id = m.merged_into AND m.reason = "
                          f"'merged' WHERE m.channel = '{channel}'")
        self.assertEqual({state for _, state in rows}, {"sent"})
        return collections.Counter(key_of(identity) for identity, _ in rows)

    @staticmethod
    def alerts_in(body):
        """The alerts that a message names: of very many that were merged the first."""
        data = body["data"]
        return [one["alert"] for one in data.get("merged", [data])]

    def test_random_kills_lose_nothing(self):
        print(f"seed {SEED}, {KILLS} kills", flush=True)
        random.seed(SEED)
        faults = [429, 500, 503, "reset"]
        mail_faults = [answer(429, retry_after=1), answer(500), answer(503), reset(),
                       reset(accepted=True), cut()]
        faulty = True

        def one_of(choice):
            return random.choice(choice) if faulty and random.random() < 0.2 else None

        receivers = self.receivers(RECEIVERS, lambda: one_of(faults))
        mail = self.mail_provider(lambda: one_of(mail_faults))
        people = [f"u{i}" for i in range(RECEIVERS)] + ["mail"]
        now, kills, alerts, rounds, opened, jumped = START, 0, 0, 0, {}, False
        planning = claiming = 0
        began = time.monotonic()
        self.raise_alerts(0, 35, people, now)
        alerts += 35
        self.run_and_kill(now, 60)
        usual = max(0.05, time.monotonic() - began)
        opened[0] = self.open_claims()
        while kills < KILLS:
            if rounds % 5 == 0:
                self.raise_alerts(alerts, 35, people, now)
                alerts += 35
            rounds += 1
            self.assertLess(rounds, 20 * KILLS, "runs end before they can be killed")
            for receiver in receivers:
                receiver.round = rounds
            mail.now = now.isoformat()
            # A third of them early, where planning is.
            killed = self.run_and_kill(now, random.uniform(
                0.005, usual * random.choice((0.2, 1, 1.5))))
            opened[rounds] = self.open_claims()
            if killed:
                kills += 1
                planning += bool(self.query("SELECT 1 FROM alert WHERE told_state IS NULL LIMIT 1"))
                claiming += bool(self.query(
                    "SELECT 1 FROM message WHERE state = 'sending' LIMIT 1"))
            if kills == KILLS // 2 and not jumped:
                jumped = True
                now -= timedelta(hours=1)
            else:
                now += timedelta(minutes=random.randint(0, 3))
        faulty = False
        for receiver in receivers:
            receiver.round = rounds + 1
        mail.now = (now + timedelta(hours=2)).isoformat()
        self.drain(now + timedelta(hours=2))
        twice = self.check(receivers, alerts * RECEIVERS // len(people), opened)
        mail.check()
        titles = collections.Counter(title for taken in mail.accepted
                                     for title in set(re.findall(r"Disk \d+", taken["text"])))
        self.assertEqual(set(titles.values()), {1}, "twice where a key is recognised")
        keys = self.keys_of("email")
        self.assertEqual(sum(keys.values()), alerts // len(people))
        self.assertEqual(sorted(taken["key"] for taken in mail.accepted), sorted(keys))
        print(f"{kills} kills in {rounds} rounds, {planning} before all was planned, {claiming} with "
              f"open claims; {alerts} alerts; webhooks: {sum(map(self.had, receivers))} taken, {twice} "
              f"of them again under an open claim; mail: {len(mail.accepted)}, recognised again "
              f"{mail.repeated}", flush=True)

    @staticmethod
    def had(receiver):
        return sum(map(len, receiver.rounds.values()))

    def test_several_runners_share_one_database(self):
        receivers = self.receivers(2)
        self.raise_alerts(0, 300, ["u0", "u1"], START)
        self.ok("notify", "plan", "--now", stamp(START), environment=SECRET)
        runners = [subprocess.Popen([BIN / "tocsin-notify", "deliver", "--now", stamp(START),
                                     "--wait"], env=self.environment | SECRET,
                                    stderr=subprocess.PIPE, text=True) for _ in range(3)]
        for runner in runners:
            self.assertEqual(runner.wait(timeout=240), 0, runner.stderr.read())
            runner.stderr.close()
        self.assertEqual(self.check(receivers, 300, {}), 0)

    def test_a_receiver_slower_than_a_claim_lasts(self):
        receiver = self.receivers(1)[0]
        self.raise_alerts(0, 12, ["u0"], START)
        self.ok("notify", "plan", "--now", stamp(START), environment=SECRET)
        slow = SECRET | {"TOCSIN_NOTIFY_CLAIM": "1s", "TOCSIN_WEBHOOK_CONCURRENCY": "1"}
        asked = threading.Event()
        receiver.before = lambda: (asked.set(), time.sleep(0.6))
        first = subprocess.Popen([BIN / "tocsin-notify", "deliver", "--now", stamp(START)],
                                 env=self.environment | slow)
        self.assertTrue(asked.wait(60))  # it has claimed them
        began = time.monotonic()
        others = 0
        while first.poll() is None:  # each of these sees the claims of the first as its clock does
            now = START + timedelta(seconds=int(time.monotonic() - began))
            self.ok("notify", "deliver", "--now", stamp(now), environment=slow)
            others += 1
            time.sleep(0.3)
        self.assertEqual(first.returncode, 0)
        self.assertGreater(others, 3)
        self.assertEqual(sum(receiver.accepted.values()), 12)
        self.assertEqual(self.check([receiver], 12, {}), 0)

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
        self.raise_alerts(0, 200, ["u0"], START)
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
        receiver.round = 1
        opened = {0: self.open_claims()}
        self.drain(START + timedelta(minutes=5))
        self.check([receiver], 200, opened)


@family.needs_postgres
class OnPostgres(Outbox):
    """The same there; disks are the server's affair."""

    test_a_disk_that_fills_up_mid_run = None

    def setUp(self):
        super().setUp()
        self.use_postgres()


if __name__ == "__main__":
    unittest.main()
