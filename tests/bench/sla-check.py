"""`sla-check` over 1,000,000 open tickets of which 1,000 are due (a third begins to be upcoming, a third
comes to its lead time, a third is breached), as whole processes on copies of one file, beside

- a query that looks at every ticket, by the sqlite3 program: what a status page would ask;
- a bare program that makes the same changes of rows, in one transaction.

Then a run every quarter of an hour, each with its 1,000 due, on that many open tickets and on ten
times as many (12 GB): does the cost follow what is due?

TOCSIN_BENCH_TICKETS (1000000) says how many are open, TOCSIN_BENCH_MORE (10) how many times as many."""

import os
import shutil
import sqlite3
import statistics
import sys
from datetime import datetime, timezone
from pathlib import Path

from measure import TOOLS, Sample, prepare, rotate, sample, say, scratch, tool

RUNS = 5
TICKETS = int(os.environ.get("TOCSIN_BENCH_TICKETS", "1000000"))
MORE = int(os.environ.get("TOCSIN_BENCH_MORE", "10"))
DUE = 1000
WINDOWS = RUNS + 1
QUARTER = 900  # seconds
NOW = 1795176000  # 2026-11-20T12:00:00Z

# All were answered in ten minutes. What is not due is none until all windows are over.
FILL = """
BEGIN;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
INSERT INTO organization (id, source, external_id, name, created_at, updated_at)
SELECT i, 'b', 'org' || i, 'Org ' || i, 0, 0 FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
INSERT INTO person (id, source, external_id, name, role, created_at, updated_at)
SELECT i, 'b', 'agent' || i, 'Agent ' || i, 'agent', 0, 0 FROM n;
CREATE TEMP TABLE made AS
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {tickets}),
r AS (SELECT i, i % ({tickets} / {due}) < {windows} AS due, i % ({tickets} / {due}) AS turn_of,
             i * 7919 % 1000003 AS a, i * 104729 % 999983 AS b
      FROM n),
p AS (SELECT *, CASE a % 10 WHEN 0 THEN 'critical' WHEN 1 THEN 'high' WHEN 2 THEN 'low'
             ELSE 'medium' END AS priority, a % 3 AS turn FROM r),
t AS (SELECT *, 3600 * CASE priority WHEN 'critical' THEN 4 WHEN 'high' THEN 24 WHEN 'medium' THEN 48
             ELSE 72 END AS target FROM p)
SELECT i, due, priority, turn, target, b,
  CASE WHEN due THEN {now} + turn_of * {quarter} - CASE turn WHEN 0 THEN target / 2 + 300
                                       WHEN 1 THEN target * 3 / 4 + 1 ELSE target + 300 END
       ELSE {now} - 1200 - b % (target / 8 - 1200) END AS created,
  {now} + turn_of * {quarter} - b % {quarter} AS due_at
FROM t;
INSERT INTO ticket (id, public_id, source, external_id, number, subject, description, organization_id,
  assignee_id, priority, status, tags, said_at, created_at, first_response_at, updated_at, urgent_at,
  sla_status, sla_next_at)
SELECT i, 't-' || i, 'b', 'T-' || i, 'T-' || i, 'the printer of row ' || (b % 997),
  'seen at ' || (b % 9973) || ' by somebody', 1 + b % 1000, 1 + b % 100, priority, 'open', '[]',
  created * 1000, created * 1000, (created + 600) * 1000, (created + 600) * 1000,
  (created + target) * 1000, CASE WHEN due AND turn > 0 THEN 'upcoming' ELSE 'on_track' END,
  CASE WHEN due THEN due_at ELSE created + target / 2 + 1 END * 1000
FROM made;
INSERT INTO ticket_clock (ticket_id, kind, started_at, policy, calendar, target_s, state, due_at,
  stopped_at, worked_s, decided_at)
SELECT i, 'first_response', created * 1000, 'default', '24x7', target / 4, 'met',
  (created + target / 4) * 1000, (created + 600) * 1000, 600, (created + 600) * 1000 FROM made;
INSERT INTO ticket_clock (ticket_id, kind, started_at, policy, calendar, target_s, state, due_at)
SELECT i, 'resolution', created * 1000, 'default', '24x7', target, 'running',
  (created + target) * 1000 FROM made;
INSERT INTO ticket_activity (ticket_id, identity, source, kind, at, actor, is_public, text)
SELECT i, 'c' || i, 'b', 'comment', (created + 600) * 1000, 'agent1', 1, 'We look into it.' FROM made
WHERE due OR i % 10 = 0;
INSERT INTO ticket_activity (ticket_id, identity, source, kind, at, actor, from_value, to_value)
SELECT i, 'a' || i, 'b', 'assign', (created + 300) * 1000, 'agent1', NULL, 'agent2' FROM made
WHERE due OR i % 10 = 0;
COMMIT;
"""

FULL_SCAN = f"""
WITH policy(priority, response, resolve) AS (VALUES
  ('critical', 60, 240), ('high', 240, 1440), ('medium', 480, 2880), ('low', 1440, 4320))
SELECT s, count(*) FROM (
SELECT CASE
  WHEN (julianday(coalesce(t.resolved_at, {NOW}000) / 1000, 'unixepoch')
        - julianday(t.created_at / 1000, 'unixepoch')) * 1440.0 > p.resolve THEN 'breached'
  WHEN t.resolved_at IS NULL AND (julianday({NOW}, 'unixepoch')
        - julianday(t.created_at / 1000, 'unixepoch')) * 1440.0 > 0.75 * p.resolve THEN 'at_risk'
  WHEN t.first_response_at IS NULL AND (julianday({NOW}, 'unixepoch')
        - julianday(t.created_at / 1000, 'unixepoch')) * 1440.0 > p.response THEN 'response_breached'
  ELSE 'ok' END s
FROM ticket t JOIN policy p ON p.priority = t.priority) GROUP BY 1;
"""

