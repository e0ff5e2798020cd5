"""Rotation and medians: commands are run in turn (A B A B ...), so that whatever else the machine
does falls on all of them, and the medians of whole processes are printed. Nothing is asserted."""

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Callable, NamedTuple

BUILD = Path(sys.argv[1]).resolve()
TOOLS = BUILD / "bench"  # what run.sh compiled for us
PEERS = Path(os.environ.get("TOCSIN_PEERS") or Path(__file__).parents[3] / "shared" / "peers")


class Sample(NamedTuple):
    wall: float  # seconds
    cpu: float  # seconds, user and system
    memory: float  # peak, MB


def tool(name: str) -> str:
    return str(BUILD / "bin" / f"tocsin-{name}")


def scratch() -> tempfile.TemporaryDirectory:
    """A folder that is gone afterwards; what the tools write by default goes there too."""
    folder = tempfile.TemporaryDirectory(prefix="tocsin-bench-")
    os.environ.update(HOME=folder.name, XDG_DATA_HOME=folder.name, XDG_CONFIG_HOME=folder.name)
    return folder


def prepare(*command: str, **how) -> None:
    """Runs what is not measured; its failure ends the benchmark."""
    subprocess.run([str(c) for c in command], check=True, stdout=subprocess.DEVNULL, **how)


def sample(command: list[str], stdin: str | None = None) -> Sample:
    out, answer = os.pipe()
    with open(stdin or os.devnull, "rb") as source:
        # sample(1) of this folder writes its answer to file descriptor 3.
        script = f'exec "$@" 3>&{answer} {answer}>&- >/dev/null'
        subprocess.run(["bash", "-c", script, "-", TOOLS / "sample", *command], check=True,
                       stdin=source, pass_fds=[answer])
    os.close(answer)
    with os.fdopen(out) as pipe:
        status, wall, cpu, memory = pipe.read().split()
    if status != "0":
        sys.exit(f"bench: {' '.join(map(str, command))} ended with status {status}")
    return Sample(float(wall), float(cpu), int(memory) / 1024)


Turns = dict[str, Callable[[], Sample]]


def rotate(runs: int, turns: Turns, short: Turns | None = None) -> dict[str, Sample]:
    """The medians of each, after one round that is not counted. The short ones are run before each
    of the others: what takes half a second would else say how the machine was in those few."""
    short = short or {}
    taken: dict[str, list[Sample]] = {name: [] for name in [*short, *turns]}
    for round_ in range(runs + 1):
        for long in turns.items():
            for name, turn in [*short.items(), long]:
                one = turn()
                if round_ > 0:
                    taken[name].append(one)
    return {name: Sample(*map(statistics.median, zip(*samples)))
            for name, samples in taken.items()}


def say(name: str, text: str) -> None:
    print(f"{name:<28}{text}", flush=True)
