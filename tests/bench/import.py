"""Import: 500,000 offers (5,000 events x 100 offers on 10 platforms) by tocsin import, beside the
sqlite3 shell's .import of the same rows as CSV into the same tables with the same indexes, in one
transaction. Goal: at least a quarter of the shell's offers per second."""

import csv
import re
import sqlite3
from pathlib import Path
from shutil import copy

from measure import prepare, rotate, sample, say, scratch, tool
from records import offers, write

EVENTS, OFFERS_EACH, RUNS = 5000, 100, 3
OFFERS = EVENTS * OFFERS_EACH
TABLES = ("event", "offer", "price_point")
# CSV knows no NULL; these are NULL in every row here, so the shell is given tables without them.
NEVER_SET = {"page_id", "closed_at", "starts_local"}


def fresh(database: Path) -> str:
    for old in database.parent.glob(database.name + "*"):
        old.unlink()
    copy(database.with_name("empty"), database)
    return str(database)


def leave_out_never_set(database: Path) -> None:
    with sqlite3.connect(database) as db:
        (schema,) = db.execute("SELECT sql FROM sqlite_schema WHERE name = 'offer'").fetchone()
        db.execute("DROP TABLE offer")
        db.execute(re.sub(rf"^ *({'|'.join(NEVER_SET)}) .*\n", "", schema, flags=re.MULTILINE))
    db.close()


def export(database: Path, table: str, to: Path) -> None:
    with sqlite3.connect(database) as db:
        named = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
        columns = ", ".join(c for c in named if c not in NEVER_SET)
        with to.open("w", newline="", encoding="utf-8") as out:
            csv.writer(out).writerows(db.execute(f"SELECT {columns} FROM {table}"))
    db.close()


with scratch() as folder:
    here = Path(folder)
    records = write(here / "offers.ndjson", offers(EVENTS, OFFERS_EACH, "2030-06-01T12:00:00Z"))
    empty = here / "empty"
    prepare(tool("init"), "--db", empty)

    def ours():
        return sample([tool("import"), "--db", fresh(here / "ours.db"), records])

    # The same pragmas as ours, so that only the way in differs.
    script = ["PRAGMA synchronous=FULL; PRAGMA cache_size=-10240; BEGIN;"]
    ours()
    for table in TABLES:
        export(here / "ours.db", table, here / f"{table}.csv")
        script.append(f".import --csv {here / table}.csv {table}")
    (here / "import.sql").write_text("\n".join([*script, "COMMIT;", ""]))

    def shell():
        database = here / "shell.db"
        fresh(database)
        leave_out_never_set(database)
        return sample(["sqlite3", "-batch", "-bail", str(database)], str(here / "import.sql"))

    medians = rotate(RUNS, {"tocsin import": ours, "sqlite3 .import": shell})
    with sqlite3.connect(here / "shell.db") as db:
        (stored,) = db.execute("SELECT count(*) FROM price_point").fetchone()
    db.close()
    if stored != OFFERS:
        raise SystemExit(f"bench: the shell stored {stored} offers, not {OFFERS}")

for name, m in medians.items():
    say(name, f"{OFFERS / m.wall:9.0f} offers/s  {m.wall:6.2f} s  {m.cpu:6.2f} s CPU  "
              f"{m.memory:5.1f} MB")
say("ratio", f"{medians['sqlite3 .import'].wall / medians['tocsin import'].wall:.3f}  "
             "(goal: at least 0.25)")
