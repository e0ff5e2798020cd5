"""The in-app channel: what planning writes for a person is what `tocsin inbox` shows."""
import json
import unittest

from family import Scenario

NOW = "2026-01-01T10:00:00Z"


class Inbox(Scenario):
    def setUp(self):
        super().setUp()
        self.ok("init", "--now", "2026-01-01")
        self.import_records([
            {"type": "user", "external_id": who, "name": who.title(), "role": "ops_manager"}
            for who in ("ann", "bob")])
        for who in ("ann", "bob"):
            self.ok("user", "destinations", who, "add", "--channel", "inapp", "--address", "inbox")

    def tell(self, who, title, now=NOW, key=None):
        self.ok("alert", "raise", "disk_full", title, "--to", f"user:{who}", "--key",
                key or title, "--subject", f"disk:{title}", "--now", now)
        self.ok("notify", "--now", now)

    def inbox(self, who, *words):
        return self.records("inbox", "list", "--user", who, "--json", *words)

    def unread(self, who):
        return json.loads(self.ok("inbox", "unread", "--user", who, "--json"))["unread"]

    def test_a_message_is_delivered_at_once_and_read_when_shown(self):
        self.tell("ann", "Disk is full: <b>£5</b>")
        [message] = self.inbox("ann")
        self.assertIn("Disk is full: <b>£5</b>", message["title"])
        self.assertEqual(message["body"], message["body"].strip())
        self.assertFalse(message["read"])
        self.assertEqual(self.unread("ann"), 1)
        self.assertEqual(self.inbox("bob"), [])
        shown = json.loads(self.ok("inbox", "show", message["id"], "--user", "ann", "--json"))
        self.assertEqual(shown["id"], message["id"])
        self.assertEqual(self.unread("ann"), 0)
        self.assertTrue(self.inbox("ann")[0]["read"])
        self.assertEqual(self.inbox("ann", "--unread"), [])
        self.ok("inbox", "show", message["id"], "--user", "ann")
        self.ok("db", "verify-audit")

    def test_nobody_reads_another_ones(self):
        self.tell("ann", "Disk is full")
        [message] = self.inbox("ann")
        for command in ("show", "read"):
            done = self.tool("inbox", command, message["id"], "--user", "bob")
            self.assertEqual(done.returncode, 66, done.stderr)
        self.assertEqual(self.unread("ann"), 1)

    def test_newest_first_by_pages_and_since(self):
        for hour in range(5):
            self.tell("ann", f"Disk {hour}", now=f"2026-01-01T1{hour}:00:00Z")
        titles = [m["title"] for m in self.inbox("ann")]
        self.assertEqual(titles, [f"Disk {hour}" for hour in (4, 3, 2, 1, 0)])
        first = self.inbox("ann", "--limit", "2")
        rest = self.inbox("ann", "--after", first[-1]["id"])
        self.assertEqual([m["title"] for m in first + rest], titles)
        recent = self.inbox("ann", "--since", "1h", "--now", "2026-01-01T14:30:00Z")
        self.assertEqual([m["title"] for m in recent], ["Disk 4"])
        self.assertEqual(json.loads(self.ok("inbox", "read", rest[0]["id"], "--user", "ann",
                                            "--json")), {"read": 1})
        self.assertEqual(json.loads(self.ok("inbox", "read", "--all", "--user", "ann", "--json")),
                         {"read": 4})
        self.assertEqual(self.unread("ann"), 0)

    def test_the_inbox_is_the_actors_own_unless_said_otherwise(self):
        self.tell("ann", "Disk is full")
        self.assertEqual(len(self.records("inbox", "list", "--as", "ann", "--json")), 1)
        self.assertEqual(len(self.records("inbox", "--as", "ann", "list", "--json")), 1,
                         "an option counts for more than its variable wherever it stands")
        done = self.tool("inbox", "list", "--as", "nobody")
        self.assertEqual(done.returncode, 66)
        self.assertIn("--user", done.stderr)
        self.assertEqual(self.tool("inbox", "read", "--user", "ann").returncode, 64)

    def test_a_dry_run_reads_nothing(self):
        self.tell("ann", "Disk is full")
        [message] = self.inbox("ann")
        self.ok("inbox", "show", message["id"], "--user", "ann", "--dry-run")
        self.assertEqual(self.unread("ann"), 1)


if __name__ == "__main__":
    unittest.main()