CHANGED = {"ticket": ["sla_status", "sla_next_at"],
           "ticket_clock": ["state", "decided_at", "told_left_s"]}
ADDED = ["alert", "alert_history", "audit", "job_run"]


def changes(before: Path, after: Path) -> str:
    """What the program wrote, for row_changes.cc: a statement, its rows, an empty line."""
    out = []
    with sqlite3.connect(after) as db:
        db.execute("ATTACH ? AS old", [str(before)])
        for table, columns in CHANGED.items():
            differs = " OR ".join(f"a.{c} IS NOT b.{c}" for c in columns)
            rows = db.execute(f"SELECT {', '.join('a.' + c for c in columns)}, a.id FROM {table} a "
                              f"JOIN old.{table} b ON a.id = b.id WHERE {differs}").fetchall()
            out.append((f"UPDATE {table} SET {', '.join(c + ' = ?' for c in columns)} WHERE id = ?",
                        rows))
        for table in ADDED:
            if not db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [table]).fetchone():
                sys.exit(f"bench: there is no table {table}")
            rows = db.execute(f"SELECT * FROM {table} WHERE id > (SELECT coalesce(max(id), 0) FROM "
                              f"old.{table})").fetchall()
            marks = ", ".join("?" * len(rows[0])) if rows else "?"
            out.append((f"INSERT INTO {table} VALUES ({marks})", rows))
    say("rows changed", ", ".join(f"{sql.split()[1 if 'UPDATE' in sql else 2]} {len(rows):,}"
                                  for sql, rows in out))

    def cell(value):
        return "n" if value is None else f"i{value}" if isinstance(value, int) else f"t{value}"

    text = ""
    for sql, rows in out:
        text += sql + "\n" + "".join("\x1f".join(map(cell, row)).replace("\n", " ") + "\n"
                                     for row in rows) + "\n"
    return text


def stamp(window: int) -> str:
    at = datetime.fromtimestamp(NOW + window * QUARTER, timezone.utc)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def made(folder: Path, tickets: int) -> Path:
    database = folder / f"{tickets}.db"
    prepare(tool("db"), "migrate", "--db", database)
    prepare(tool("sla-check"), "--db", database, "--now", "2026-11-01")  # the terms are known
    with sqlite3.connect(database, isolation_level=None) as db:
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; "
                         "PRAGMA foreign_keys = OFF; PRAGMA cache_size = -4000000;")
        # Indexes are made of what is there, which takes a tenth of the time.
        indexes = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT "
                             "NULL AND tbl_name LIKE 'ticket%'").fetchall()
        for name, _ in indexes:
            db.execute(f"DROP INDEX {name}")
        db.executescript(FILL.format(tickets=tickets, due=DUE, now=NOW, windows=WINDOWS,
                                     quarter=QUARTER))
        for _, sql in indexes:
            db.execute(sql)
        db.execute("PRAGMA journal_mode = WAL")
    os.sync()  # what is being written to the disk would be measured, too
    say("open tickets", f"{tickets:,}, {database.stat().st_size >> 20} MB")
    return database


def check(database: Path, window: int) -> list[str]:
    return [tool("sla-check"), "--db", str(database), "--now", stamp(window), "--as", "bench"]


def quarters(database: Path) -> Sample:
    """A run each, one behind the other; the medians, without the first."""
    taken = [sample(check(database, window)) for window in range(WINDOWS)][1:]
    return Sample(*map(statistics.median, zip(*taken)))


def beside(folder: Path, original: Path) -> dict[str, Sample]:
    copy = folder / "copy.db"

    def fresh(command):
        for suffix in ("-wal", "-shm"):
            copy.with_name(copy.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(original, copy)
        return sample(command)

    fresh(check(copy, 0))
    with sqlite3.connect(copy) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        say("alerts raised", f"{db.execute('SELECT count(*) FROM alert').fetchone()[0]:,}")
    changed, scan = folder / "changes", folder / "scan.sql"
    changed.write_text(changes(original, copy), encoding="utf-8")
    scan.write_text(FULL_SCAN, encoding="utf-8")
    floor = [str(TOOLS / "row_changes"), str(copy), str(changed)]
    medians = rotate(RUNS, {
        "sla-check": lambda: fresh(check(copy, 0)),
        "the same row changes": lambda: fresh(floor),
        "a query of all": lambda: fresh(["sh", "-c", f"sqlite3 {copy} < {scan}"])})
    copy.unlink()
    return medians


with scratch() as name:
    few = made(Path(name), TICKETS)
    medians = beside(Path(name), few)
    medians["every quarter"] = quarters(few)
    few.unlink()
    many = made(Path(name), TICKETS * MORE)
    medians[f"{MORE} times as many"] = quarters(many)

for name, m in medians.items():
    say(name, f"{m.wall * 1e3:8.1f} ms  cpu {m.cpu * 1e3:8.1f} ms  {m.memory:5.1f} MB")
for what, over, under in (("of a query of all", "sla-check", "a query of all"),
                          ("of the row changes", "sla-check", "the same row changes"),
                          (f"{MORE} times as many", f"{MORE} times as many", "every quarter")):
    say(what, f"{medians[over].wall / medians[under].wall:.3f}  "
              f"(cpu {medians[over].cpu / medians[under].cpu:.3f})")
