"""Analyze: forecasts with intervals of 10,000 events from their stored history, beside a script that
only reads that history and says that each price stays as it is, give or take its changes so far."""

import json
import sqlite3
from pathlib import Path
from shutil import copy
from sys import executable

from measure import prepare, rotate, sample, say, scratch, tool
from records import event, money, write

EVENTS, OFFERS, READINGS, RUNS = 10000, 1, 20, 1
PERSISTENCE = """
import itertools, sqlite3, sys
db = sqlite3.connect(sys.argv[1])
rows = db.execute("SELECT o.event_id, p.each_minor FROM price_point p JOIN offer o "
                  "ON o.id = p.offer_id ORDER BY o.event_id, o.id, p.at")
for event, points in itertools.groupby(rows, lambda row: row[0]):
    prices = [p for _, p in points]
    changes = sorted(b / a for a, b in zip(prices, prices[1:]))
    print(event, prices[-1], [prices[-1] * changes[int(q * (len(changes) - 1))]
                              for q in (0.025, 0.1, 0.25, 0.75, 0.9, 0.975)])
"""


def readings(days):
    """Offers read daily; prices and quantities move, not all every day."""
    for day in days:
        for e in range(EVENTS):
            of = json.dumps(event(e))
            for o in range(OFFERS):
                drawn = (e * 7919 + o * 104729 + day * 15485863) % 1009
                price = 4000 + e % 90 * 10 + o * 500 + drawn % 13 * 50
                offer = {"external_id": f"O{e}-{o}", "quantity": max(1, 60 - 2 * day - drawn % 3),
                         "price": money(price), "availability": "in_stock"}
                yield (f'{{"type":"offer","platform":"platform-{e % 10}","event":{of},'
                       f'"offer":{json.dumps(offer)},'
                       f'"observed_at":"2030-06-{1 + day:02}T12:00:00Z"}}\n')


with scratch() as folder:
    here = Path(folder)
    database, now = str(here / "prepared"), f"2030-06-{READINGS:02}T12:05:00Z"
    prepare(tool("init"), "--db", database)
    prepare(tool("import"), "--db", database, "--now", now,
            write(here / "past", readings(range(READINGS - 1))))
    # The first forecasts file the events under their traits; that is not what is measured.
    prepare(tool("analyze"), "forecast", "--db", database,
            "--now", f"2030-06-{READINGS - 1:02}T12:05:00Z")
    prepare(tool("import"), "--db", database, "--now", now,
            write(here / "last", readings([READINGS - 1])))

    def ours():
        for end in ("", "-wal", "-shm", "-lock"):
            (here / f"ours{end}").unlink(missing_ok=True)
        copy(database, here / "ours")
        return sample([tool("analyze"), "forecast", "--db", str(here / "ours"), "--now", now])

    m = rotate(RUNS, {"ours": ours,
                      "floor": lambda: sample([executable, "-c", PERSISTENCE, database])})
    db = sqlite3.connect(here / "ours")
    points = db.execute("SELECT count(*) FROM price_point").fetchone()[0]
    made = db.execute("SELECT count(*) FROM event_outlook WHERE made_at = "
                      "(SELECT max(made_at) FROM event_outlook)").fetchone()[0]

say("forecast events", f"{m['ours'].wall:6.2f} s  {m['ours'].cpu:6.2f} s CPU  "
                       f"{m['ours'].memory:5.1f} MB  ({made} events, {points} rows of history, "
                       f"{made / m['ours'].wall:.0f} events/s)")
say("last price, in Python", f"{m['floor'].wall:6.2f} s  {m['floor'].cpu:6.2f} s CPU  "
                             f"{m['floor'].memory:5.1f} MB")
