"""Hours of an alert that nobody acts on, with the real programs, minute by minute: who is told of it
when, and nobody else at any other time. What ends it, holds it or hurries it; a job that did not run
for hours; clocks that jump."""
import unittest

from escalating import POLICIES, Escalating, stamp
from family import needs_postgres

# Minutes, and who is told: first the message of the alert itself, then two rounds of three steps.
ANSWERED_BY_NOBODY = {0: ["ann"], 2: ["ann"], 7: ["bob"], 12: ["cyd", "dan"],
                      16: ["ann"], 21: ["bob"], 26: ["cyd", "dan"]}


class Escalation(Escalating):
    def reported(self, section, *columns):
        rows = self.records("report", "escalations", "--json", "--now", stamp(400))
        return [tuple(row[c] for c in columns) for row in rows if row["section"] == section]

    def nobody_acts(self):
        self.begin()
        alert = self.raise_alert()
        self.play(range(0, 35), ANSWERED_BY_NOBODY)
        self.play((60, 120, 360), {})
        self.assertEqual(self.query("SELECT state, reason, firings FROM escalation"),
                         [("ended", "spent", "6" if self.schema else 6)])
        shown = self.records("escalate", "show", alert, "--json", "--now", stamp(40))
        acts = [row["act"] for row in shown]
        self.assertEqual((acts[0], acts[-1], acts.count("told"), acts.count("message")),
                         ("started", "ended", 8, 8))
        self.ok("db", "verify-audit")
        self.assertEqual(self.reported("Totals", "escalations", "acknowledged", "spent"),
                         [(1, 0, 1)])
        self.assertEqual(self.reported("Channels", "channel", "messages", "arrived"),
                         [("webhook", 8, 8)])

    def test_nobody_acts(self):
        self.nobody_acts()

    @needs_postgres
    def test_nobody_acts_on_postgresql(self):
        self.use_postgres()
        self.nobody_acts()

    def test_an_acknowledgement_ends_it_and_is_not_forgotten(self):
        self.begin()
        alert = self.raise_alert()
        self.play(range(0, 8), {0: ["ann"], 2: ["ann"], 7: ["bob"]})
        self.ok("alert", "ack", alert, "--now", stamp(9))
        self.play(range(9, 30), {})
        self.assertEqual(self.events()[-1], ("ended", "acknowledged"))
        minutes = 60_000
        self.assertEqual(self.reported("Totals", "acknowledged_percent", "acknowledged_p50_ms"),
                         [(100, 9 * minutes)])
        self.assertEqual(self.reported("Firings", "firings", "share_percent"), [(2, 100)])
        self.assertEqual(self.reported("People", "who", "acknowledged", "acknowledged_p50_ms"),
                         [("ann", 0, None), ("bob", 1, 2 * minutes)])
        self.assertEqual(self.reported("Channels", "messages", "acknowledged_p50_ms"),
                         [(2, 2 * minutes)])
        self.assertEqual(self.reported("Hours", "hour", "acknowledged"), [(10, 1)])
        # Four hours later it is still open: it begins again.
        self.play((9 + 239,), {})
        self.play(range(9 + 240, 9 + 250), {9 + 242: ["ann"], 9 + 247: ["bob"]})
        self.assertIn(("started", "forgotten"), self.events())
        self.ok("alert", "resolve", alert, "--now", stamp(260))
        self.tick(260)
        self.play(range(261, 300, 5), {})

    def test_a_silence_holds_it(self):
        self.begin()
        self.raise_alert()
        self.play(range(0, 3), {0: ["ann"], 2: ["ann"]})
        self.ok("alert", "silence", "add", "--match", "kind=disk_full", "--for", "1h", "--reason", "known",
                "--now", stamp(3))
        self.play(range(3, 63, 3), {})
        self.assertEqual(self.events()[-1], ("held", "silenced"))
        self.play(range(63, 70), {63: ["bob"], 68: ["cyd", "dan"]})

    def test_activity_defers_it_and_no_longer_than_so(self):
        self.begin()
        self.raise_alert()
        self.tick(0)
        told = {}
        for minute in range(1, 20):
            self.import_records([{"type": "activity", "user": "ann", "kind": "view",
                                  "at": stamp(minute)}], now=stamp(minute))
            if names := self.tick(minute):
                told[minute] = names
        self.assertEqual(told, {12: ["ann"], 17: ["bob"]}, "ten minutes in all, for it is critical")

    def test_a_job_missed_for_six_hours(self):
        self.begin()
        self.raise_alert()
        self.assertEqual(self.tick(0), ["ann"])
        self.assertEqual(self.tick(360), ["ann", "bob", "cyd", "dan"], "one message each")
        for endpoint in self.endpoints.values():
            self.assertIn('"missed_steps":3', endpoint.posts[0][1])
        self.assertEqual(self.query("SELECT DISTINCT missed FROM escalation_step"), [(3,)])
        self.play(range(361, 370), {364: ["ann"], 369: ["bob"]})

    def test_the_clock_jumps(self):
        self.begin()
        self.raise_alert()
        self.play(range(0, 3), {0: ["ann"], 2: ["ann"]})
        self.play(range(-57, -49), {-52: ["bob"]})  # an hour back: the same pauses
        self.play((1440,), {1440: ["cyd", "dan"]})  # a day on

    def test_nobody_on_call_hands_on_at_once(self):
        self.begin()
        self.import_records([{"type": "user", "external_id": "bob", "name": "bob", "role": "agent",
                              "disabled": True}], now="2026-03-01")
        self.add_person("olga", role="ops_manager")
        self.raise_alert()
        self.play(range(0, 9), {0: ["ann", "olga"], 2: ["ann"], 7: ["cyd", "dan"]})
        self.assertEqual(self.query("SELECT kind, subject_id FROM alert WHERE kind <> 'disk_full'"),
                         [("nobody_on_call", "support")])
        self.import_records([{"type": "user", "external_id": "bob", "name": "bob", "role": "agent",
                              "disabled": False}], now=stamp(10))
        self.tick(10)
        self.assertEqual(self.query("SELECT status FROM alert WHERE kind = 'nobody_on_call'"),
                         [("resolved",)])

    def test_what_reaches_nobody_hurries_it(self):
        self.begin(ann=(410,))
        self.raise_alert()
        self.assertEqual(self.tick(0), ["ann"], "and her address turns out to be dead")
        self.assertEqual(self.tick(1), ["bob"], "who is next is told at once")
        self.assertIn(("failed", "unreachable"), self.events())

    def test_who_has_none_of_the_channels_is_told_by_another(self):
        # The strategies as they ship name sms, voice and chats; here is nothing but a webhook.
        self.begin()
        (self.folder / "policies/escalation.toml").unlink()
        self.raise_alert()
        self.play(range(0, 7), {0: ["ann"], 2: ["ann"], 6: ["ann"]})
        self.assertEqual(self.query("SELECT 1 FROM alert WHERE kind = 'stuck_work'"), [])

    def test_the_auditor_says_what_is_stuck(self):
        self.begin()
        self.add_person("olga", role="ops_manager")
        self.raise_alert()
        self.tick(0)
        stuck = "SELECT title, status FROM alert WHERE kind = 'stuck_work' ORDER BY id"
        self.assertEqual(self.query(stuck), [])
        # Nobody runs notify any more.
        self.ok("escalate", "--now", stamp(2))
        for minute in range(3, 20):
            self.ok("escalate", "--now", stamp(minute))
        self.assertEqual(self.query(stuck), [("Work is stuck", "active")])
        body, = self.query("SELECT body FROM alert WHERE kind = 'stuck_work'")[0]
        self.assertIn("tocsin notify finished", body)
        self.ok("escalate", "--now", stamp(25))
        self.assertEqual(len(self.query(stuck)), 1)
        self.ok("escalate", "--now", stamp(70))
        self.assertEqual(self.query(stuck),
                         [("Work is stuck", "resolved"), ("Work is still stuck", "active")])
        self.ok("escalate", "--now", stamp(130))
        self.assertEqual(len(self.query(stuck)), 2, "twice as long")
        self.tick(131)
        self.tick(132)
        self.assertEqual(self.query(stuck)[-1], ("Work is still stuck", "resolved"))

    def test_a_policy_is_frozen(self):
        self.begin()
        self.raise_alert()
        self.play(range(0, 3), {0: ["ann"], 2: ["ann"]})
        file = self.folder / "policies/escalation.toml"
        file.write_text(POLICIES.replace("schedule:support", "person:dan"), encoding="utf-8")
        self.play(range(3, 8), {7: ["bob"]})

    def test_simulate_says_what_happens(self):
        self.begin()
        alert = self.raise_alert()
        said = self.records("escalate", "simulate", "--alert", alert, "--at", stamp(0), "--json")
        told = {}
        for row in said:
            if row["act"] == "told":
                told.setdefault(row["at"], []).append(row["what"].split(" ")[0])
        self.assertEqual(told, {stamp(minute): names for minute, names in
                                ANSWERED_BY_NOBODY.items() if minute})
        acted = self.records("escalate", "simulate", "--policy", "critical", "--at", stamp(0),
                             "--ack-after", "10m", "--json")
        self.assertEqual([(row["act"], row["at"]) for row in acted],
                         [("told", stamp(2)), ("told", stamp(7)), ("ended", stamp(10))])
        self.assertEqual(self.query("SELECT count(*) FROM escalation"), [(0,)])

    def replays_history(self):
        self.begin()
        first = self.raise_alert()
        self.play(range(0, 8), {0: ["ann"], 2: ["ann"], 7: ["bob"]})
        self.ok("alert", "ignore", first, "--now", stamp(10))
        self.raise_alert(minute=780, number=2)  # at 23:00
        self.play((780, 782, 787, 792), {780: ["ann"], 782: ["ann"], 787: ["bob"],
                                         792: ["cyd", "dan"]})
        changed = self.folder / "changed.toml"
        changed.write_text(POLICIES.replace('"2m"', '"4m"').replace(
            "max_attempts = 2", "max_attempts = 1"), encoding="utf-8")
        rows = self.records("escalate", "simulate", "--since", "1d", "--file", changed, "--json",
                            "--now", stamp(810))
        figures = [[row[c] for c in ("history", "alerts", "escalated", "messages", "at_night",
                                     "first_told_p50")] for row in rows]
        self.assertEqual(figures, [["as it was", 3, 2, 6, 4, "2 m"],
                                   ["replayed", 3, 2, 6, 4, "4 m"]],
                         "the third is the auditor's, for which there is no policy")
        rows = self.records("escalate", "simulate", "--since", "1d", "--json", "--now",
                            stamp(792))
        self.assertEqual([row["messages"] for row in rows], [6, 6], "by the same policies the same")

    def test_history_is_replayed(self):
        self.replays_history()

    @needs_postgres
    def test_history_is_replayed_on_postgresql(self):
        self.use_postgres()
        self.replays_history()

    def test_a_dry_run_changes_nothing(self):
        self.begin()
        self.raise_alert()
        self.ok("escalate", "-n", "--now", stamp(0))
        self.assertEqual(self.query("SELECT count(*) FROM escalation"), [(0,)])
        self.assertEqual(self.query("SELECT count(*) FROM alert WHERE escalate_at IS NULL"), [(0,)])

    def test_switched_off(self):
        self.begin()
        self.raise_alert()
        self.tick(0, {"ESCALATION_ENABLED": "false"})
        self.assertEqual(self.query("SELECT count(*) FROM escalation"), [(0,)])


if __name__ == "__main__":
    unittest.main()
