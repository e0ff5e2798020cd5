"""124 daily snapshots of real hospitality prices, imported day by day: history holds the changes,
and reading the past a second time changes nothing."""
import collections
import csv
import gzip
import io
import json
import tarfile
import unittest

from family import FIXTURES, Scenario, needs_fixture

LONG = "prices/fifa2026_hospitality_daily_long.csv.gz"
RAW = "prices/fifa2026_hospitality_daily_raw.tar.gz"


def offer_record(row):
    teams = f"{row['host']} v {row['away']}" if row["host"] and row["away"] else ""
    return {
        "type": "offer", "platform": "fifa-hospitality",
        "event": {"external_id": row["match_number"],
                  "name": teams or f"Match {row['match_number']}",
                  "venue": {"name": row["venue"]}},
        "offer": {"external_id": row["lounge"],
                  "price": {"amount": row["price_original"], "currency": row["currency"]},
                  "availability": "in_stock"}}


class PriceHistory(Scenario):
    @needs_fixture(RAW)
    def test_changes_only_and_replay_changes_nothing(self):
        with tarfile.open(FIXTURES / RAW) as archive:
            names = (name.rsplit("/", 1)[-1] for name in archive.getnames())
            days = sorted(name[-14:-4] for name in names if name.endswith(".csv"))
        self.assertEqual(len(days), 124)
        rows_of = collections.defaultdict(list)
        with gzip.open(FIXTURES / LONG, "rt", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                rows_of[row["snapshot_date"]].append(row)
        self.ok("init")
        exports = []
        for _ in range(2):
            for day in days:
                self.import_records([offer_record(row) for row in rows_of[day]], now=day)
            exports.append(self.ok("export", "price_point"))
        points = [json.loads(line) for line in exports[0].splitlines()]
        self.assertEqual(len(points), 1117)
        self.assertEqual(exports[0], exports[1])
        keys = {(p["event"]["external_id"], p["offer"]["external_id"]) for p in points}
        self.assertEqual(len(keys), 617)
        # What is absent from a day is not closed: each offer's last price still holds.
        self.assertEqual(sum(1 for p in points if not p.get("until")), 617)
        # The last price of each offer is the last one in the source.
        last = {}
        for day in days:
            for row in rows_of[day]:
                last[row["match_number"], row["lounge"]] = row["price_original"]
        for p in points:
            if not p.get("until"):
                key = p["event"]["external_id"], p["offer"]["external_id"]
                self.assertEqual(float(p["price"]["amount"]), float(last[key]), key)


if __name__ == "__main__":
    unittest.main()
