"""Walls through the real programs: recorded, told once, left alone, and resolved once."""
import json
import unittest

from family import Scenario, Site

EVENT = ("text/html", b"""<!doctype html><title>Tour</title><script type="application/ld+json">
{"@type": "Event", "name": "Tour", "startDate": "2026-09-01T20:00:00Z",
 "offers": {"@type": "Offer", "price": "40", "priceCurrency": "EUR"}}</script>""")
CHALLENGE = ("text/html", b"<!doctype html><title>Just a moment...</title>"
                          b"<script>window._cf_chl_opt = {};</script>")


class Walls(Scenario):
    def setUp(self):
        super().setUp()
        self.site = Site({"/a": CHALLENGE, "/b": CHALLENGE})
        self.addCleanup(self.site.close)
        self.ok("init", "--now", "2026-01-01")
        self.import_records([{"type": "user", "external_id": "ops", "name": "Ops",
                              "role": "ops_manager"}])
        self.ok("scrape", "add", "--platform", "hall", "--interval", "10m",
                f"{self.site.origin}/a", f"{self.site.origin}/b", "--now", "2026-01-01")

    def pages(self):
        return {p["url"][-2:]: p for p in self.records("scrape", "list", "--json")}

    def alerts(self):
        return self.records("alert", "list", "--kind", "platform_blocked", "--json")

    def test_told_once_left_alone_and_resolved_once(self):
        self.ok("scrape", "--now", "2026-01-01T00:00:00Z")
        page = self.pages()["/a"]
        self.assertEqual(page["outcome"], "blocked")
        self.assertIn("Cloudflare", page["error"])
        self.assertGreaterEqual(page["due_at"], "2026-01-01T00:15")
        [alert] = self.alerts()
        self.assertEqual(alert["status"], "active")
        shown = self.ok("alert", "show", alert["id"], "--json")
        self.assertIn(f"{self.site.origin}/", shown)
        self.assertEqual(json.loads(shown)["labels"]["product"], "Cloudflare")

        asked = len(self.site.asked)
        self.ok("scrape", "--now", "2026-01-01T00:10:00Z")
        self.assertEqual(len(self.site.asked), asked, "nothing is asked before the pause is over")

        self.site.pages["/a"] = EVENT
        self.ok("scrape", "--now", "2026-01-01T01:00:00Z")
        self.assertEqual([a["status"] for a in self.alerts()], ["active"], "the other one is not")
        self.site.pages["/b"] = EVENT
        self.ok("scrape", "--now", "2026-01-01T12:00:00Z")
        self.assertEqual({p["error"] for p in self.pages().values()}, {None})
        self.assertEqual([a["status"] for a in self.alerts()], ["resolved"])


if __name__ == "__main__":
    unittest.main()
