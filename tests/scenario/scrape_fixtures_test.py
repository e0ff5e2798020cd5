"""Saved pages served over loopback and scraped: every Event and offer that an independent
extraction found is in the database."""
import json
import sqlite3
import unittest
from decimal import Decimal

from family import FIXTURES, Scenario, Site, needs_fixture

EVENT_TYPES = ("Event", "MusicEvent", "SportsEvent", "TheaterEvent", "Festival", "ComedyEvent",
               "DanceEvent", "ExhibitionEvent", "ScreeningEvent", "SocialEvent", "BusinessEvent",
               "ChildrensEvent", "EducationEvent", "FoodEvent", "LiteraryEvent", "SaleEvent",
               "VisualArtsEvent", "BroadcastEvent")


def as_list(value):
    return value if isinstance(value, list) else [] if value is None else [value]


def is_event(types):
    return any(t.rsplit("/", 1)[-1].removeprefix("schema:") in EVENT_TYPES for t in as_list(types))


def events_in(node):
    """Every node that is an Event, in extruct's JSON-LD or microdata shape."""
    if isinstance(node, list):
        for item in node:
            yield from events_in(item)
    elif isinstance(node, dict):
        types = node.get("@type", node.get("type"))
        facts = node.get("properties", node)
        if not isinstance(facts, dict):
            facts = node
        if isinstance(types, (str, list)) and is_event(types) and facts.get("name"):
            yield facts
        for value in facts.values():
            yield from events_in(value)


def text_of(value):
    first = as_list(value)[0] if as_list(value) else ""
    return first.get("@value", "") if isinstance(first, dict) else str(first)


def offers_in(event):
    for offer in as_list(event.get("offers")):
        if isinstance(offer, dict):
            facts = offer.get("properties", offer)
            yield from ([facts] if not isinstance(facts.get("offers"), list) else
                        [o.get("properties", o) for o in facts["offers"]])


class ScrapeFixtures(Scenario):
    def scrape(self, pages):
        site = Site(pages)
        self.addCleanup(site.close)
        self.ok("init")
        self.ok("scrape", "add", *(site.origin + path for path in pages), "--now", "2026-01-01")
        self.ok("scrape", "--now", "2026-01-01")
        database = sqlite3.connect(self.database)
        self.addCleanup(database.close)
        return database, site

    @needs_fixture("pages/extruct")
    def test_every_expected_event_and_offer_is_stored(self):
        folder = FIXTURES / "pages/extruct"
        pages, expected = {}, {}
        for page in sorted(folder.rglob("*.html")):
            path = f"/{len(pages)}.html"
            pages[path] = ("text/html; charset=utf-8", page.read_bytes())
            for suffix in (".json", ".jsonld"):
                beside = page.with_suffix(suffix)
                if beside.exists():
                    expected[path] = list(events_in(json.loads(beside.read_text())))
        database, site = self.scrape(pages)
        self.assertGreater(sum(map(len, expected.values())), 20)
        offers_checked = 0
        for path, events in expected.items():
            extracted = self.tool("scrape", "probe", site.origin + path, "--json")
            found = [json.loads(line) for line in extracted.stdout.splitlines()]
            if not events:
                self.assertEqual(found, [], f"{path} is not about events")
            for event in events:
                name = " ".join(text_of(event["name"]).split())
                stored = database.execute("SELECT count(*) FROM event WHERE name = ?",
                                          (name,)).fetchone()[0]
                self.assertGreater(stored, 0, f"{path}: {name}")
                for offer in offers_in(event):
                    price = text_of(offer.get("price", offer.get("lowPrice")))
                    try:
                        minor = int(Decimal(price.lstrip("$")) * 100)
                    except ArithmeticError:
                        continue
                    stored = database.execute(
                        "SELECT count(*) FROM offer JOIN event ON event.id = offer.event_id "
                        "WHERE event.name = ? AND price_minor = ?", (name, minor)).fetchone()[0]
                    self.assertGreater(stored, 0, f"{path}: {name} at {price}")
                    offers_checked += 1
        self.assertGreaterEqual(offers_checked, 3)

    @needs_fixture("api/ticketmaster_jsonld_concertmate.json")
    def test_every_ticketmaster_object_is_stored(self):
        text = (FIXTURES / "api/ticketmaster_jsonld_concertmate.json").read_text()
        objects = list(events_in(json.loads(text)))
        self.assertEqual(len(objects), 25)
        pages = {
            f"/{i}.html": ("text/html", ('<html><script type="application/ld+json">'
                                         f"{json.dumps(o)}</script></html>").encode())
            for i, o in enumerate(objects)}
        database, _ = self.scrape(pages)
        for event in objects:
            stored = database.execute("SELECT count(*) FROM event WHERE name = ?",
                                      (event["name"],)).fetchone()[0]
            self.assertGreater(stored, 0, event["name"])
        prices = sum(1 for event in objects for offer in offers_in(event)
                     if offer.get("price", offer.get("lowPrice")) is not None)
        stored = database.execute(
            "SELECT count(*) FROM offer WHERE price_minor IS NOT NULL").fetchone()[0]
        self.assertEqual(stored, prices)

    def test_an_unchanged_page_writes_no_history(self):
        page = (b'<script type="application/ld+json">{"@context":"https://schema.org",'
                b'"@type":"Event","name":"E","startDate":"2026-05-01","offers":{"@type":"Offer",'
                b'"price":"10","priceCurrency":"EUR"}}</script>')
        database, site = self.scrape({"/e": ("text/html", page)})
        for day in ("02", "03"):
            self.ok("scrape", "--now", f"2026-01-{day}")
        self.assertEqual(site.asked.count("/e"), 3)
        points = database.execute("SELECT count(*) FROM price_point").fetchone()[0]
        self.assertEqual(points, 1)
        site.pages["/e"] = ("text/html", page.replace(b'"10"', b'"9.50"'))
        self.ok("scrape", "--now", "2026-01-04")
        prices = database.execute("SELECT price_minor FROM price_point ORDER BY at").fetchall()
        self.assertEqual(prices, [(1000,), (950,)])


if __name__ == "__main__":
    unittest.main()
