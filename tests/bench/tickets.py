"""`ticket list` over 1,000,000 tickets: the first page of 50, by each filter, newest and most urgent
first, and by words, as whole processes."""

import os
import sqlite3
from pathlib import Path

from measure import prepare, rotate, sample, say, scratch, tool

RUNS = 5
TICKETS = int(os.environ.get("TOCSIN_BENCH_TICKETS", "1000000"))
WORDS = ["printer", "login", "invoice", "refund", "seat", "barcode", "queue", "paper", "screen",
         "password", "transfer", "gate", "scanner", "delivery", "postcode", "voucher"]

# A hundred agents and a thousand organizations of very different sizes; a tenth is unresolved, and
# two thirds of the rest are in the archive. Made in SQL: what is measured is reading.
FILL = f"""
PRAGMA foreign_keys = OFF;
PRAGMA synchronous = OFF;
BEGIN;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
INSERT INTO organization (id, source, external_id, name, created_at, updated_at)
SELECT i, 'b', 'org' || i, 'Org ' || i, 0, 0 FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
INSERT INTO person (id, source, external_id, name, role, created_at, updated_at)
SELECT i, 'b', 'agent' || i, 'Agent ' || i, 'agent', 0, 0 FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {TICKETS}),
r(i, a, b, c, d) AS (SELECT i, i * 7919 % 1000003, i * 104729 % 999983,
  i * 15485863 % 1000033, i * 32452843 % 999979 FROM n),
s(i, a, b, c, d, status, archived) AS (SELECT i, a, b, c, d,
  CASE WHEN a % 10 = 0 THEN CASE b % 3 WHEN 0 THEN 'open' WHEN 1 THEN 'in_progress' ELSE 'waiting' END
       ELSE CASE b % 5 WHEN 0 THEN 'resolved' WHEN 1 THEN 'cancelled' ELSE 'closed' END END,
  a % 10 > 3 FROM r)
INSERT INTO ticket (id, public_id, source, external_id, number, subject, description, type,
  organization_id, requester_id, assignee_id, priority, status, tags, said_at, created_at,
  resolved_at, updated_at, urgent_at, archived, archived_at, sla_status, sla_next_at)
SELECT i, 't-' || i, 'b', 'T-' || i, 'T-' || i,
  'the ' || json_extract('{str(WORDS).replace("'", '"')}', '$[' || (a % 16) || ']') || ' of row ' || (c % 997),
  'seen at ' || (d % 9973) || ' by somebody', CASE b % 4 WHEN 0 THEN 'question' ELSE 'incident' END,
  1 + (c % 1000) * (d % 1000) / 1000, NULL, CASE c % 5 WHEN 0 THEN NULL ELSE 1 + c % 100 END,
  CASE d % 20 WHEN 0 THEN 'critical' WHEN 1 THEN 'high' WHEN 2 THEN 'low' ELSE 'medium' END,
  status, '[]', 1700000000000 + i * 60000, 1700000000000 + i * 60000,
  CASE WHEN status = 'resolved' THEN 1700000000000 + i * 60000 END, 1700000000000 + i * 60000,
  CASE WHEN status IN ('open', 'in_progress', 'waiting') THEN 1700000000000 + i * 60000 + d % 9999999 END,
  archived, CASE WHEN archived THEN 1700000000000 + i * 60000 END,
  CASE WHEN status IN ('open', 'in_progress', 'waiting') THEN
    CASE d % 50 WHEN 0 THEN 'breach' WHEN 1 THEN 'critical' WHEN 2 THEN 'warning' WHEN 3 THEN 'upcoming'
                ELSE 'on_track' END END,
  CASE WHEN status IN ('open', 'in_progress') THEN 4100000000000 - i END
FROM s;
INSERT INTO ticket_tag (tag, ticket_id) SELECT 'rare', id FROM ticket WHERE id % 997 = 0;
INSERT INTO ticket_tag (tag, ticket_id) SELECT 'often', id FROM ticket WHERE id % 3 = 0;
INSERT INTO ticket_text (ticket_text) VALUES ('rebuild');
COMMIT;
"""

LISTS = {
    "newest": [],
    "urgent": ["--sort", "urgent"],
    "status": ["--status", "waiting"],
    "priority": ["--priority", "critical"],
    "priorities, urgent": ["--priority", "critical,high", "--sort", "urgent"],
    "organization": ["--organization", "org7"],
    "organization, urgent": ["--organization", "org7", "--sort", "urgent"],
    "small organization": ["--organization", "org999", "--status", "open"],
    "assignee": ["--assignee", "agent42"],
    "assignee, urgent": ["--assignee", "agent42", "--sort", "urgent"],
    "unassigned": ["--assignee", "nobody", "--sort", "urgent"],
    "type": ["--type", "question"],
    "rare tag": ["--tag", "rare"],
    "frequent tag": ["--tag", "often"],
    "archive": ["--archived", "--organization", "org7"],
    "everything": ["--all", "--status", "closed"],
    "SLA status": ["--sla", "breach"],
    "SLA status, urgent": ["--sla", "on_track", "--sort", "urgent"],
    "SLA statuses": ["--sla", "breach,critical", "--organization", "org7"],
    "words": ["--text", "printer 500"],
    "frequent word": ["--text", "the"],
    "words, all": ["--all", "--text", "scanner"],
    "words, urgent": ["--text", "gate", "--sort", "urgent"],
    "words and status": ["--text", "invoice", "--status", "open"],
}


with scratch() as folder:
    database = Path(folder) / "tocsin.db"
    prepare(tool("db"), "migrate", "--db", database)
    with sqlite3.connect(database, isolation_level=None) as db:
        db.executescript(FILL)
    say("tickets", f"{TICKETS:,}, {database.stat().st_size >> 20} MB")
    os.environ.update(TOCSIN_DB=str(database), TOCSIN_AS="bench")
    commands = {name: [tool("ticket"), "list", "--json", *words] for name, words in LISTS.items()}
    medians = rotate(RUNS, {name: lambda c=c: sample(c) for name, c in commands.items()})

for name, m in medians.items():
    say(name, f"{m.wall * 1e3:6.1f} ms  cpu {m.cpu * 1e3:6.1f} ms  {m.memory:5.1f} MB")
