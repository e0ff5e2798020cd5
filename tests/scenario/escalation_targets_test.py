"""Whom escalations reach beyond people at the desk: emergency contacts, programs of the desk's own; and
what they say who were not to be woken."""
import json
import unittest

from escalating import SECRET, Escalating, stamp
from family import Endpoint

POLICIES = """
[[escalation]]
name = "disks"
match = {{ kind = "disk_full" }}
initial_delay = "2m"
max_attempts = 1
quiet_hours = "{quiet_hours}"
[[escalation.step]]
to = ["{first}"]
[[escalation.step]]
delay = "5m"
to = ["team:desk"]
"""
PROGRAM = """#!/bin/sh
cat >> {folder}/heard
echo >> {folder}/heard
echo "$#:$1:$2" > {folder}/words
exit {status}
"""


class Targets(Escalating):
    def begin_with(self, first, quiet_hours="pass"):
        self.begin()
        self.escalate_to(first, quiet_hours)

    def escalate_to(self, first, quiet_hours="pass"):
        (self.folder / "policies/escalation.toml").write_text(
            POLICIES.format(first=first, quiet_hours=quiet_hours), encoding="utf-8")

    def add_contact(self, name):
        self.endpoints[name] = Endpoint((200,))
        self.addCleanup(self.endpoints[name].close)
        self.ok("user", "contacts", "ann", "add", "--name", name, "--channel", "webhook",
                "--address", self.endpoints[name].url)

    def stuck(self):
        return self.query("SELECT title, status FROM alert WHERE kind = 'stuck_work' ORDER BY id")

    def test_emergency_contacts_hear_of_what_is_critical(self):
        self.begin_with("emergency")
        self.add_contact("mum")
        self.add_contact("max")
        self.raise_alert()
        self.assertEqual(self.tick(0), ["ann"])
        self.assertEqual(self.tick(2), ["max", "mum"])
        told = json.loads(self.endpoints["mum"].posts[0][1])["data"]
        self.assertEqual((told["emergency_contact_of"], told["escalation"]["unanswered_seconds"]),
                         ("ann", 120))
        self.play(range(3, 20), {7: ["cyd", "dan"]})
        self.assertEqual(self.stuck(), [])

    def test_and_of_nothing_else(self):
        self.begin_with("emergency")
        self.add_contact("mum")
        self.raise_alert(severity="high")
        self.play(range(0, 20), {0: ["ann"], 2: ["cyd", "dan"]})
        self.assertIn(("skipped", "not_critical"), self.events())
        self.assertEqual(self.stuck(), [])

    def test_nobody_named_a_contact(self):
        self.begin_with("emergency")
        self.raise_alert()
        self.play(range(0, 10), {0: ["ann"], 2: ["cyd", "dan"]})
        self.assertIn(("failed", "nobody"), self.events())
        self.assertEqual(self.stuck(),
                         [("Escalation cannot reach the emergency contacts of ann", "active")])
        self.add_contact("mum")
        self.tick(10)
        self.assertEqual([status for _, status in self.stuck()], ["resolved"])

    def test_contacts_are_kept(self):
        self.begin()
        self.add_contact("mum")
        self.assertEqual(self.ok("user", "contacts", "ann", "add", "--name", "mum", "--channel", "sms",
                                 "--address", "+442071838750").split()[-1], "created")
        listed = self.records("user", "contacts", "ann", "--json")
        self.assertEqual([(row["name"], row["channel"]) for row in listed],
                         [("mum", "webhook"), ("mum", "sms")])
        self.assertNotIn("+442071838750", str(listed))
        kept = self.records("export", "emergency_contact")
        self.assertEqual(kept[1], {"type": "emergency_contact", "source": "import", "user": "ann",
                                   "name": "mum", "channel": "sms", "address": "+442071838750"})
        self.assertEqual([d["user"] for d in self.records("export", "destination")],
                         ["ann", "bob", "cyd", "dan"], "theirs are none of hers")
        self.import_records(kept)
        self.assertEqual(self.records("export", "emergency_contact"), kept)
        self.assertEqual(self.tool("user", "contacts", "bob", "remove",
                                   str(listed[0]["number"])).returncode, 66)
        for row in listed:
            self.ok("user", "contacts", "ann", "remove", str(row["number"]))
        self.assertEqual(self.query("SELECT 1 FROM emergency_contact"), [])

    def write_program(self, status=0):
        program = self.folder / "siren"
        program.write_text(PROGRAM.format(folder=self.folder, status=status), encoding="utf-8")
        program.chmod(0o700)
        return {"TOCSIN_EXEC_PROGRAMS": str(program)}

    def test_a_program_is_run(self):
        self.begin_with("exec:siren loud $HOME;id")
        may_run = self.write_program()
        alert = self.raise_alert()
        self.assertEqual(self.tick(0, may_run), ["ann"])
        self.tick(2, may_run)
        self.assertEqual((self.folder / "words").read_text(), "2:loud:$HOME;id\n")
        heard, = (self.folder / "heard").read_text().splitlines()
        said = json.loads(heard)["data"]
        self.assertEqual((said["alert"], said["purpose"], said["escalation"]["unanswered_seconds"]),
                         (alert, "escalation", 120))
        self.assertEqual(self.query("SELECT state, channel, person_id FROM message WHERE channel = "
                                    "'exec'"), [("sent", "exec", None)])
        self.assertEqual(self.tick(7, may_run), ["cyd", "dan"])
        self.assertEqual(len((self.folder / "heard").read_text().splitlines()), 1)
        self.assertEqual([d for d in self.records("export", "destination") if "user" not in d], [])
        self.ok("db", "verify-audit")

    def test_a_program_that_refuses_makes_the_next_step_due(self):
        self.begin_with("exec:siren")
        may_run = self.write_program(status=65)
        self.raise_alert()
        self.assertEqual(self.tick(0, may_run), ["ann"])
        self.assertEqual(self.tick(2, may_run), [])
        self.assertEqual(self.tick(3, may_run), ["cyd", "dan"])
        self.assertIn(("hurried", "delivery_failed"), self.events())

    def test_a_program_that_may_not_be_run(self):
        self.begin_with("exec:siren")
        may_run = self.write_program()
        self.raise_alert()
        self.play(range(0, 4), {0: ["ann"], 2: ["cyd", "dan"]})
        self.assertIn(("failed", "not_runnable"), self.events())
        self.assertEqual(self.stuck(), [("Escalation cannot reach siren", "active")])
        self.assertFalse((self.folder / "heard").exists())
        self.tick(5, may_run)
        self.assertEqual([status for _, status in self.stuck()], ["resolved"])

    def told_by_doctor(self, environment=None):
        found = self.tool("doctor", "--json", environment=environment)
        return [row["finding"] for row in map(json.loads, found.stdout.splitlines())
                if row["finding"].startswith("escalation 'disks'")]

    def test_doctor_names_what_steps_cannot_reach(self):
        self.begin_with("exec:siren loud")
        self.assertEqual(self.told_by_doctor(),
                         ["escalation 'disks' runs 'siren loud', which is none of exec.programs"])
        self.assertEqual(self.told_by_doctor(self.write_program()), [])
        self.escalate_to("schedule:nights")
        self.assertEqual(self.told_by_doctor(),
                         ["escalation 'disks' names the schedule 'nights', which is not there"])

    def test_what_waited_for_the_morning_says_so(self):
        self.begin_with("person", quiet_hours="respect")
        self.import_records([{"type": "preference", "user": "ann", "key": "quiet_hours",
                              "value": {"hold": "all", "from": "09:00", "until": "11:00"}}])
        self.raise_alert()
        self.play(range(0, 8), {0: ["ann"], 7: ["cyd", "dan"]})
        self.assertEqual(self.query("SELECT state, reason FROM message WHERE state = 'held'"),
                         [("held", "quiet_hours")])
        self.play((30, 59), {})
        self.assertEqual(self.tick(60), ["ann"])
        told = json.loads(self.endpoints["ann"].posts[0][1])["data"]
        self.assertEqual(told["escalation"], {"unanswered_seconds": 3600, "missed_steps": 0})

    def test_history_knows_what_was_silenced(self):
        self.begin_with("team:desk")
        self.raise_alert()
        self.ok("alert", "silence", "add", "--match", "kind=disk_full", "--for", "1h", "--reason", "known",
                "--now", stamp(1))
        self.play((0, 1, 2, 3), {0: ["ann"]})
        silence = self.query("SELECT public_id FROM silence")[0][0]
        self.ok("alert", "silence", "expire", silence, "--now", stamp(20))
        self.play((20, 25, 26), {20: ["cyd", "dan"], 25: ["cyd", "dan"]})
        rows = self.records("escalate", "simulate", "--since", "1d", "--json", "--now", stamp(30),
                            environment=SECRET)
        self.assertEqual([(row["messages"], row["first_told_p50"]) for row in rows],
                         [(4, "20 m"), (4, "20 m")])


if __name__ == "__main__":
    unittest.main()
