"""Messages of many kinds through every channel to its provider, who has nothing against any of
them; and what the providers' own or other people's code says of them."""
import unittest

import reference
from providers import WAVES, ProviderScenario

from fakes import discord, slack

EVENT = {"name": "Leeds United v Ashford Rovers", "starts_at": "2026-03-21T15:00:00Z",
         "venue": {"name": "Riverside Arena"}, "url": "https://tickets.example/e/united-rovers"}
OFFER = {"section": "North 12", "row": "F", "quantity": 2,
         "price": {"amount": "44.00", "currency": "GBP"},
         "url": "https://tickets.example/o/7?ref=a&b=c"}
PRICES = {"price": {"amount": "44.00", "currency": "GBP"},
          "previous_price": {"amount": "58.00", "currency": "GBP"}, "change_percent": -24.1}


def alert(kind, title, body="", severity="medium", **metadata):
    return {"kind": kind, "title": title, "body": body, "severity": severity,
            "metadata": metadata}


KINDS = [
    alert("price_drop", "North 12 fell to £44.00", event=EVENT, offer=OFFER, **PRICES),
    alert("back_in_stock", "Tickets for Leeds United again", event=EVENT, offer=OFFER),
    alert("ticket_match", "2 tickets match 'Home games'", "Row F\nNext to each other",
          event=EVENT, offer=OFFER, watch={"name": "Home games"}),
    alert("event_changed", "Aurora Strings: cancelled", severity="high", event=EVENT),
    alert("sold_out", "Nothing is left", severity="low", event=EVENT),
    alert("sla_breach", "T-1042: SLA deadline was missed", "First response was due at 09:30.",
          "critical", ticketNumber="T-1042", status="open"),
    alert("platform_failing", "tickets.example fails", "503\n503\ntimeout", "high"),
    alert("disk_full", "Disk is full", "/var: 100 %"),
    alert("disk_full", "A long story", "Line of a log that goes on.\n" * 400),
]

# Somebody listens, so alerts have buttons.
HEARS = {"SLACK_SIGNING_SECRET": slack.SIGNING_SECRET, "TOCSIN_TELEGRAM_BUTTONS": "true",
         "TOCSIN_INBOUND_DISCORD_KEY": discord.PUBLIC_KEY}


class Channels(ProviderScenario):
    def test_messages_of_many_kinds_reach_every_provider(self):
        for wave in WAVES:
            self.open(wave, TOCSIN_GENERAL_PUBLIC_URL="https://desk.example", **HEARS)
            self.tell_organizations(KINDS)
            self.notify()
            for name, rows in self.messages().items():
                with self.subTest(route=name):
                    self.fakes[name].check()
                    self.assertEqual([r["status"] for r in rows], ["sent"] * len(KINDS), rows)
                    texts = "\n".join(m["text"] for m in self.fakes[name].accepted)
                    for one in KINDS:
                        self.assertIn(one["title"], texts)
                    self.assertEqual(len(self.fakes[name].accepted), len(KINDS))
            self.notify(after=7200)
            for name in wave:
                self.assertEqual(len(self.fakes[name].accepted), len(KINDS), "sent again")

    @reference.needs_npm
    def test_slacks_own_types_hold_our_blocks(self):
        blocks = []
        for wave in (("slack-webhook",), ("slack-bot",)):
            self.open(wave, **HEARS)
            self.tell_organizations(KINDS)
            self.notify()
            blocks += [m["body"]["blocks"] for m in self.fakes[wave[0]].accepted]
        self.assertEqual(len(blocks), 2 * len(KINDS))
        acts = [element["action_id"] for message in blocks for block in message
                if block["type"] == "actions" for element in block["elements"]]
        self.assertEqual(acts.count("ack"), 2 * len(KINDS), "every alert can be acknowledged")
        self.assertEqual(reference.type_check_blocks(blocks), "")

    def test_a_critical_call_takes_a_key_press(self):
        self.open(("voice",), TOCSIN_GENERAL_PUBLIC_URL="https://desk.example")
        self.tell("The pumps stopped", "--severity", "critical")
        self.notify()
        call = self.fakes["voice"].accepted[0]
        self.assertIn("The pumps stopped", call["text"])
        self.assertIn("Press 1", call["text"])
        self.assertIn("<Gather", call["body"]["Twiml"])
        self.assertTrue(call["body"]["StatusCallback"].startswith("https://desk.example/"))

    def test_a_group_that_moved_is_followed(self):
        self.open(("telegram",))
        fake = self.fakes["telegram"]
        fake.refuses = {987654321: "migrated:-1001234567890"}
        self.tell()
        self.notify()
        fake.check()
        self.assertEqual([m["to"] for m in fake.accepted], ["-1001234567890"])
        self.tell("Disk is full again", kind="disk_full_again")
        self.notify(after=60)
        self.assertEqual([r.json()["chat_id"] for r in fake.requests],
                         [987654321, -1001234567890, -1001234567890], "the new address is kept")


if __name__ == "__main__":
    unittest.main()
