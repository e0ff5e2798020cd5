"""What people act on is learned from what they did, shown, used and forgotten."""
import json
import unittest

from family import Endpoint, Scenario


class Learning(Scenario):
    configuration = "[webhook]\nallow_private = true\n"

    def setUp(self):
        super().setUp()
        self.environment["WEBHOOK_SECRET"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
        self.endpoint = Endpoint()
        self.addCleanup(self.endpoint.close)
        self.ok("init", "--now", "2026-01-01")
        self.ok("user", "add", "ann", "--name", "Ann", "--role", "ops_manager",
                "--time-zone", "Europe/Berlin")
        for rank, channel, address in ((1, "webhook", self.endpoint.url), (2, "inapp", "inbox")):
            self.ok("user", "destinations", "ann", "add", "--channel", channel, "--address",
                    address, "--priority", str(rank))

    def tell(self, day, hour=9):
        """One alert of that day of January; where Ann was told."""
        now = f"2026-01-{day:02}T{hour:02}:00:00Z"
        key = f"{day}-{hour}"
        raised = self.ok("alert", "raise", "disk_full", f"Disk {key} is full", "--to", "user:ann",
                         "--key", key, "--subject", f"disk:{key}", "--severity", "medium",
                         "--now", now, "--json")
        alert = json.loads(raised)["id"]
        self.ok("notify", "--now", now)
        [row] = self.query("SELECT m.channel, m.reason FROM message m JOIN alert a ON "
                           f"a.id = m.alert_id WHERE a.public_id = '{alert}'")
        return alert, *row

    def learned(self):
        rows = self.records("user", "learned", "ann", "--json", "--now", "2026-01-20")
        return {(row["trait"], row["value"]): row for row in rows}

    def test_from_ignored_to_acted_on_to_forgotten(self):
        # Twelve by the first channel, which she ignores, and twelve by the second: she acts.
        for day in range(1, 13):
            self.assertEqual(self.tell(day)[1:], ("webhook", "planned"))
        self.ok("user", "preferences", "ann", "set", "channel_by_priority",
                '{"default": "inapp"}')
        for day in range(1, 13):
            alert, channel, _ = self.tell(day, hour=18)
            self.assertEqual(channel, "inapp")
            self.import_records([{"type": "activity", "user": "ann", "kind": "ack", "alert": alert,
                                  "at": f"2026-01-{day:02}T19:00:00Z"}])
        self.ok("user", "preferences", "ann", "unset", "channel_by_priority")
        self.assertEqual(self.learned(), {})
        run = json.loads(self.ok("analyze", "--now", "2026-01-15", "--json"))
        self.assertEqual(run["counts"]["learned"], 24)
        learned = self.learned()
        self.assertGreater(learned["channel", "inapp"]["rate"], 80)
        self.assertLess(learned["channel", "webhook"]["rate"], 20)
        # Her own hours: 09:00 and 18:00 UTC are 10 and 19 in Berlin.
        self.assertEqual({value for trait, value in learned if trait == "hour"}, {"10", "19"})
        self.assertEqual(learned["kind", "disk_full"]["rate"], 50)
        # Nobody names a channel any more: now it is the one she acts on, and says why.
        alert, channel, reason = self.tell(15)
        self.assertEqual((channel, reason), ("inapp", "habit"))
        self.assertIn("act on", self.ok("notify", "why", alert))
        # What she forbids is not done, what she forgets is gone.
        self.ok("user", "preferences", "ann", "set", "learning", "false")
        self.assertEqual(self.tell(16)[1:], ("webhook", "planned"))
        self.ok("user", "preferences", "ann", "set", "learning", "true")
        self.ok("user", "learned", "ann", "--reset")
        self.assertEqual(self.learned(), {})
        self.assertEqual(self.tell(17)[1:], ("webhook", "planned"))
        self.ok("db", "verify-audit")


if __name__ == "__main__":
    unittest.main()
