"""Support events as other programs post them to `notify send -`, and the questions that people ask the
log of notices in SQL of their own."""
import json
import sqlite3
import unittest

from family import Endpoint, Scenario

UUID = "0b9f4c2e-5d0c-4a55-9d3f-6a1f0c1e7a10"
TICKET = {"ticketNumber": 123, "ticketSubject": "Issue with login"}

# What a desk posts for each event: the type, its context, who hears of it.
EVENTS = [
    ("ticket_created", {"priority": "high"}, {"ann", "raj"}),
    ("ticket_updated", {"priority": "high", "status": "in_progress"}, {"ann", "raj"}),
    ("ticket_comment", {"commenterName": "Kim", "commentContent": "Still broken since Monday"},
     {"ann", "raj"}),
    ("ticket_assigned", {"assigneeName": "Ann Smith", "priority": "high"}, {"ann"}),
    ("ticket_assigned", {"assigneeName": "Nobody Here", "priority": "high"}, {"ann", "raj"}),
    ("ticket_resolved", {"status": "resolved"}, {"ann", "raj"}),
    ("ticket_closed", {"status": "closed"}, {"ann", "raj"}),
    ("sla_warning", {"priority": "critical"}, {"ann", "raj"}),
    ("sla_breach", {"priority": "critical"}, {"ann", "raj", "boss"}),
]


class SupportEvents(Scenario):
    configuration = "[webhook]\nallow_private = true\n"

    def setUp(self):
        super().setUp()
        self.environment["WEBHOOK_SECRET"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
        self.ok("init")
        self.endpoint = Endpoint()
        self.addCleanup(self.endpoint.close)
        for user, name, role in (("ann", "Ann Smith", "agent"), ("raj", "Raj Rao", "agent"),
                                 ("boss", "Kim Lee", "ops_manager")):
            self.ok("user", "add", user, "--name", name, "--role", role)
            self.ok("user", "destinations", user, "add", "--channel", "webhook", "--address",
                    f"{self.endpoint.url}/{user}")

    def log(self, question):
        with sqlite3.connect(self.database) as db:
            db.row_factory = sqlite3.Row
            return [dict(row) for row in db.execute(question)]

    def test_each_event_is_taken_as_it_stands(self):
        for i, (kind, more, told) in enumerate(EVENTS):
            for indent in (None, 2):
                with self.subTest(kind=kind, indent=indent):
                    ticket = UUID[:-2] + f"{i}{indent or 0}"
                    event = {"ticketId": ticket, "notificationType": kind,
                             "context": TICKET | more}
                    sent = self.records("notify", "send", "-", "--json",
                                        stdin=json.dumps(event, indent=indent) + "\n")[0]
                    self.assertEqual((sent["kind"], sent["planned"]), (kind, len(told)), sent)
                    self.endpoint.forget()
                    self.ok("notify", "deliver")
                    bodies = [json.loads(body) for _, body in self.endpoint.posts]
                    self.assertEqual({body["type"] for body in bodies}, {kind})
                    self.assertEqual(len(bodies), len(told))
                    for body in bodies:
                        self.assertIn("Issue with login", body["data"]["title"])
                    heard = {row["recipient"] for row in self.log(
                        f"SELECT recipient FROM notification_log WHERE alert = '{sent['alert']}'")}
                    names = {"ann": "Ann Smith", "raj": "Raj Rao", "boss": "Kim Lee"}
                    self.assertEqual(heard, {names[user] for user in told})

    def test_the_log_answers_in_sql(self):
        refusing = Endpoint((400,))
        self.addCleanup(refusing.close)
        self.ok("user", "add", "lee", "--name", "Lee Day", "--role", "ops_manager")
        self.ok("user", "destinations", "lee", "add", "--channel", "webhook", "--address",
                refusing.url)
        for kind in ("ticket_created", "sla_breach"):
            event = {"ticketId": UUID, "notificationType": kind, "context": TICKET}
            self.ok("notify", "send", "-", stdin=json.dumps(event))
        self.ok("notify", "deliver")
        counted = self.log("""
            SELECT notification_type, channel, status, COUNT(*) as count
            FROM notification_log
            WHERE created_at >= 1000 * unixepoch('now', '-24 hours')
            GROUP BY notification_type, channel, status""")
        self.assertIn({"notification_type": "ticket_created", "channel": "webhook",
                       "status": "sent", "count": 2}, counted)
        self.assertIn({"notification_type": "sla_breach", "channel": "webhook",
                       "status": "failed", "count": 1}, counted)
        failed = self.log("""
            SELECT * FROM notification_log WHERE status = 'failed'
            ORDER BY created_at DESC LIMIT 50""")
        self.assertEqual(len(failed), 1)
        self.assertEqual(failed[0]["recipient"], "Lee Day")
        self.assertIn("400", failed[0]["error_message"])
        self.assertNotIn("/hook", failed[0]["address"])

    def test_what_is_no_event_is_refused_with_its_field(self):
        for event, field in (({"notificationType": "ticket_created"}, "ticketId"),
                             ({"ticketId": UUID, "notificationType": "ticket_create"},
                              "ticket_created"),
                             ({"ticketId": UUID, "notificationType": "sla_breach",
                               "context": {"priority": "urgent"}}, "context.priority")):
            done = self.tool("notify", "send", "-", stdin=json.dumps(event))
            self.assertEqual(done.returncode, 65, done.stderr)
            self.assertIn(field, done.stderr)
        self.assertEqual(self.log("SELECT * FROM notification_log"), [])


class MissingCredentials(Scenario):
    """What the operator forgot loses nothing: loud at once, sent when it is there."""

    def test_the_message_waits_and_leaves_when_the_token_is_there(self):
        self.ok("init")
        self.ok("user", "add", "ann", "--name", "Ann Smith", "--role", "agent")
        self.ok("user", "destinations", "ann", "add", "--channel", "telegram", "--address", "42")
        event = {"ticketId": UUID, "notificationType": "ticket_created", "context": TICKET}
        morning = ("--now", "2026-01-05T09:00:00Z")  # no quiet hour, whenever this test runs
        self.ok("notify", "send", "-", *morning, stdin=json.dumps(event))
        run = self.tool("notify", "--json", *morning)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(json.loads(run.stdout)["counts"]["refused"], 1)
        self.assertIn("TELEGRAM_BOT_TOKEN is not set", run.stderr)
        doctor = self.tool("doctor", "--json")
        self.assertEqual(doctor.returncode, 1)
        findings = [json.loads(line) for line in doctor.stdout.splitlines()]
        self.assertTrue([f for f in findings if f["part"] == "credentials"
                         and "TELEGRAM_BOT_TOKEN is not set" in f["finding"]], findings)


if __name__ == "__main__":
    unittest.main()
