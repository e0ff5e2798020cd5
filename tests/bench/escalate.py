"""`escalate` over 100,000 open escalations of which 1,000 are due, as whole processes on copies of one
file: each of the 1,000 tells one person and is moved on; beside a run with nothing due, which is the
start, and the same 1,000 due among a tenth as many.

TOCSIN_BENCH_ESCALATIONS (100000) says how many are open."""

import json
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

from measure import Sample, prepare, rotate, sample, say, scratch, tool

RUNS = 5
OPEN = int(os.environ.get("TOCSIN_BENCH_ESCALATIONS", "100000"))
DUE = 1000
PEOPLE = 200
NOW = "2026-11-20T12:00:00Z"
NOW_MS = 1795176000000
BEFORE = "2026-11-20T11:00:00Z"

FILL = """
BEGIN;
WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i <= {open})
INSERT INTO alert (id, public_id, kind, priority, status, title, body, subject_type, subject_id,
  labels, metadata, recipients, dedup_key, raised_by, first_seen_at, last_seen_at, assignee_id)
SELECT n.i, 'a-' || n.i, a.kind, a.priority, 'active', 'Alert ' || n.i, '', 'disk', n.i, a.labels,
  '{{}}', '[]', 'key ' || n.i, 'bench', a.first_seen_at, a.first_seen_at, 1 + n.i % {people}
FROM n, alert a WHERE a.id = 1;
INSERT INTO escalation (public_id, alert_id, number, policy, plan, state, round, step, started_at,
  due_at, next_at)
SELECT 'e-' || a.id, a.id, 1, e.policy, e.plan, 'running', 1, 0, e.started_at,
  CASE WHEN a.id % ({open} / {due}) = 0 THEN {now} ELSE {now} + 3600000 + a.id END,
  CASE WHEN a.id % ({open} / {due}) = 0 THEN {now} ELSE {now} + 3600000 + a.id END
FROM alert a, escalation e WHERE a.id > 1 AND e.alert_id = 1;
DELETE FROM escalation_event WHERE escalation_id = (SELECT id FROM escalation WHERE alert_id = 1);
DELETE FROM escalation WHERE alert_id = 1;
INSERT INTO activity (person_id, kind, at)
SELECT p.id, 'view', {now} - 3600000 - i * 1000 FROM person p,
  (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) SELECT i FROM n);
COMMIT;
"""


def escalate(database: Path, now: str) -> list[str]:
    return [tool("escalate"), "--db", str(database), "--now", now, "--as", "bench"]


def made(folder: Path, count: int) -> Path:
    database = folder / f"{count}.db"
    records = []
    for i in range(PEOPLE):
        records += [{"type": "user", "external_id": f"u{i}", "name": f"U {i}", "role": "agent"},
                    {"type": "destination", "user": f"u{i}", "channel": "slack",
                     "address": f"https://hooks.slack.example/services/{i}"}]
    records.append({"type": "alert", "kind": "disk_full", "title": "Disk", "severity": "critical",
                    "dedup_key": "disk", "subject": {"type": "disk", "id": "1"},
                    "assigned_to": "u0"})
    prepare(tool("db"), "migrate", "--db", database)
    subprocess.run([tool("import"), "-", "--db", database, "--now", BEFORE], check=True, text=True,
                   input="".join(json.dumps(record) + "\n" for record in records),
                   stdout=subprocess.DEVNULL)
    prepare(*escalate(database, BEFORE))
    with sqlite3.connect(database, isolation_level=None) as db:
        db.executescript("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF;")
        db.executescript(FILL.format(open=count, due=DUE, now=NOW_MS, people=PEOPLE))
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    os.sync()  # what is being written to the disk would be measured, too
    say("open escalations", f"{count:,}, {database.stat().st_size >> 20} MB")
    return database


def fresh(original: Path, now: str) -> Sample:
    copy = original.with_name("copy.db")
    for suffix in ("-wal", "-shm"):
        copy.with_name(copy.name + suffix).unlink(missing_ok=True)
    shutil.copyfile(original, copy)
    taken = sample(escalate(copy, now))
    with sqlite3.connect(copy) as db:
        told = db.execute("SELECT count(*) FROM escalation_step").fetchone()[0]
        assert told == (DUE if now == NOW else 0), told
    return taken


with scratch() as name:
    many, few = made(Path(name), OPEN), made(Path(name), OPEN // 10)
    medians = rotate(RUNS, {"1,000 due": lambda: fresh(many, NOW),
                            "none due": lambda: fresh(many, BEFORE),
                            "1,000 due of a tenth": lambda: fresh(few, NOW)})

for name, m in medians.items():
    say(name, f"{m.wall * 1e3:8.1f} ms  cpu {m.cpu * 1e3:8.1f} ms  {m.memory:5.1f} MB")
say("beyond the start", f"cpu {(medians['1,000 due'].cpu - medians['none due'].cpu) * 1e3:8.1f} ms")
say("of a tenth as many",
    f"cpu {medians['1,000 due'].cpu / medians['1,000 due of a tenth'].cpu:8.3f}")
