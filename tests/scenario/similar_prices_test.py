"""Real prices of similar events: what a reader of the table would check.

`python3 similar_prices_test.py` with TOCSIN_PRINT_TABLE=1 prints the tables."""
import csv
import os
import statistics
import unittest

from family import FIXTURES, Scenario, needs_fixture

LAKERS = "prices/lakers_3sites_2025/combine_games.csv"
BROADWAY = "prices/broadway_totals_per_show.csv"
SITES = {"ticketmaster": "ticketmaster_price", "vividseats": "vivid_price",
         "seatgeek": "seatgeek_price"}


def read(path):
    with open(FIXTURES / path, encoding="utf-8") as file:
        return list(csv.DictReader(file))


def say(text):
    if "TOCSIN_PRINT_TABLE" in os.environ:
        print(text)


class SimilarPrices(Scenario):
    def outlook(self, external_id):
        record, = self.records("analyze", "features", external_id, "--json")
        return record["outlook"]

    def forecast(self, *days):
        for day in days:
            self.ok("analyze", "--now", day)

    def test_an_event_is_found_before_anything_was_matched(self):
        self.ok("init")
        page = "https://songs.example/Arsenal"
        self.import_records([{
            "type": "offer", "platform": "songs",
            "event": {"external_id": "E-1", "name": "Arsenal v Chelsea", "url": page,
                      "starts_at": "2026-12-20T19:00:00Z"},
            "offer": {"external_id": "cheapest", "availability": "in_stock",
                      "price": {"amount": "50.00", "currency": "GBP"}}}], now="2026-12-09")
        for name in ("1", "E-1", "e-1", page):
            record, = self.records("analyze", "features", name, "--json", "--now", "2026-12-09")
            self.assertEqual(record["event"], 1, name)
        self.assertIn("no event E-2", self.tool("analyze", "features", "E-2").stderr)

    @needs_fixture(LAKERS)
    def test_games_of_one_team_on_three_sites(self):
        games = read(LAKERS)
        self.ok("init")
        for site, column in SITES.items():
            self.import_records([{
                "type": "offer", "platform": site,
                "event": {
                    "external_id": game["event_id"] + ("" if site == "ticketmaster" else site),
                    "name": game["event_name"], "category": "Basketball",
                    "venue": {"name": game["venue_name"], "city": game["city"]},
                    # As if all were played on the Pacific coast.
                    "starts_at": f"{game['Date']}T{game['start_time_local']}-08:00",
                    "time_zone": "America/Los_Angeles"},
                "offer": {"external_id": "cheapest", "availability": "in_stock",
                          "price": {"amount": game[column], "currency": "USD"}}}
                for game in games if game[column]], "--raise", now="2025-12-09")
        self.forecast("2025-12-09T01:00:00Z", "2025-12-10T02:00:00Z")
        rows = []
        for game in (g for g in games if g["ticketmaster_price"]):
            cheapest = min(float(game[c]) for c in SITES.values() if game[c])
            outlook = self.outlook(game["event_id"])
            price = outlook["price"]
            self.assertEqual(float(price["now"]["amount"]), cheapest, "one event on three sites")
            rows.append((game, cheapest, price.get("similar_median"),
                         price.get("similar_percentile"), outlook["similar"]))
            if price.get("similar_median"):
                say(f"{game['Date']}  {game['event_name'][:46]:46}  {cheapest:5.0f}  similar "
                    f"{float(price['similar_median']['amount']):5.0f}  percentile "
                    f"{price['similar_percentile']:3}  like {outlook['similar'][0]['name']}")
        known = [row for row in rows if len(row[4]) >= 8]
        self.assertGreater(len(known), 40)
        for game, _, _, _, similar in known:
            # What is likest is at the same place, or between the same two teams.
            teams = set(game["matchup"].split("_"))
            first = similar[0]["name"].lower()
            same_place = [g for g in games
                          if g["venue_name"] == game["venue_name"] and g["Date"] < game["Date"]]
            if same_place:
                at_the_place = any(g["event_name"].lower() == first for g in same_place)
                self.assertTrue(at_the_place or all(t in first for t in teams), (game, first))
        # Dear games stand high among theirs, cheap ones low.
        dear = [row[3] for row in known if row[1] > 2 * float(row[2]["amount"])]
        cheap = [row[3] for row in known if row[1] < 0.75 * float(row[2]["amount"])]
        self.assertGreaterEqual(min(dear), 75)
        self.assertLessEqual(max(cheap), 50)
        new_york = next(row for row in known if "Madison" in row[0]["venue_name"])
        self.assertEqual(new_york[3], 100, "the dearest of all")

    @needs_fixture(BROADWAY)
    def test_a_show_without_a_price_takes_the_level_of_its_own(self):
        shows = [show for show in read(BROADWAY)
                 if int(show["Total performances"]) >= 200 and int(show["Average ticket price"]) > 0]
        shows.sort(key=lambda show: int(show["Average ticket price"]))
        shows = shows[::12]
        self.ok("init")

        def performance(show, number, day, price):
            record = {"type": "offer", "platform": "broadway",
                      "event": {"external_id": f"{show['Show']}/{number}", "name": show["Show"],
                                "category": "Theatre", "starts_at": f"{day}T20:00:00Z"}}
            record["offer"] = {"external_id": "average"} | (
                {"availability": "in_stock", "price": {"amount": price, "currency": "USD"}}
                if price else {"availability": "unavailable"})
            return record

        played = [performance(show, n, f"2026-02-{n + 1:02}", show["Average ticket price"])
                  for show in shows for n in range(1, 6)]
        for day in ("2026-01-20", "2026-02-01"):
            self.import_records(played, "--raise", now=day)
        self.forecast("2026-01-20T01:00:00Z")
        self.import_records([performance(show, 6, "2026-02-28", None) for show in shows],
                            "--raise", now="2026-02-10")
        self.forecast("2026-02-10T01:00:00Z")
        errors = []
        for show in shows:
            average = float(show["Average ticket price"])
            outlook = self.outlook(f"{show['Show']}/6")
            self.assertEqual(outlook["price"]["model"], "similar")
            week = next(f for f in outlook["price"]["forecasts"] if f["horizon"] == "7d")
            said = float(week["median"]["amount"])
            errors.append(abs(said / average - 1))
            inside = [float(week["quantiles"][q]) for q in ("0.1", "0.9")]
            self.assertTrue(inside[0] <= average <= inside[1], (show["Show"], average, inside))
            self.assertEqual(outlook["similar"][0]["name"], show["Show"])
            say(f"{show['Show'][:44]:44}  average {average:4.0f}  level {said:4.0f}  80 % "
                f"{inside[0]:4.0f} to {inside[1]:4.0f}")
        self.assertLess(statistics.median(errors), 0.1)

    @needs_fixture(BROADWAY)
    def test_a_revival_is_like_the_runs_before_it(self):
        runs = {show["Show"]: show for show in read(BROADWAY)}
        self.ok("init")
        names = ["MACBETH 1988", "MACBETH 2000", "MACBETH 2008", "HAMLET 1992", "HAMLET 2009"]
        self.import_records([{
            "type": "offer", "platform": "broadway",
            "event": {"external_id": name, "name": name, "category": "Theatre",
                      "starts_at": f"2026-02-{day:02}T20:00:00Z"},
            "offer": {"external_id": "average", "availability": "in_stock",
                      "price": {"amount": runs[name]["Average ticket price"], "currency": "USD"}}}
            for day, name in enumerate(names, 10)], "--raise", now="2026-01-20")
        self.forecast("2026-01-20T01:00:00Z", "2026-01-21T02:00:00Z")
        self.assertEqual([e["name"] for e in self.outlook("MACBETH 2008")["similar"][:2]],
                         ["MACBETH 2000", "MACBETH 1988"])
        self.assertEqual(self.outlook("HAMLET 2009")["similar"][0]["name"], "HAMLET 1992")


if __name__ == "__main__":
    unittest.main()
