"""Deadlines and working time by calendar files, as scripts ask for them."""
import json
import unittest

from family import Scenario

OFFICE = """
time_zone = "Europe/London"
ical = ["days.ics"]
[hours]
mon = ["09:00-12:30", "13:30-17:30"]
tue = ["09:00-12:30", "13:30-17:30"]
[[holiday]]
date = "2026-11-03"
hours = ["09:00-10:00"]
"""
DAYS = ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Away\nDTSTART;VALUE=DATE:20261109\n"
        "DTEND;VALUE=DATE:20261111\nEND:VEVENT\nEND:VCALENDAR\n")


class SlaCheck(Scenario):
    def setUp(self):
        super().setUp()
        folder = self.folder / "calendars"
        folder.mkdir()
        self.office = folder / "office.toml"
        self.office.write_text(OFFICE, encoding="utf-8")
        (folder / "days.ics").write_text(DAYS, encoding="utf-8")

    def answer(self, *words):
        return json.loads(self.ok("sla-check", *words, "--json"))

    def test_deadlines(self):
        start = ("--start", "2026-11-02T16:30:00Z")
        for calendar in (self.office, "office"):
            self.assertEqual(
                self.answer("deadline", "--calendar", calendar, *start, "--target", "3h"),
                {"due_at": "2026-11-16T10:00:00Z"})
        self.assertEqual(self.answer("deadline", *start, "--target", "1d"),
                         {"due_at": "2026-11-03T16:30:00Z"})
        self.assertEqual(
            self.answer("deadline", *start, "--target", "1h", "--pause",
                        "2026-11-02T16:40:05Z/2026-11-02T16:40:20Z", "--pause",
                        "2026-11-02T16:40:15Z/2026-11-02T16:41:00.9Z"),
            {"due_at": "2026-11-02T17:30:55Z"})

    def test_no_deadline_while_a_pause_is_open(self):
        done = self.tool("sla-check", "deadline", "--start", "2026-11-02", "--target", "1h",
                         "--pause", "2026-11-02T00:30:00Z/", "--json")
        self.assertEqual((done.returncode, json.loads(done.stdout)), (1, {"due_at": None}))

    def test_working_time(self):
        times = ("--from", "2026-11-01", "--to", "2026-11-17")
        self.assertEqual(self.answer("elapsed", "--calendar", "office", *times),
                         {"seconds": (7 * 60 + 30 + 60 + 7 * 60 + 30) * 60})
        self.assertEqual(
            self.answer("elapsed", "--calendar", "office", *times, "--pause",
                        "2026-11-02T12:00:00Z/2026-11-16T14:00:00Z"),
            {"seconds": 3 * 3600 + 12600})
        self.assertEqual(self.answer("elapsed", *times), {"seconds": 16 * 86400})

    def test_what_is_wrong_is_said(self):
        (self.folder / "bad.toml").write_text("[hours]\nmon = ['9-17']\n", encoding="utf-8")
        start = ("deadline", "--start", "2026-11-02", "--target")
        for status, reason, words in (
                (78, "bad.toml:2: '9-17' is no range",
                 (*start, "1h", "--calendar", self.folder / "bad.toml")),
                (66, "none.toml", (*start, "1h", "--calendar", "none")),
                (65, "do not pass before 2037-01-01T00:00:00Z",
                 (*start, "90000h", "--calendar", "office")),
                (65, "--to is before --from",
                 ("elapsed", "--from", "2026-11-02", "--to", "2026-11-01")),
                (65, "ends before it begins",
                 (*start, "1h", "--pause", "2026-11-02/2026-11-01")),
                (64, "is not FROM/TO", (*start, "1h", "--pause", "2026-11-02")),
                (64, "is not a duration", (*start, "soon"))):
            done = self.tool("sla-check", *words)
            self.assertEqual((done.returncode, done.stdout), (status, ""), words)
            self.assertIn(reason, done.stderr)

    def test_the_doctor_looks_at_policies_and_calendars(self):
        def said():
            out = self.tool("doctor", "--json").stdout
            return [row["finding"] for row in map(json.loads, out.splitlines())
                    if row["part"] == "policies"]
        self.assertIn("sla.toml and its calendars can be used", said())
        (self.folder / "policies").mkdir()
        (self.folder / "policies/sla.toml").write_text(
            "[[sla]]\nname = 'a'\ncalendar = 'offise'\n", encoding="utf-8")
        self.assertTrue(any("sla.toml:3: there is no calendar 'offise'" in s for s in said()))


if __name__ == "__main__":
    unittest.main()
