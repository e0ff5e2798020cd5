"""Web Push to a sandboxed push service: what it takes is read with the reference library of the
encryption (npm http_ece) and with the browser's own half of the keys."""
import base64
import json
import sys
import unittest

from family import SOURCE, Scenario
from reference import HTTP_ECE, needs_npm, node

sys.path.insert(0, str(SOURCE / "tests/support"))

from fakes import WebPush  # noqa: E402  (the path comes first)
from fakes.misbehave import answer  # noqa: E402

NOW = "2026-01-01T10:00:00Z"

# The message as the service worker meets it, and what it makes of it.
WORKER = """
const shown = [], opened = [], handlers = {};
globalThis.self = {
  addEventListener: (name, handler) => { handlers[name] = handler; },
  skipWaiting: () => {},
  registration: { showNotification: async (title, more) => shown.push({ title, ...more }) },
  clients: { claim: async () => {}, openWindow: async (url) => opened.push(url) },
};
const { script, messages } = JSON.parse(require("fs").readFileSync(0, "utf8"));
eval(script);
const waitUntil = () => {};
for (const text of messages) {
  handlers.push({ waitUntil, data: { json: () => JSON.parse(text) } });
}
for (const { data } of shown) {
  handlers.notificationclick({ waitUntil, notification: { data, close: () => {} } });
}
console.log(JSON.stringify({ shown, opened }));
"""


class Push(Scenario):
    configuration = ('[push]\nallow_private = true\nsubject = "mailto:ops@desk.example"\n'
                     '[general]\npublic_url = "https://desk.example"\n')

    def setUp(self):
        super().setUp()
        self.service = WebPush(now=NOW)
        self.addCleanup(self.service.close)
        self.ok("init", "--now", "2026-01-01")
        made = json.loads(self.ok("notify", "key", "push", "--json"))
        self.environment["VAPID_PRIVATE_KEY"] = made["private_key"]
        self.public_key = made["public_key"]
        self.browser = self.service.subscribe(vapid_key=self.public_key)
        self.import_records([
            {"type": "user", "external_id": "ann", "name": "Ann", "role": "ops_manager"},
            {"type": "destination", "user": "ann", "channel": "push",
             "address": json.dumps(self.browser.as_browser_says())}])

    def raise_alert(self, title, *words, key="k", kind="disk_full", now=NOW):
        self.ok("alert", "raise", kind, title, "--to", "user:ann", "--key", key, "--severity",
                "high", *words, "--now", now)

    def test_a_key_knows_its_public_half(self):
        shown = json.loads(self.ok("notify", "key", "push", "--public", "--json"))
        self.assertEqual(shown, {"public_key": self.public_key})

    def test_a_push_service_takes_it_and_the_browser_reads_it(self):
        self.raise_alert("Zwölf Prozent frei 🔔", "--body", "Look at the disk.")
        self.ok("notify", "--now", NOW)
        self.service.check()
        self.assertEqual(len(self.service.accepted), 1)
        taken = self.service.accepted[0]
        message = json.loads(taken["text"])
        self.assertIn("Zwölf Prozent frei 🔔", message["title"])
        self.assertEqual(message["body"], "Look at the disk.")
        self.assertEqual(message["tag"], taken["topic"])
        self.assertEqual(message["priority"], 4)
        self.assertEqual(taken["urgency"], "high")
        self.assertAlmostEqual(taken["ttl"], 24 * 3600, delta=60)
        self.assertNotIn(b"disk", taken["request"].body)

    @needs_npm
    def test_the_reference_library_decrypts_it(self):
        self.raise_alert("Disk is full")
        self.ok("notify", "--now", NOW)
        taken = self.service.accepted[0]
        text = node(HTTP_ECE, {"body": base64.b64encode(taken["request"].body).decode(),
                               "key": self.browser.private_key(),
                               "secret": self.browser.as_browser_says()["keys"]["auth"]})
        self.assertEqual(text, taken["text"])
        self.assertIn("Disk is full", json.loads(text)["title"])

    def test_the_shipped_service_worker_shows_it(self):
        self.raise_alert("Disk is full", "--body", "Now.")
        self.ok("notify", "--now", NOW)
        message = self.service.accepted[0]["text"]
        linked = json.dumps({"title": "t", "url": "https://desk.example/a", "priority": 5})
        script = self.ok("files", "show", "web/push/service-worker.js")
        seen = json.loads(node(WORKER, {"script": script, "messages": [message, linked, "oops"]}))
        self.assertEqual(len(seen["shown"]), 3, "a message that cannot be read shows, too")
        self.assertEqual(seen["shown"][0]["title"], json.loads(message)["title"])
        self.assertFalse(seen["shown"][0]["requireInteraction"])
        self.assertTrue(seen["shown"][1]["requireInteraction"])
        self.assertEqual(seen["opened"], ["https://desk.example/a"])

    def test_an_update_replaces_and_a_dropped_subscription_is_told_nothing_more(self):
        self.raise_alert("Disk is full")
        self.ok("notify", "--now", NOW)
        [alert] = self.records("alert", "list", "--json")
        self.ok("alert", "resolve", alert["id"], "--now", "2026-01-01T10:05:00Z")
        self.ok("notify", "--now", "2026-01-01T10:05:00Z")
        [waiting] = self.service.accepted
        self.assertEqual(self.service.repeated, 1, "one topic: the second replaces the first")
        self.assertIn("Over: Disk is full", waiting["text"])
        self.browser.gone = True
        self.raise_alert("Another", key="other", kind="fan_broken", now="2026-01-01T10:10:00Z")
        self.ok("notify", "--now", "2026-01-01T10:10:00Z")
        [there] = self.records("user", "destinations", "ann", "--json")
        self.assertFalse(there["enabled"])
        self.assertIn("410", there["dead"])
        self.assertNotIn("auth", json.dumps(there), "what reaches a browser is a secret")

    def test_a_refused_key_keeps_the_subscription(self):
        self.environment["VAPID_PRIVATE_KEY"] = json.loads(
            self.ok("notify", "key", "push", "--json"))["private_key"]
        self.raise_alert("Disk is full")
        self.ok("notify", "--now", NOW)
        self.assertEqual(self.service.accepted, [])
        [there] = self.records("user", "destinations", "ann", "--json")
        self.assertTrue(there["enabled"])
        self.assertNotIn("dead", there)

    def test_a_throttled_message_waits_as_long_as_it_is_told_to(self):
        self.service.script(answer(429, retry_after=600))
        self.raise_alert("Disk is full")
        self.ok("notify", "--now", NOW)
        self.ok("notify", "--now", "2026-01-01T10:09:00Z")
        self.assertEqual(self.service.accepted, [])
        self.service.now = "2026-01-01T10:20:00Z"
        self.ok("notify", "--now", "2026-01-01T10:20:00Z")
        self.assertEqual(len(self.service.accepted), 1)


if __name__ == "__main__":
    unittest.main()
