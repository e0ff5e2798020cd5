"""Web Push into a real browser: Chromium subscribes by the shipped page, decrypts what
`tocsin notify` sent, and the shipped service worker shows it."""
import json
import sys
import unittest

from family import SOURCE, Scenario
from reference import IN_CI

sys.path.insert(0, str(SOURCE / "tests/support"))

import push_browser  # noqa: E402  (the path comes first)


@unittest.skipIf(push_browser.missing() and not IN_CI,
                 f"NOT TESTED: {push_browser.missing()}; ./dev test provides it")
class BrowserPush(Scenario):
    configuration = '[push]\nallow_private = true\nsubject = "mailto:ops@desk.example"\n'

    def test_chromium_subscribes_and_shows_what_is_pushed(self):
        self.ok("init", "--now", "2026-01-01")
        made = json.loads(self.ok("notify", "key", "push", "--json"))
        self.environment["VAPID_PRIVATE_KEY"] = made["private_key"]
        shipped = [self.ok("files", "show", f"web/push/{name}")
                   for name in ("subscribe.html", "service-worker.js")]
        with push_browser.PushBrowser(self.folder, made["public_key"], *shipped) as browser:
            self.assertEqual(browser.registration["sender"], made["public_key"],
                             "the subscription is bound to our key")
            address = json.dumps(browser.subscription)
            self.import_records([
                {"type": "user", "external_id": "ann", "name": "Ann", "role": "ops_manager"},
                {"type": "destination", "user": "ann", "channel": "push", "address": address}])
            self.ok("alert", "raise", "disk_full", "Zwölf Prozent frei 🔔", "--to", "user:ann",
                    "--severity", "critical", "--body", "Look at the disk.", "--now", "2026-01-01")
            self.ok("notify", "--now", "2026-01-01")
            [first] = browser.shown(1)
            self.assertIn("Zwölf Prozent frei 🔔", first["title"])
            self.assertIn("Look at the disk.", first["body"])
            self.assertTrue(first["requireInteraction"])
            headers, _ = browser.pushed[0]
            self.assertEqual(first["tag"], headers["Topic"])
            self.ok("notify", "test", "push", "--to", address)
            self.assertEqual(browser.shown(2)[1]["title"], "Tocsin test")


if __name__ == "__main__":
    unittest.main()
