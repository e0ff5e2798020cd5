"""What the scenarios of escalation share: one desk, its policy, and minutes in which it is told."""
from datetime import datetime, timedelta, timezone

from family import Endpoint, Scenario

SECRET = {"WEBHOOK_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
START = datetime(2026, 3, 2, 10, tzinfo=timezone.utc)  # a Monday

POLICIES = """
[[escalation]]
name = "critical"
match = { priority = 5 }
initial_delay = "2m"
max_delay = "1h"
max_attempts = 2
forgotten_after = "4h"
[[escalation.step]]
to = ["person"]
[[escalation.step]]
delay = "5m"
to = ["schedule:support"]
[[escalation.step]]
delay = "5m"
to = ["team:desk"]
"""
SCHEDULE = """
time_zone = "UTC"
[[layer]]
people = ["bob"]
rotation = "weekly"
hand_off = "mon 00:00"
start = "2026-03-02"
"""


def stamp(minute):
    return (START + timedelta(minutes=minute)).strftime("%Y-%m-%dT%H:%M:%SZ")


class Escalating(Scenario):
    configuration = '[webhook]\nallow_private = true\n[email]\nenabled = false\n'
    maxDiff = None

    def begin(self, ann=(200,)):
        for folder, text in (("policies/escalation", POLICIES), ("schedules/support", SCHEDULE)):
            file = self.folder / f"{folder}.toml"
            file.parent.mkdir()
            file.write_text(text, encoding="utf-8")
        self.ok("init", "--now", "2026-03-01")
        self.endpoints = {}
        self.add_person("ann", statuses=ann)
        for name in ("bob", "cyd", "dan"):
            self.add_person(name)
        self.import_records([{"type": "team", "external_id": "desk", "name": "desk",
                              "members": ["cyd", "dan"]}], now="2026-03-01")

    def add_person(self, name, role="agent", statuses=(200,)):
        self.endpoints[name] = Endpoint(statuses)
        self.addCleanup(self.endpoints[name].close)
        self.import_records([
            {"type": "user", "external_id": name, "name": name, "role": role},
            {"type": "destination", "user": name, "channel": "webhook",
             "address": self.endpoints[name].url}], now="2026-03-01")

    def raise_alert(self, minute=0, severity="critical", number=1):
        self.import_records([{"type": "alert", "kind": "disk_full", "title": f"Disk {number}",
                              "severity": severity, "dedup_key": f"disk {number}",
                              "subject": {"type": "disk", "id": str(number)},
                              "assigned_to": "ann"}], now=stamp(minute))
        return self.records("alert", "list", "--json", "--limit", "1")[0]["id"]

    def tick(self, minute, environment=None):
        """Both jobs, as cron chains them; who was told in it."""
        for endpoint in self.endpoints.values():
            endpoint.forget()
        for job in ("escalate", "notify"):
            done = self.tool(job, "--now", stamp(minute),
                             environment=SECRET | (environment or {}))
            self.assertEqual(done.returncode, 0, done.stderr)
        return sorted(name for name, endpoint in self.endpoints.items() for _ in endpoint.posts)

    def play(self, minutes, expected):
        """Anything told that is not expected fails, and so does what is expected and not told."""
        told = {}
        for minute in minutes:
            if names := self.tick(minute):
                told[minute] = names
        self.assertEqual(told, expected)

    def events(self):
        return [(act, reason) for act, reason in self.query(
            "SELECT act, COALESCE(reason, '') FROM escalation_event ORDER BY id")]
