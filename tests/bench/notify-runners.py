"""Notify on PostgreSQL: 100,000 messages to a sink that answers after 20 ms, by one runner and by
two, each with the same number of places. Needs $TOCSIN_TEST_PG."""

import os
import subprocess
import sys
import time

from measure import prepare, say, scratch, tool
from outbox import NOW, alerts, allow_loopback, fill, sink, user

SERVER = os.environ.get("TOCSIN_TEST_PG")
MESSAGES = int(os.environ.get("TOCSIN_BENCH_MESSAGES", "100000"))
DELAY = 20  # ms
# As many as webhook.concurrency is by default. With twice as many, two runners, PostgreSQL and the
# sink are more than two cores can serve, and the ratio says nothing of the runners.
PLACES = int(os.environ.get("TOCSIN_BENCH_PLACES", "64"))
SCHEMA = f"bench_{os.getpid()}"
# One receiver may hold a quarter of the places.
JOBS = 4 * PLACES
AGAIN = """ALTER TABLE message DISABLE TRIGGER message_forward; DELETE FROM attempt;
UPDATE message SET state = 'pending', sent_at = NULL, attempts = 0;
ALTER TABLE message ENABLE TRIGGER message_forward; ANALYZE message"""


def psql(statement: str) -> None:
    prepare("psql", "-q", SERVER, "-c",
            f"SET client_min_messages = warning; SET search_path = {SCHEMA}, public; {statement}")


def seconds(runners: int) -> float:
    begun = time.monotonic()
    running = [subprocess.Popen([tool("notify"), "deliver", "--now", NOW, "--db", database,
                                 "--jobs", str(JOBS)], stdout=subprocess.DEVNULL)
               for _ in range(runners)]
    if any(run.wait() != 0 for run in running):
        sys.exit("bench: a runner failed")
    return time.monotonic() - begun


if not SERVER:
    say("runners", "NOT RUN: no TOCSIN_TEST_PG")
    sys.exit()
allow_loopback()
os.environ["TOCSIN_WEBHOOK_CONCURRENCY"] = str(PLACES)
database = f"{SERVER}{'&' if '?' in SERVER else '?'}options=-csearch_path%3D{SCHEMA}"
prepare("psql", "-q", SERVER, "-c", f"CREATE SCHEMA {SCHEMA}")
try:
    taken = {}
    with scratch(), sink("--delay", DELAY) as port:
        fill(database, [*user("u", port.address), *alerts(MESSAGES, "u")])
        psql("ANALYZE message")
        for runners in (1, 2):
            taken[runners] = seconds(runners)
            say(f"{runners} runner{'s' * (runners > 1)}",
                f"{MESSAGES / taken[runners]:9.0f} posts/s  {taken[runners]:6.1f} s")
            if runners == 1:
                psql(AGAIN)
        took = port.stop()
    say("claimed twice", f"{took.posts - 2 * MESSAGES} of {MESSAGES}")
    say("ratio", f"{taken[1] / taken[2]:.2f}")
finally:
    psql(f"DROP SCHEMA {SCHEMA} CASCADE")
