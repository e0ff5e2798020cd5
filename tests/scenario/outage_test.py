"""A provider is down for a day while planning goes on, every quarter of an hour as cron would have
it; then it is back. Nobody gets a pile: what gathered for one address leaves as one message, what is
critical apart and first; what is too old is marked so, what was over meanwhile is not told, and
`notify why` says all of it."""
import collections
import re
import unittest
from datetime import datetime, timedelta, timezone

from providers import IMPATIENT, ProviderScenario

from fakes.misbehave import answer

DOWN = datetime(2026, 1, 1, 10, tzinfo=timezone.utc)
BACK = DOWN + timedelta(hours=26)  # longer than a message is worth sending (24 h)
QUARTER = timedelta(minutes=15)


class Outage(ProviderScenario):
    patience = IMPATIENT
    wave = ("resend", "webhook")

    def alert(self, who, number, severity):
        title = f"Disk {who} {number:03} of {severity} is full"
        self.titles[title] = who
        return {"type": "alert", "kind": "disk_full", "title": title, "severity": severity,
                "dedup_key": title, "subject": {"type": "disk", "id": title},
                "assigned_to": who}

    def raise_all(self, alerts, now):
        self.import_records(alerts, now=now.isoformat())

    def run_at(self, now):
        """How many requests each provider got in this run."""
        before = {name: len(fake.requests) for name, fake in self.fakes.items()}
        self.notify(after=(now - self.start).total_seconds())
        return {name: len(fake.requests) - before[name] for name, fake in self.fakes.items()}

    def told(self, name):
        """The titles that each message that the provider took tells, in the order of arrival."""
        return [sorted(set(re.findall(r"Disk [a-z]+ \d+ of [a-z]+ is full", taken["text"])))
                for taken in self.fakes[name].accepted]

    def test_a_day(self):
        self.start = datetime.fromisoformat(self.begin)
        self.titles = {}
        self.open(self.wave)
        for fake in self.fakes.values():
            fake.script(*[answer(503)] * 5000)
        tries = collections.Counter()
        now, number = DOWN, 0
        while now < BACK:
            alerts = []
            if number % 2 == 0:
                alerts += [self.alert(name, number, "medium") for name in self.wave]
            if number % 8 == 3:
                alerts += [self.alert(name, number, "critical") for name in self.wave]
            if number == 20:
                alerts += [self.alert(name, 999, "high") for name in self.wave]
            self.raise_all(alerts, now)
            if number == 30:
                for alert in self.records("alert", "list", "--json"):
                    if " 999 " in alert["title"]:
                        self.ok("alert", "resolve", alert["id"], "--now", now.isoformat())
            asked = self.run_at(now)
            for name in self.wave:
                self.assertLessEqual(asked[name], 5 if number < 6 else 1, f"{name} at {now}")
                tries[name] += asked[name]
            now, number = now + QUARTER, number + 1
        waiting = collections.Counter(row["status"] for name in self.wave
                                      for row in self.messages()[name])
        self.assertEqual(waiting["failed"], 0, "tries are used up on a provider that is down")
        self.assertGreater(waiting["held"], 100)

        for fake in self.fakes.values():
            with fake.lock:
                fake.steps.clear()
        self.run_at(now)
        for quarter in range(1, 4):
            self.run_at(now + quarter * QUARTER)
        self.check_all()

        log = {name: self.messages()[name] for name in self.wave}
        for name in self.wave:
            with self.subTest(route=name):
                self.check_route(name, log[name], now)

    def check_route(self, name, rows, now):
        states = collections.Counter(row["status"] for row in rows)
        self.assertLessEqual(set(states), {"sent", "delivered", "suppressed", "expired"})
        told = self.told(name)
        self.assertLessEqual(len(told), 10, "a pile")
        times = collections.Counter(title for titles in told for title in titles)
        self.assertLessEqual(set(times.values()), {1}, "told twice")
        # Everything was told, or is marked too old, or was over before it could be.
        expired = {row["subject"] for row in rows if row["status"] == "expired"}
        mine = {title for title, who in self.titles.items() if who == name}
        over = {title for title in mine if " 999 " in title}
        self.assertEqual(set(times) | expired, mine - over)
        self.assertEqual(set(times) & expired, set())
        self.assertTrue(expired)
        for title in expired:
            at = DOWN + QUARTER * int(title.split()[2])
            self.assertGreaterEqual(now - at, timedelta(hours=24) - QUARTER, title)
        # What is critical is told first and by itself, but for what tried whether it is back.
        pile = [titles for titles in told if len(titles) > 1]
        self.assertEqual(len(pile), 2)
        self.assertTrue(all("of critical" in title for title in pile[0]), pile[0])
        self.assertTrue(all("of medium" in title for title in pile[1]), pile[1])

        one = next(row for row in rows if row["subject"] == pile[1][3])
        why = self.ok("notify", "why", one["id"])
        for words in ("nothing gets through there", "told in another message"):
            self.assertIn(words, why)
        old = next(row for row in rows if row["status"] == "expired")
        self.assertIn("too old", self.ok("notify", "why", old["id"]))


if __name__ == "__main__":
    unittest.main()
