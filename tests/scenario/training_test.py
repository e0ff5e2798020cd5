"""`tocsin analyze train` and `models`: a model from one's own history, used only where it is better,
and what happens to forecasts when its file does not hold."""
import datetime
import unittest

from family import Scenario

FIRST = datetime.datetime(2025, 6, 1, 19, tzinfo=datetime.timezone.utc)


def reading(number, starts, week, when):
    return {
        "type": "offer", "platform": "ticketsite", "observed_at": when.isoformat(),
        "event": {"external_id": str(number), "name": f"Evening {number}",
                  "category": ("Music", "Theatre")[number % 2], "starts_at": starts.isoformat()},
        "offer": {"external_id": "1", "availability": "in_stock", "quantity": 50 - 5 * week,
                  "price": {"amount": f"{(80 + number % 30) * 0.9 ** week:.2f}",
                            "currency": "GBP"}}}


def history(events, first=FIRST):
    """Events three days apart whose prices fall by a tenth each week, read to their end."""
    readings = []
    for number in range(events):
        starts = first + datetime.timedelta(days=3 * number)
        for week in range(8):
            readings.append(reading(number, starts, week, starts - datetime.timedelta(
                days=7 * (8 - week), hours=-(number % 100))))
        readings.append(reading(number, starts, 7, starts - datetime.timedelta(minutes=30)))
    return sorted(readings, key=lambda r: r["observed_at"])


class Training(Scenario):
    now = "2026-08-01"

    def setUp(self):
        super().setUp()
        self.models = self.folder / "models"
        self.environment["TOCSIN_ANALYZE_MODELS"] = str(self.models)
        self.ok("init")

    def load(self, events):
        self.import_records(history(events), now=self.now)
        # Which events are like which is filed when they are first looked at.
        self.ok("analyze", "forecast", "--now", self.now)

    def train(self, *words, now=None):
        [record] = self.records("analyze", "train", "--json", "--now", now or self.now, *words)
        return record

    def in_use(self):
        [name] = [m["model"] for m in self.records("analyze", "models", "--json") if m["in_use"]]
        return name

    def come(self):
        """An event that is yet to come, changed just now; its outlook and what was said."""
        starts = datetime.datetime(2026, 8, 20, 19, tzinfo=datetime.timezone.utc)
        self.import_records([reading(9999, starts, 3, datetime.datetime(
            2026, 8, 1, tzinfo=datetime.timezone.utc))], now=self.now)
        done = self.tool("analyze", "forecast", "--now", "2026-08-01T01:00:00Z")
        self.assertEqual(done.returncode, 0, done.stderr)
        [(number,)] = self.query("SELECT id FROM event WHERE external_id = '9999'")
        [features] = self.records("analyze", "features", number, "--json")
        return features["outlook"]["price"]["model"], done.stderr

    def test_too_little_history_changes_nothing(self):
        self.load(12)
        record = self.train()
        self.assertIn("too little history: 12 events", record["verdict"])
        self.assertFalse(self.models.exists())
        self.assertEqual(self.in_use(), "shipped")
        self.assertEqual(self.come()[0], "history+boosted")

    def test_a_better_model_is_used_and_can_be_taken_back(self):
        self.load(130)
        dry = self.train("--dry-run")
        self.assertIn("it would be used", dry["verdict"])
        self.assertFalse(self.models.exists())
        record = self.train()
        self.assertEqual((record["model"], record["against"]), ("1", "shipped"))
        loss = record["figures"]["loss"]
        self.assertLess(loss["model"], loss["in_use"])
        self.assertLess(loss["model"], loss["statistics"])
        self.assertEqual(self.in_use(), "1")
        [card] = self.records("analyze", "models", "show", "--json")
        self.assertEqual((card["events"], card["categories"]), (130, ["music", "theatre"]))
        self.assertEqual(card["until"], "2026-08-01T00:00:00Z")
        self.assertEqual(self.come(), ("history+boosted", ""))
        self.assertIn("nothing changed", self.train(now="2026-08-02")["verdict"])
        self.ok("analyze", "models", "rollback", "--now", self.now)
        self.assertEqual(self.in_use(), "shipped")
        self.assertEqual(self.tool("analyze", "models", "rollback").returncode, 1)
        # The same history gives the same file.
        self.assertEqual(self.train()["model"], "2")
        self.assertEqual(len(list(self.models.iterdir())), 1)

    def test_a_file_that_does_not_hold_costs_the_model_alone(self):
        self.load(130)
        self.assertEqual(self.train()["model"], "1")
        [file] = self.models.iterdir()
        good = file.read_bytes()
        for content, why in ((good[:-9], "cut short"), (b"", "empty"), (b"\0" * 99, "no JSON"),
                             (good.replace(b'"format": 1', b'"format": 9'), "format 9"),
                             (None, file.name)):
            if content is None:
                file.unlink()
            else:
                file.write_bytes(content)
            with self.subTest(why):
                [row] = [m for m in self.records("analyze", "models", "--json") if m["in_use"]]
                self.assertIn(why, row["fault"])
        model, said = self.come()
        self.assertEqual(model, "history")
        self.assertIn("the statistics forecast alone", said)
        self.assertEqual(self.tool("analyze", "backtest", "--now", self.now).returncode, 0)
        # Trained anew against the statistics, it is as good as it was.
        self.assertEqual(self.train()["model"], "2")

    def test_the_switch_keeps_it_out(self):
        self.environment["ML_PREDICTIONS_ENABLED"] = "false"
        self.assertEqual(self.come(), ("jumps", ""))

    def test_what_is_asked_wrongly(self):
        for words, status in ((("train", "--since", "ages"), 64), (("models", "show", "7"), 66),
                              (("models", "show", "x"), 66), (("models", "list", "1"), 64),
                              (("models", "drop"), 64)):
            self.assertEqual(self.tool("analyze", *words).returncode, status, words)
        [card] = self.records("analyze", "models", "show", "shipped", "--json")
        self.assertIn("No real market was seen", card["beware"])
        self.assertIn("simulated", card["trained_on"])


if __name__ == "__main__":
    unittest.main()
