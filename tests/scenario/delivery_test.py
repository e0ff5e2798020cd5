"""From an alert to a real mailbox and to an endpoint that verifies: a real SMTP server, a standard
mail parser, and the reference library of Standard Webhooks."""
import email
import email.policy
import os
import pathlib
import unittest

import reference
from family import Endpoint, Scenario

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def needs(variable):
    there = variable in os.environ or reference.IN_CI
    return unittest.skipUnless(there, f"NOT TESTED: no {variable}; ./dev test provides it")


class Delivery(Scenario):
    configuration = ('[webhook]\nallow_private = true\n[email]\nsecurity = "none"\n'
                     'from = "Tocsin <bell@desk.example>"\n')

    def people(self, *more):
        self.ok("init", "--now", "2026-01-01")
        self.import_records([
            {"type": "user", "external_id": "ann", "name": "Ann Müller",
             "email": f"ann-{os.getpid()}@desk.example", "role": "ops_manager"}, *more])

    def raise_alert(self, title, *words, now="2026-01-01T10:00:00Z"):
        self.ok("alert", "raise", "disk_full", title, "--to", "user:ann", *words, "--now", now)

    @needs("TOCSIN_TEST_SMTP")
    def test_a_real_mail_server_gets_a_mail_that_parses(self):
        host, port = os.environ["TOCSIN_TEST_SMTP"].rsplit(":", 1)
        self.people()
        self.raise_alert("Zwölf Prozent frei: £5 <b>left</b>", "--body", "Look at the disk.")
        smtp = {"EMAIL_HOST": host, "EMAIL_PORT": port}
        self.ok("notify", "--now", "2026-01-01T10:00:00Z", environment=smtp)
        mails = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
                 for path in pathlib.Path(os.environ["TOCSIN_TEST_MAILDIR"]).glob("new/*")]
        mine = [m for m in mails if f"ann-{os.getpid()}@desk.example" in m["to"]]
        self.assertEqual(len(mine), 1)
        mail = mine[0]
        self.assertEqual(mail.defects, [])
        self.assertIn("Zwölf Prozent frei: £5 <b>left</b>", mail["subject"])
        self.assertEqual(mail["from"].addresses[0].addr_spec, "bell@desk.example")
        self.assertEqual(mail["date"].datetime.isoformat(), "2026-01-01T10:00:00+00:00")
        plain = mail.get_body(("plain",)).get_content()
        rich = mail.get_body(("html",)).get_content()
        self.assertIn("Look at the disk.", plain)
        self.assertIn("&lt;b&gt;left", rich)
        self.assertNotIn("<b>left", rich)
        # Nothing is sent twice.
        self.ok("notify", "--now", "2026-01-01T12:00:00Z", environment=smtp)
        again = list(pathlib.Path(os.environ["TOCSIN_TEST_MAILDIR"]).glob("new/*"))
        self.assertEqual(len(again), len(mails))

    def hook(self, endpoint):
        return {"type": "destination", "user": "ann", "channel": "webhook",
                "address": endpoint.url}

    @reference.needs_npm
    def test_the_reference_library_verifies_our_signature(self):
        endpoint = Endpoint([200])
        self.people(self.hook(endpoint))
        self.ok("user", "preferences", "ann", "set", "channels", '{"email": false}')
        self.raise_alert("Disk is full")
        # The library refuses old timestamps, so this run is of today.
        self.ok("notify", environment={"WEBHOOK_SECRET": SECRET})
        self.assertEqual(len(endpoint.posts), 1)
        headers, body = endpoint.posts[0]
        said = reference.node(reference.STANDARD_WEBHOOKS,
                              {"secret": SECRET, "headers": headers, "body": body})
        self.assertEqual(said.strip(), "verified")

    def test_a_passing_failure_is_tried_again_with_the_same_key(self):
        endpoint = Endpoint([503, 200])
        self.people(self.hook(endpoint))
        self.ok("user", "preferences", "ann", "set", "channels", '{"email": false}')
        self.raise_alert("Disk is full")
        secret = {"WEBHOOK_SECRET": SECRET}
        self.ok("notify", "--now", "2026-01-01T10:00:00Z", environment=secret)
        self.ok("notify", "--now", "2026-01-01T10:00:01Z", environment=secret)
        self.assertEqual(len(endpoint.posts), 1, "too early for another attempt")
        self.ok("notify", "--now", "2026-01-01T10:30:00Z", environment=secret)
        self.assertEqual(len(endpoint.posts), 2)
        keys = {headers["webhook-id"] for headers, _ in endpoint.posts}
        self.assertEqual(len(keys), 1)
        why = self.ok("notify", "why", "ann")
        self.assertIn("webhook", why)

    def test_dead_letters(self):
        refusing, taking = Endpoint([400]), Endpoint([200])
        self.people(self.hook(refusing))
        self.ok("user", "preferences", "ann", "set", "channels", '{"email": false}')
        secret = {"WEBHOOK_SECRET": SECRET}
        for n in range(3):
            self.raise_alert(f"Disk {n} is full", "--subject", f"disk:{n}")
        self.ok("notify", "--now", "2026-01-01T10:00:00Z", environment=secret)
        dead = self.records("notify", "dead", "--json")
        self.assertEqual([d["state"] for d in dead], ["failed"] * 3)
        self.assertEqual(self.records("notify", "dead", "--channel", "email", "--json"), [])
        self.assertEqual(self.tool("notify", "dead", "replay").returncode, 64)
        self.assertEqual(self.tool("notify", "dead", "drop", dead[2]["id"]).returncode, 64)
        self.ok("notify", "dead", "drop", dead[2]["id"], "--reason", "no use")
        self.ok("notify", "dead", "replay", dead[1]["id"], "--to", taking.url,
                "--now", "2026-01-01T10:01:00Z")
        self.ok("notify", "--now", "2026-01-01T10:01:00Z", environment=secret)
        self.assertEqual(len(taking.posts), 1)
        self.ok("notify", "dead", "replay", "--channel", "webhook", "--since", "2026-01-01",
                "--now", "2026-01-01T10:02:00Z")
        self.ok("notify", "--now", "2026-01-01T10:02:00Z", environment=secret)
        self.assertEqual(len(refusing.posts), 4)
        self.assertEqual(len(self.records("notify", "dead", "--json")), 1)
        self.assertEqual(self.tool("notify", "dead", "replay", dead[1]["id"]).returncode, 1)
        self.assertIn("gave it up", self.ok("notify", "why", dead[2]["id"]))


if __name__ == "__main__":
    unittest.main()
