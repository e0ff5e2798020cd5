"""Notify: 20,000 due messages through tocsin notify deliver to a sink on loopback, beside the
floor that the project's peers keep for a durable outbox (libcurl and SQLite in C, full sync)."""

import os
import subprocess
from pathlib import Path
from shutil import copy

from measure import PEERS, TOOLS, Sample, prepare, rotate, sample, say, scratch, tool

MESSAGES, CONNECTIONS, BATCH, RUNS = 20000, 64, 200, 3
FLOOR_SOURCE = PEERS / "c" / "outbox_floor.c"
NOW = "2030-06-01T12:00:00Z"


def records():
    yield '{"type":"user","external_id":"u","name":"Uma"}\n'
    yield ('{"type":"destination","user":"u","channel":"webhook","address":"%s",'
           '"enabled":true,"verified":true}\n' % address)
    for i in range(MESSAGES):
        yield (f'{{"type":"alert","kind":"price_drop","title":"Price fell {i}","severity":"high",'
               f'"body":"{"A seat is cheaper now. " * 16}","dedup_key":"bench-{i}",'
               f'"subject":{{"type":"event","id":"{i}"}},"assigned_to":"u"}}\n')


def fresh(database: str) -> str:
    """A copy of what was prepared."""
    for old in (here / f"{database}{end}" for end in ("", "-wal", "-shm", "-lock")):
        old.unlink(missing_ok=True)
    copy(here / f"{database}.prepared", here / database)
    return str(here / database)


def ours() -> Sample:
    return sample([tool("notify"), "deliver", "--now", NOW, "--db", fresh("ours")])


def floor() -> Sample:
    return sample([str(TOOLS / "outbox_floor"), fresh("floor"), address, str(MESSAGES),
                   str(CONNECTIONS), str(BATCH), "full"])


with scratch() as folder, subprocess.Popen([TOOLS / "sink"], stdout=subprocess.PIPE,
                                           text=True) as sink:
    here = Path(folder)
    address = f"http://127.0.0.1:{int(sink.stdout.readline())}/x"
    os.environ["TOCSIN_WEBHOOK_ALLOW_PRIVATE"] = "true"
    database = str(here / "ours.prepared")
    prepare(tool("init"), "--db", database)
    (here / "records").write_text("".join(records()))
    prepare(tool("import"), "--now", NOW, "--db", database, here / "records")
    planning = sample([tool("notify"), "plan", "--now", NOW, "--db", database])
    say("plan", f"{MESSAGES / planning.wall:9.0f} alerts/s  {planning.wall:6.2f} s")
    # Closed by its last user, the database is one file; so it can be copied.
    turns = {"tocsin notify deliver": ours}
    if FLOOR_SOURCE.exists():
        prepare("cc", "-O2", "-o", TOOLS / "outbox_floor", FLOOR_SOURCE, "-lcurl", "-lsqlite3")
        prepare(TOOLS / "outbox_floor", here / "floor.prepared", "prefill", str(MESSAGES),
                str(CONNECTIONS), str(BATCH), "normal")
        turns["floor"] = floor
    else:
        say("floor", f"NOT RUN: no {FLOOR_SOURCE}")
    medians = rotate(RUNS, turns)
    sink.terminate()
    took = int(sink.stdout.read())
    if took != MESSAGES * len(turns) * (RUNS + 1):
        say("WARNING", f"the sink took {took} posts")

for name, m in medians.items():
    say(name, f"{MESSAGES / m.wall:9.0f} posts/s  {m.wall:6.2f} s  {m.cpu:6.2f} s CPU  "
              f"{m.memory:5.1f} MB")
if "floor" in medians:
    say("ratio", f"{medians['floor'].wall / medians['tocsin notify deliver'].wall:.3f}")
