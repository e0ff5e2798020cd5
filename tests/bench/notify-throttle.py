"""Notify: 10,000 messages to one receiver, alone and beside 10,000 to another that answers 429 to
everything: what the first loses."""

import statistics
from pathlib import Path

from measure import prepare, say, scratch, tool
from outbox import NOW, alerts, allow_loopback, fill, fresh, sink, user

MESSAGES, RUNS = 10000, 3


def span(prepared: Path, good) -> float:
    prepare(tool("notify"), "deliver", "--now", NOW, "--db", fresh(prepared, "ours"))
    took = good.stop()
    if took.posts != MESSAGES:
        say("WARNING", f"the sink took {took.posts} posts")
    return took.seconds


def one_round(folder: Path) -> tuple[float, float]:
    seconds = []
    for name, others in (("alone", 0), ("beside", MESSAGES)):
        with sink() as good, sink("--throttle") as busy:
            prepared = folder / name
            prepared.unlink(missing_ok=True)
            fill(prepared, [*user("good", good.address), *user("busy", busy.address),
                            *alerts(others, "busy"), *alerts(MESSAGES, "good")])
            seconds.append(span(prepared, good))
            say(f"  {name}", f"{MESSAGES / seconds[-1]:9.0f} posts/s; the other was asked "
                             f"{busy.stop().posts} times")
    return seconds[0], seconds[1]


allow_loopback()
with scratch() as folder:
    rounds = [one_round(Path(folder)) for _ in range(RUNS)]
say("ratio", f"{statistics.median(alone / beside for alone, beside in rounds):.3f} of its rate")
