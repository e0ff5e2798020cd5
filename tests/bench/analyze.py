"""Analyze: 100,000 watches against 10,000 offers that all changed (100 events x 100 offers)."""

from pathlib import Path
from shutil import copy

from measure import prepare, rotate, sample, say, scratch, tool
from records import offers, watchers, write

PEOPLE, WATCHES, EVENTS, OFFERS_EACH, RUNS = 10000, 100000, 100, 100, 3

with scratch() as folder:
    here = Path(folder)
    database = str(here / "prepared")
    prepare(tool("init"), "--db", database)
    for name, now, records, rest in (
            ("people", "2030-06-01T12:00:00Z", watchers(PEOPLE, WATCHES), ()),
            ("before", "2030-06-01T12:00:00Z",
             offers(EVENTS, OFFERS_EACH, "2030-06-01T12:00:00Z", dearer=500), ("--raise",))):
        prepare(tool("import"), "--db", database, "--now", now, *rest, write(here / name, records))
    # The first looks at what is there already are not what is measured.
    prepare(tool("analyze"), "--db", database, "--now", "2030-06-01T12:00:00Z")
    prepare(tool("import"), "--db", database, "--now", "2030-06-02T12:00:00Z", "--raise",
            write(here / "after", offers(EVENTS, OFFERS_EACH, "2030-06-02T12:00:00Z")))

    def ours():
        for end in ("", "-wal", "-shm", "-lock"):
            (here / f"ours{end}").unlink(missing_ok=True)
        copy(database, here / "ours")
        return sample([tool("analyze"), "--db", str(here / "ours"),
                       "--now", "2030-06-02T12:00:00Z"])

    m = rotate(RUNS, {"analyze": ours})["analyze"]

say("tocsin analyze", f"{m.wall:6.2f} s  {m.cpu:6.2f} s CPU  {m.memory:5.1f} MB  "
                      f"({EVENTS * OFFERS_EACH / m.wall:.0f} changed offers/s)")
