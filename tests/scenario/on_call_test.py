"""A quarter on call with the real program: rotations over the change of clocks, who is on call and who
comes next, overrides and temporary schedules with their traces in the audit trail, gaps, calendars
out and in."""
import json
import sqlite3
import unittest

from family import Scenario, needs_postgres

SUPPORT = """
description = "second line"
time_zone = "Europe/London"

[[layer]]
name = "weeks"
people = ["ann", "bob", "cyd"]
rotation = "weekly"
hand_off = "mon 09:00"
start = "2026-03-02 09:00"

[[layer]]
name = "nights"
people = ["dan"]
rotation = "daily"
hand_off = "12:00"
start = "2026-03-02"
hours = { mon = ["22:00-06:00"], tue = ["22:00-06:00"] }
"""
NOW = "2026-03-23T12:00:00Z"  # ann's week, the fourth


class OnCall(Scenario):
    def begin(self):
        folder = self.folder / "schedules"
        folder.mkdir()
        (folder / "support.toml").write_text(SUPPORT, encoding="utf-8")
        self.ok("init", "--now", "2026-03-01")
        self.import_records(
            [{"type": "user", "external_id": name, "name": name.title(), "role": "agent",
              "email": f"{name}@example.org"} for name in ("ann", "bob", "cyd", "dan")],
            now="2026-03-01")

    def who(self, at):
        done = self.tool("schedule", "who", "support", "--at", at, "--json", "--now", NOW)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        row = json.loads(done.stdout)
        self.assertEqual(done.returncode, 0 if row["people"] else 1)
        return row["people"]

    def add(self, what, *words):
        return self.records("schedule", what, "add", "support", "--now", NOW, "--json", *words)[0]

    def a_week(self):
        self.begin()
        rows = self.records("schedule", "show", "support", "--now", NOW, "--json", "--until",
                            "2026-03-30T12:00:00Z")
        self.assertEqual([(r["people"], r["from"], r["because"]) for r in rows], [
            (["ann"], "2026-03-23T12:00:00Z", "layer weeks"),
            (["dan"], "2026-03-23T22:00:00Z", "layer nights"),
            (["ann"], "2026-03-24T06:00:00Z", "layer weeks"),
            (["dan"], "2026-03-24T22:00:00Z", "layer nights"),
            (["ann"], "2026-03-25T06:00:00Z", "layer weeks"),
            (["bob"], "2026-03-30T08:00:00Z", "layer weeks")], "summer time from the 29th")
        row = self.records("schedule", "who", "--now", NOW, "--json")[0]
        self.assertEqual((row["people"], row["until"], row["next"]),
                         (["ann"], "2026-03-23T22:00:00Z", ["dan"]))
        self.assertEqual(self.records("schedule", "list", "--now", NOW, "--json")[0]["layers"], 2)

        cover = self.add("override", "--person", "cyd", "--replaces", "ann@example.org", "--from",
                         "2026-03-24", "--for", "2d", "--reason", "wedding")
        self.assertEqual(self.who("2026-03-24T12:00:00Z"), ["cyd"])
        self.assertEqual(self.who("2026-03-24T23:00:00Z"), ["dan"], "not ann's")
        listed = self.records("schedule", "override", "list", "support", "--now", NOW, "--json")
        self.assertEqual([(o["id"], o["person"], o["replaces"], o["author"]) for o in listed],
                         [(cover["id"], "cyd", "ann", "test")])
        self.ok("schedule", "override", "remove", cover["id"], "--now", "2026-03-24T18:00:00Z")
        self.assertEqual(self.who("2026-03-24T12:00:00Z"), ["cyd"], "what was stays")
        self.assertEqual(self.who("2026-03-24T18:00:00Z"), ["ann"])

        other = self.add("temporary", "--from", "2026-03-26", "--until", "2026-03-28", "--shift",
                         "bob 2026-03-26/2026-03-27", "--shift", "cyd 2026-03-27T12:00:00Z/2026-03-28")
        self.assertEqual(self.who("2026-03-26T12:00:00Z"), ["bob"])
        gaps = self.records_of_no("schedule", "gaps", "--now", NOW, "--json")
        self.assertEqual([(g["from"], g["until"]) for g in gaps],
                         [("2026-03-27T00:00:00Z", "2026-03-27T12:00:00Z")])
        self.assertEqual(self.who("2026-03-27T01:00:00Z"), [])
        self.ok("schedule", "temporary", "remove", other["id"], "--now", NOW)
        self.assertEqual(self.who("2026-03-26T12:00:00Z"), ["ann"])
        self.ok("schedule", "gaps", "--now", NOW)

        actions = [r[0] for r in self.query(
            "SELECT action FROM audit WHERE actor = 'test' AND action LIKE 'schedule.%' ORDER BY id")]
        self.assertEqual(actions, ["schedule.override", "schedule.override_end",
                                   "schedule.temporary", "schedule.temporary_end"])
        self.ok("db", "verify-audit")

    def records_of_no(self, *words):
        done = self.tool(*words)
        self.assertEqual(done.returncode, 1, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def test_a_week(self):
        self.a_week()

    @needs_postgres
    def test_a_week_on_postgresql(self):
        self.use_postgres()
        self.a_week()

    def test_who_is_disabled_or_unknown_leaves_a_gap(self):
        self.begin()
        self.import_records([{"type": "user", "external_id": "ann", "name": "Ann",
                              "disabled": True}], now="2026-03-01")
        self.assertEqual(self.who("2026-03-25T12:00:00Z"), [])
        shown = self.ok("schedule", "show", "support", "--now", NOW)
        self.assertIn("Ann is disabled: nobody in their turns", shown)
        self.assertIn("nobody", shown)

    def test_a_dry_run_changes_nothing(self):
        self.begin()
        self.ok("schedule", "override", "add", "support", "--person", "bob", "--for", "1d", "-n")
        self.ok("schedule", "temporary", "add", "support", "--for", "1d", "--shift", "bob", "-n")
        with sqlite3.connect(self.database) as db:
            for table in ("schedule_override", "temporary_schedule"):
                self.assertEqual(db.execute(f"SELECT count(*) FROM {table}").fetchone(), (0,))

    def test_what_cannot_be(self):
        self.begin()
        for words, status, said in (
                (("who", "suport"), 66, "no schedule 'suport' (did you mean 'support'?)"),
                (("show", "../tocsin"), 66, "no schedule"),
                (("override", "add", "support", "--person", "zoe", "--for", "1d"), 66, "'zoe'"),
                (("override", "add", "support", "--for", "1d"), 64, "who?"),
                (("override", "add", "support", "--person", "bob"), 64, "until when?"),
                (("override", "add", "support", "--person", "bob", "--replaces", "bob", "--for",
                  "1d"), 64, "the same"),
                (("override", "add", "support", "--person", "bob", "--from", "2026-03-01",
                  "--for", "1d"), 64, "over already"),
                (("temporary", "add", "support", "--for", "1d"), 64, "--shift"),
                (("temporary", "add", "support", "--for", "1d", "--shift",
                  "bob 2026-03-01/2026-03-02"), 64, "not within"),
                (("override", "remove", "c-0000000-0000000-0000000"), 66, "no override"),
                (("override",), 64, "of which schedule?")):
            with self.subTest(words=words):
                done = self.tool("schedule", *words, "--now", NOW)
                self.assertEqual((done.returncode, done.stdout), (status, ""), done.stderr)
                self.assertIn(said, done.stderr)

    def test_check_needs_no_database(self):
        file = self.folder / "team.toml"
        file.write_text(SUPPORT.replace("rotation", "rotaton", 1), encoding="utf-8")
        done = self.tool("schedule", "check", file)
        self.assertEqual(done.returncode, 78)
        self.assertIn(f"{file}:8: unknown key 'rotaton' (did you mean 'rotation'?)", done.stderr)
        file.write_text(SUPPORT, encoding="utf-8")
        row = self.records("schedule", "check", file, "--now", "2026-03-01", "--json")[0]
        self.assertEqual((row["layers"], row["people"], row["gaps_in_4_weeks"], row["first_gap"]),
                         (2, 4, 1, "2026-03-01T00:00:00Z"))
        self.assertFalse(self.database.exists())

    def test_a_broken_file_does_not_hide_the_others(self):
        self.begin()
        (self.folder / "schedules/broken.toml").write_text("x = 1", encoding="utf-8")
        rows = self.records("schedule", "list", "--now", NOW, "--json")
        self.assertEqual([r["schedule"] for r in rows], ["broken", "support"])
        self.assertIn("unknown key 'x'", rows[0]["error"])

    def test_calendars(self):
        self.begin()
        text = self.ok("schedule", "export", "support", "--now", NOW, "--until", "2026-04-07")
        self.assertIn("SUMMARY:Bob on call: support\n", text.replace("\r\n", "\n"))
        self.assertIn("DTSTART:20260330T080000Z", text)
        theirs = self.ok("schedule", "export", "support", "--now", NOW, "--person", "dan")
        self.assertNotIn("Bob", theirs)
        self.assertIn("Dan", theirs)

        swap = ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VEVENT\r\nUID:swap\r\n"
                "SUMMARY:bob for ann\r\nDTSTART:20260325T080000Z\r\nDTEND:20260325T120000Z\r\n"
                "{}END:VEVENT\r\nEND:VCALENDAR\r\n")

        def imported(more=""):
            return self.records("schedule", "import", "support", "-", "--now", NOW, "--json",
                                stdin=swap.format(more))[0]

        self.assertEqual(imported()["created"], 1)
        self.assertEqual(imported()["unchanged"], 1)
        self.assertEqual(self.who("2026-03-25T09:00:00Z"), ["bob"])
        self.assertEqual(imported("STATUS:CANCELLED\r\n")["ended"], 1)
        self.assertEqual(self.who("2026-03-25T09:00:00Z"), ["ann"])
        done = self.tool("schedule", "import", "support", "-", "--now", NOW,
                         stdin=swap.format("").replace("bob for", "zoe for"))
        self.assertEqual(done.returncode, 65)
        self.assertIn("event \"zoe for ann\": no one user 'zoe'", done.stderr)


if __name__ == "__main__":
    unittest.main()
