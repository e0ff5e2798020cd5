"""SLA arithmetic: deadlines in business hours by our working time, beside a C program that does only
prefix sums over a table of days and a binary search, in UTC and with one range a day: the floor.

Ours is measured by the floor's own calendar and by what offices have: two ranges a day, holidays, a
zone whose clocks change. Whole processes by their CPU time, so the calendar's compilation counts.
Where the peers are there, a minute walker's deadlines are compared with ours, one by one."""

import datetime
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import PEERS, TOOLS, prepare, rotate, sample, say

DEADLINES, CASES, RUNS = 5_000_000, 4_000, 5

sys.path.insert(0, str(PEERS / "sla"))
try:
    from biz_cases import HOL
except ImportError:
    HOL = []
os.environ["HOLIDAYS"] = ",".join(str((day - datetime.date(1970, 1, 1)).days) for day in HOL)

ours = str(TOOLS / "sla_arithmetic")
turns = {name: lambda name=name: sample([ours, name, str(DEADLINES)])
         for name in ("plain", "office")}
floor, source = str(TOOLS / "sla_floor"), PEERS / "c" / "sla_floor.c"
if source.exists():
    prepare("cc", "-O2", "-o", floor, source, "-lsqlite3")
    turns["floor"] = lambda: sample([floor, "biz", str(DEADLINES)])
else:
    say("floor", f"NOT RUN: no {source}")
cost = {name: m.cpu / DEADLINES for name, m in rotate(RUNS, turns).items()}
for name, each in cost.items():
    beside = f"  {cost['floor'] / each:5.2f} of the floor" if "floor" in cost else ""
    say(name, f"{1 / each:12.0f} deadlines per CPU second{beside}")

if HOL:
    with tempfile.TemporaryDirectory() as folder:
        cases = Path(folder) / "cases"
        prepare(sys.executable, PEERS / "sla" / "biz_cases.py", str(CASES), cases)
        wanted = [line.split()[2] for line in cases.read_text().splitlines()]
        found = subprocess.run([ours, "file", cases], check=True, capture_output=True, text=True)
        same = sum(a == b for a, b in zip(wanted, found.stdout.split(), strict=True))
        say("as a minute walker has it", f"{same} of {len(wanted)} deadlines")
