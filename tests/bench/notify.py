"""Notify: 20,000 due messages, rendered and signed, through tocsin notify deliver to a sink on
loopback, beside the floor that the project's peers keep for a durable outbox (libcurl and SQLite in
C, full sync)."""

from pathlib import Path

from measure import PEERS, TOOLS, Sample, prepare, rotate, sample, say, scratch, tool
from outbox import NOW, alerts, allow_loopback, fill, fresh, sink, user

MESSAGES, CONNECTIONS, BATCH, RUNS = 20000, 64, 200, 3
FLOOR_SOURCE = PEERS / "c" / "outbox_floor.c"


def ours() -> Sample:
    return sample([tool("notify"), "deliver", "--now", NOW, "--db", fresh(outbox, "ours")])


def floor() -> Sample:
    return sample([str(TOOLS / "outbox_floor"), fresh(plain, "floor"), receiver.address,
                   str(MESSAGES), str(CONNECTIONS), str(BATCH), "full"])


allow_loopback()
with scratch() as folder, sink() as receiver:
    outbox, plain = Path(folder) / "outbox", Path(folder) / "plain"
    fill(outbox, [*user("u", receiver.address), *alerts(MESSAGES, "u")])
    turns = {"tocsin notify deliver": ours}
    if FLOOR_SOURCE.exists():
        prepare("cc", "-O2", "-o", TOOLS / "outbox_floor", FLOOR_SOURCE, "-lcurl", "-lsqlite3")
        prepare(TOOLS / "outbox_floor", plain, "prefill", str(MESSAGES), str(CONNECTIONS),
                str(BATCH), "normal")
        turns["floor"] = floor
    else:
        say("floor", f"NOT RUN: no {FLOOR_SOURCE}")
    medians = rotate(RUNS, turns)
    took = receiver.stop()
    if took.posts != MESSAGES * len(turns) * (RUNS + 1):
        say("WARNING", f"the sink took {took.posts} posts")

for name, m in medians.items():
    say(name, f"{MESSAGES / m.wall:9.0f} posts/s  {MESSAGES / m.cpu:9.0f} per CPU second  "
              f"{m.wall:6.2f} s  {m.cpu:6.2f} s CPU  {m.memory:5.1f} MB")
if "floor" in medians:
    mine, theirs = medians["tocsin notify deliver"], medians["floor"]
    say("ratio", f"{theirs.wall / mine.wall:.3f} of its posts/s, "
                 f"{theirs.cpu / mine.cpu:.3f} of its posts per CPU second")
