"""What the benchmarks of delivery share: sinks, and outboxes filled by way of import and plan."""

import contextlib
import os
import subprocess
from pathlib import Path
from shutil import copy
from typing import NamedTuple

from measure import TOOLS, prepare, tool

NOW = "2030-06-01T12:00:00Z"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


class Took(NamedTuple):
    posts: int
    seconds: float  # from the first to the last
    different: int  # webhook-ids, if it was to look at them
    first_critical: float  # seconds since 1970, if it was to look


class Sink:
    def __init__(self, process):
        self.process = process
        self.address = f"http://127.0.0.1:{int(process.stdout.readline())}/x"

    def stop(self) -> Took:
        self.process.terminate()
        posts, seconds, different, first = self.process.stdout.read().split()
        return Took(int(posts), float(seconds), int(different), float(first))


@contextlib.contextmanager
def sink(*options):
    with subprocess.Popen([TOOLS / "sink", *map(str, options)], stdout=subprocess.PIPE,
                          text=True) as process:
        try:
            yield Sink(process)
        finally:
            process.terminate()


def allow_loopback():
    os.environ.update(TOCSIN_WEBHOOK_ALLOW_PRIVATE="true", WEBHOOK_SECRET=SECRET)


def user(name: str, address: str):
    yield f'{{"type":"user","external_id":"{name}","name":"{name}"}}\n'
    yield (f'{{"type":"destination","user":"{name}","channel":"webhook","address":"{address}",'
           f'"enabled":true,"verified":true}}\n')


def alerts(count: int, name: str, severity: str = "high"):
    for i in range(count):
        yield (f'{{"type":"alert","kind":"price_drop","title":"Price fell {i}",'
               f'"severity":"{severity}","body":"{"A seat is cheaper now. " * 16}",'
               f'"dedup_key":"{name}-{i}","subject":{{"type":"{name}","id":"{i}"}},'
               f'"assigned_to":"{name}"}}\n')


def fill(database, records) -> None:
    """A database with these records, planned."""
    prepare(tool("init"), "--db", database)
    prepare(tool("import"), "--now", NOW, "--db", database, "-", input="".join(records), text=True)
    prepare(tool("notify"), "plan", "--now", NOW, "--db", database)


def fresh(prepared: Path, name: str) -> str:
    """A copy of what was prepared: closed by its last user, a database is one file."""
    target = prepared.with_name(name)
    for old in (target.with_name(name + end) for end in ("", "-wal", "-shm", "-lock")):
        old.unlink(missing_ok=True)
    copy(prepared, target)
    return str(target)
