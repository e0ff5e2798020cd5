"""A weekend with the real programs: a reminder of a service level that is raised on Saturday at
03:00 reaches people on Monday, when they work, once, and only if it still holds; `why`, the dry run
and `doctor` say so."""
import json
import unittest

from family import Endpoint, Scenario, needs_postgres

SECRET = {"WEBHOOK_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
TICKET = "0b9f4c2e-5d0c-4a55-9d3f-6a1f0c1e7a"

LONDON = 'time_zone = "Europe/London"\n[hours]\n' + "".join(
    f'{day} = ["09:00-12:30", "13:30-17:30"]\n' for day in ("mon", "tue", "wed", "thu", "fri"))
NEW_YORK = LONDON.replace("Europe/London", "America/New_York")

SATURDAY, MONDAY = "2026-11-21T03:00:00Z", "2026-11-23T09:00:00Z"


class WorkingHours(Scenario):
    configuration = '[webhook]\nallow_private = true\n[email]\nenabled = false\n'
    people = (("ann", "acme"), ("raj", "uptown"), ("lee", None))

    def setUp(self):
        super().setUp()
        self.calendars = self.folder / "calendars"
        self.calendars.mkdir()
        self.write("office", LONDON)
        self.write("uptown", NEW_YORK)
        self.endpoint = Endpoint()
        self.addCleanup(self.endpoint.close)

    def write(self, name, text):
        (self.calendars / f"{name}.toml").write_text(text, encoding="utf-8")

    def begin(self):
        self.ok("init", "--now", "2026-11-01")
        records = [{"type": "organization", "external_id": "acme", "name": "Acme",
                    "calendar": "office"},
                   {"type": "organization", "external_id": "uptown", "name": "Uptown",
                    "calendar": "uptown"}]
        for name, organization in self.people:
            user = {"type": "user", "external_id": name, "name": name, "role": "agent"}
            records.append(user | ({"organization": organization} if organization else {}))
            records.append({"type": "destination", "user": name, "channel": "webhook",
                            "address": f"{self.endpoint.url}/{name}"})
        self.import_records(records, now="2026-11-01")

    def send(self, number, now, kind="sla_warning", priority="high", assignee="ann"):
        event = {"ticketId": f"{TICKET}{number:02}", "notificationType": kind,
                 "context": {"ticketNumber": number, "ticketSubject": f"ticket {number}",
                             "priority": priority, "assigneeName": assignee}}
        return self.records("notify", "send", "-", "--json", "--now", now,
                            stdin=json.dumps(event), environment=SECRET)[0]

    def notify(self, now):
        """One run; what arrived in it, as titles."""
        self.endpoint.forget()
        self.done = self.tool("notify", "--now", now, environment=SECRET)
        self.assertEqual(self.done.returncode, 0, self.done.stderr)
        out = []
        for _, body in self.endpoint.posts:
            data = json.loads(body)["data"]
            out.append(sorted(m["title"] for m in data.get("merged") or []) or [data["title"]])
        return sorted(out)

    def a_weekend(self):
        self.begin()
        first, over = self.send(1, SATURDAY), self.send(2, SATURDAY)
        self.send(3, SATURDAY)
        self.assertEqual((first["held"], over["held"]), (1, 1))
        self.assertIn("they are not at work (until 2026-11-23T09:00:00Z; calendar office)",
                      self.ok("notify", "why", first["alert"]))
        for now in ("2026-11-21T12:00:00Z", "2026-11-22T12:00:00Z", "2026-11-23T08:59:59Z"):
            self.assertEqual(self.notify(now), [])
        self.ok("alert", "resolve", over["alert"], "--now", "2026-11-22T13:00:00Z")
        arrived = self.notify(MONDAY)
        self.assertEqual(len(arrived), 1, arrived)
        self.assertEqual(len(arrived[0]), 2, arrived)
        self.assertTrue(all("ticket 2" not in title for title in arrived[0]), arrived)
        self.assertIn("it was over before it could be sent",
                      self.ok("notify", "why", over["alert"]))
        for now in ("2026-11-23T09:15:00Z", "2026-11-23T12:00:00Z"):
            self.assertEqual(self.notify(now), [], "once")

    def test_a_weekend(self):
        self.a_weekend()

    @needs_postgres
    def test_a_weekend_on_postgresql(self):
        self.use_postgres()
        self.a_weekend()

    def test_everybody_has_hours_of_their_own(self):
        self.begin()
        self.ok("user", "preferences", "lee", "set", "working_hours", '"24x7"')
        for i, (name, _) in enumerate(self.people):
            self.send(i, SATURDAY, assignee=name)
        self.assertEqual(len(self.notify(SATURDAY)), 1, "lee's")
        self.assertEqual(len(self.notify(MONDAY)), 1, "ann's")
        self.assertEqual(self.notify("2026-11-23T13:59:59Z"), [])
        self.assertEqual(len(self.notify("2026-11-23T14:00:00Z")), 1, "raj's, in New York")

    def test_a_breach_and_what_is_critical_do_not_wait(self):
        self.begin()
        self.send(1, SATURDAY, kind="sla_breach")
        self.ok("alert", "raise", "sla_warning", "critical", "--to", "user:ann", "--severity",
                "critical", "--key", "c", "--subject", "ticket:9", "--now", SATURDAY)
        self.assertEqual(len(self.notify(SATURDAY)), 2)

    def test_what_is_imported_waits_too(self):
        self.begin()
        self.import_records([{"type": "alert", "kind": "sla_warning", "title": "imported",
                              "severity": "high", "assigned_to": "ann",
                              "subject": {"type": "ticket", "id": "9"}}], now=SATURDAY)
        rows = self.records("notify", "plan", "--dry-run", "--json", "--now", SATURDAY,
                            environment=SECRET)
        row = next(r for r in rows if "title" in r)
        self.assertEqual((row["held_until"], row["because"]),
                         (MONDAY, "it is a reminder and they are not at work"))
        self.assertEqual(self.notify(SATURDAY), [])
        self.assertEqual(self.notify(MONDAY), [["imported"]])

    def test_calendars_that_cannot_be_used_hold_nothing(self):
        self.begin()
        self.write("broken", "[hours]\nmon = nine")
        for number, name in enumerate(("nowhere", "broken", "../tocsin")):
            self.ok("org", "edit", "acme", "--calendar", name)
            with self.subTest(calendar=name):
                now = f"2026-11-21T0{number}:00:00Z"
                self.ok("alert", "raise", "sla_warning", "a", "--to", "user:ann", "--severity",
                        "high", "--key", f"a{number}", "--subject", f"ticket:{number}", "--now", now)
                self.ok("alert", "raise", "sla_warning", "b", "--to", "user:ann", "--severity",
                        "high", "--key", f"b{number}", "--subject", f"thing:{number}", "--now", now)
                self.assertEqual(len(self.notify(now)), 2)
                said = f"nothing waits for the calendar '{name}'"
                self.assertEqual(self.done.stderr.count(said), 1, self.done.stderr)

    def test_no_calendar_is_read_where_nothing_may_wait(self):
        self.write("office", "this is no calendar")
        self.begin()
        self.send(1, SATURDAY, kind="sla_breach")
        self.assertEqual(len(self.notify(SATURDAY)), 1)
        self.assertNotIn("calendar", self.done.stderr)

    def test_doctor_names_calendars_that_are_not_there(self):
        self.begin()
        found = self.tool("doctor", "--json")
        self.assertNotIn("there is no calendar", found.stdout)
        self.ok("org", "edit", "acme", "--calendar", "nowhere")
        self.ok("user", "preferences", "lee", "set", "working_hours", '"nowhere"')
        self.ok("user", "preferences", "raj", "set", "working_hours", '"off"')
        found = self.tool("doctor", "--json", environment={"TOCSIN_NOTIFY_WORKING_HOURS": "ofice"})
        self.assertEqual(found.returncode, 1)
        said = [row["finding"] for row in map(json.loads, found.stdout.splitlines())
                if "there is no calendar" in row["finding"]]
        self.assertEqual(said, [
            "notify.working_hours: there is no calendar 'ofice'",
            "there is no calendar 'nowhere' (organizations that name it: 1, preferences: 1)"])


if __name__ == "__main__":
    unittest.main()
