"""Runs of escalation that die, at every step and at random, and two at once: nothing is lost, and
nobody is told twice.

TOCSIN_TEST_KILLS says how many are killed at random (30), TOCSIN_TEST_SEED makes a run come out alike,
TOCSIN_TEST_ESCALATIONS (600) is what two runs share."""
import os
import random
import shutil
import subprocess
import time
import unittest

from escalating import SECRET, Escalating, stamp
from family import BIN, needs_postgres

KILLS = int(os.environ.get("TOCSIN_TEST_KILLS", "30"))
SEED = int(os.environ.get("TOCSIN_TEST_SEED", time.time_ns() % 1_000_000))


class EscalationKills(Escalating):
    def outcome(self):
        return (self.query("SELECT state, round, step, firings, due_at FROM escalation ORDER BY "
                           "alert_id"),
                self.query("SELECT recipient, firing, outcome FROM escalation_step ORDER BY "
                           "escalation_id, firing, recipient"),
                sorted(self.query("SELECT a.title, m.person_id, m.purpose FROM message m "
                                  "JOIN alert a ON a.id = m.alert_id")))

    def cycle(self, minute, environment=None):
        for job in (("escalate",), ("notify", "plan")):
            self.tool(*job, "--now", stamp(minute), environment=SECRET | (environment or {}))

    def test_killed_at_every_step(self):
        self.begin()
        for number in range(5):
            self.raise_alert(number=number)
        saved = self.folder / "saved.db"
        shutil.copy(self.database, saved)
        minutes = (0, 2, 7, 12)
        places = self.folder / "places"
        for minute in minutes:
            self.cycle(minute, {"TOCSIN_FAULT_LIST": str(places)})
        if not places.exists():
            self.skipTest("NOT TESTED: built without fault points")
        expected = self.outcome()
        steps = sorted({line for line in places.read_text().splitlines()
                        if line.startswith(("escalate.", "notify.steps"))})
        self.assertGreaterEqual(len(steps), 4, steps)
        for step in steps:
            for aside in self.folder.glob("tocsin.db*"):
                aside.unlink()
            shutil.copy(saved, self.database)
            for minute in minutes:
                self.cycle(minute, {"TOCSIN_FAULT": step})
                self.cycle(minute)
            self.assertEqual(self.outcome(), expected, step)

    def killed_at_random(self):
        """Runs die at random moments; nothing is lost and nothing told twice."""
        print(f"seed {SEED}, {KILLS} kills", flush=True)
        random.seed(SEED)
        self.begin()
        count = 40
        self.import_records([{"type": "alert", "kind": "disk_full", "title": f"Disk {n}",
                              "severity": "critical", "dedup_key": f"disk {n}",
                              "subject": {"type": "disk", "id": str(n)}, "assigned_to": "ann"}
                             for n in range(count)], now=stamp(0))
        kills = minute = usual = 0
        while kills < KILLS:
            for job in (["tocsin-escalate"], ["tocsin-notify", "plan"]):
                began = time.monotonic()
                run = subprocess.Popen([BIN / job[0], *job[1:], "--now", stamp(minute)],
                                       env=self.environment | SECRET, stderr=subprocess.DEVNULL)
                try:
                    run.wait(timeout=random.uniform(0.005, 1.5 * usual) if usual else 60)
                except subprocess.TimeoutExpired:
                    run.kill()
                kills += run.wait() == -9
                usual = usual or time.monotonic() - began
            minute += random.randint(0, 2)
        self.wait_for_sessions()
        for _ in range(60):
            self.cycle(minute)
            minute += 1
        self.assertEqual(self.query("SELECT DISTINCT state, reason FROM escalation"),
                         [("ended", "spent")])
        number = str if self.schema else int
        self.assertEqual(self.query("SELECT count(*) FROM escalation"), [(number(count),)])
        lost = self.query("SELECT e.id FROM escalation e WHERE e.firings <> (SELECT count(DISTINCT "
                          "firing) FROM escalation_step s WHERE s.escalation_id = e.id)")
        self.assertEqual(lost, [])
        # Two rounds for each of the four.
        self.assertEqual(self.query("SELECT recipient, count(*) FROM escalation_step GROUP BY 1 "
                                    "ORDER BY 1"),
                         [(f"person:{i}", number(2 * count)) for i in (1, 2, 3, 4)])
        self.assertEqual(self.query("SELECT person_id, count(*) FROM message WHERE purpose = "
                                    "'escalation' GROUP BY 1 ORDER BY 1"),
                         [(number(i), number(2 * count)) for i in (1, 2, 3, 4)])
        self.assertEqual(self.query("SELECT count(*) FROM escalation_step WHERE outcome IS NULL OR "
                                    "outcome <> 'planned'"), [(number(0),)])
        self.ok("db", "verify-audit")

    def test_killed_at_random(self):
        self.killed_at_random()

    @needs_postgres
    def test_killed_at_random_on_postgresql(self):
        self.use_postgres()
        self.killed_at_random()

    @needs_postgres
    def test_two_runs_fire_no_step_twice(self):
        self.use_postgres()
        self.begin()
        count = int(os.environ.get("TOCSIN_TEST_ESCALATIONS", "600"))
        self.import_records([{"type": "alert", "kind": "disk_full", "title": f"Disk {n}",
                              "severity": "critical", "dedup_key": f"disk {n}",
                              "subject": {"type": "disk", "id": str(n)}, "assigned_to": "ann"}
                             for n in range(count)], now=stamp(0))
        for minute in (0, 2, 7):
            runs = [subprocess.Popen([BIN / "tocsin-escalate", "--now", stamp(minute)],
                                     env=self.environment, stderr=subprocess.PIPE, text=True)
                    for _ in range(2)]
            for run in runs:
                self.assertEqual(run.wait(timeout=240), 0, run.stderr.read())
                run.stderr.close()
        self.assertEqual(self.query("SELECT firings, count(*) FROM escalation GROUP BY 1"),
                         [("2", str(count))])
        self.assertEqual(self.query("SELECT firing, count(*) FROM escalation_step GROUP BY 1 "
                                    "ORDER BY 1"), [("1", str(count)), ("2", str(count))])
        self.assertEqual(self.query("SELECT count(*) FROM escalation_event WHERE act = 'told'"),
                         [(str(2 * count),)])


if __name__ == "__main__":
    unittest.main()
