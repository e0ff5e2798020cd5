"""Records as a busy market would give them, every field filled, the same each time."""

import json
from pathlib import Path
from typing import Iterator

CITIES = [("London", "GB"), ("Paris", "FR"), ("Berlin", "DE"), ("Madrid", "ES"), ("Chicago", "US")]
PLATFORMS = 10


def money(minor: int) -> dict:
    return {"amount": f"{minor // 100}.{minor % 100:02}", "currency": "GBP"}


def event(i: int) -> dict:
    city, country = CITIES[i % len(CITIES)]
    return {
        "external_id": f"E{i}", "name": f"Band {i % 997} at Hall {i % 61}", "category": "music",
        "performers": [f"Band {i % 997}"],
        "venue": {"name": f"Hall {i % 61}", "street": f"{i % 200} Main Street", "city": city,
                  "region": "Centre", "country": country, "postal_code": f"{10000 + i}",
                  "latitude": 40.5 + i % 10, "longitude": -3.5 + i % 10},
        "starts_at": f"2031-{1 + i % 12:02}-{1 + i % 28:02}T19:30:00Z", "time_zone": "Europe/London",
        "doors_at": f"2031-{1 + i % 12:02}-{1 + i % 28:02}T18:30:00Z", "status": "scheduled",
        "on_sale_from": "2030-01-01T09:00:00Z", "on_sale_until": "2031-12-31T09:00:00Z",
        "url": f"https://tickets.example/event/{i}"}


def offers(events: int, each: int, observed_at: str, dearer: int = 0) -> Iterator[str]:
    """A line an offer; `dearer` moves every price by so many minor units."""
    for e in range(events):
        of = json.dumps(event(e))
        platform = f"platform-{e % PLATFORMS}"
        for o in range(each):
            price, seat = money(2000 + o * 150 + e % 90 + dearer), o % 20 + 1
            offer = {"external_id": f"O{e}-{o}", "section": f"Block {o // 10}",
                     "row": f"{o % 10 + 1}", "seats": f"{seat}-{seat + 1}", "quantity": 2,
                     "price": price, "fees": money(350), "availability": "in_stock",
                     "resale": bool(o % 2), "delivery": "mobile",
                     "url": f"https://tickets.example/event/{e}/{o}"}
            yield (f'{{"type":"offer","platform":"{platform}","event":{of},'
                   f'"offer":{json.dumps(offer)},"observed_at":"{observed_at}"}}\n')


def watchers(people: int, watches: int, bands: int = 4973) -> Iterator[str]:
    """People, and watches of a band, some of a city or a price too, spread over them."""
    for p in range(people):
        yield json.dumps({"type": "user", "external_id": f"P{p}", "name": f"Person {p}",
                          "email": f"p{p}@example.test"}) + "\n"
    for w in range(watches):
        watch = {"type": "watch", "external_id": f"W{w}", "user": f"P{w % people}",
                 "name": f"Watch {w}", "performer": f"Band {w % bands}"}
        if w % 3 == 0:
            watch["city"] = CITIES[w // 3 % len(CITIES)][0]
        if w % 2 == 0:
            watch["max_price"] = money(2000 + w % 100 * 100)
        yield json.dumps(watch) + "\n"


def write(path: Path, lines: Iterator[str]) -> str:
    with path.open("w", encoding="utf-8") as out:
        out.writelines(lines)
    return str(path)
