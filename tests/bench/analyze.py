"""Analyze: 100,000 watches against 10,000 offers that all changed (100 events x 100 offers), and ten
times as many watches, of ten times as many bands, against the same changes: as many watches fit, and
as many alerts are raised. Goals: 5 s, and under three times the cost."""

from pathlib import Path
from shutil import copy

from measure import prepare, rotate, sample, say, scratch, tool
from records import offers, watchers, write

PEOPLE, WATCHES, EVENTS, OFFERS_EACH, RUNS = 10000, (100000, 1000000), 100, 100, 3


def prepared(folder: Path, watches: int) -> Path:
    database = folder / f"of-{watches}"
    prepare(tool("init"), "--db", database)
    for name, now, records, rest in (
            ("people", "2030-06-01T12:00:00Z", watchers(PEOPLE, watches, watches // 20), ()),
            ("before", "2030-06-01T12:00:00Z",
             offers(EVENTS, OFFERS_EACH, "2030-06-01T12:00:00Z", dearer=500), ("--raise",))):
        prepare(tool("import"), "--db", database, "--now", now, *rest, write(folder / name, records))
    # The first looks at what is there already are not what is measured.
    prepare(tool("analyze"), "--db", database, "--now", "2030-06-01T12:00:00Z")
    prepare(tool("import"), "--db", database, "--now", "2030-06-02T12:00:00Z", "--raise",
            write(folder / "after", offers(EVENTS, OFFERS_EACH, "2030-06-02T12:00:00Z")))
    return database


def analyze(database: Path):
    ours = database.with_name("ours")
    for end in ("", "-wal", "-shm", "-lock"):
        Path(f"{ours}{end}").unlink(missing_ok=True)
    copy(database, ours)
    return sample([tool("analyze"), "--db", ours, "--now", "2030-06-02T12:00:00Z"])


with scratch() as here:
    databases = {n: prepared(Path(here), n) for n in WATCHES}
    medians = rotate(RUNS, {n: lambda d=d: analyze(d) for n, d in databases.items()})

for n, m in medians.items():
    say(f"{n} watches", f"{m.wall:6.2f} s  {m.cpu:6.2f} s CPU  {m.memory:5.1f} MB  "
                        f"({EVENTS * OFFERS_EACH / m.wall:.0f} changed offers/s)")
few, many = medians.values()
say("ten times the watches", f"{many.wall / few.wall:.2f} of the time, "
                             f"{many.cpu / few.cpu:.2f} of the CPU")
