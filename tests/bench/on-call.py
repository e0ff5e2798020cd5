"""A year of an on-call schedule of five layers for 200 people: the time of one timeline, from whole
processes that compute it once and 101 times, by their CPU time."""

from measure import TOOLS, rotate, sample, say

TIMES, RUNS = 100, 5

ours = str(TOOLS / "on_call")
found = rotate(RUNS, {"once": lambda: sample([ours, "1"]),
                      "often": lambda: sample([ours, str(TIMES + 1)])})
each = (found["often"].cpu - found["once"].cpu) / TIMES
say("a year of five layers", f"{each * 1000:8.2f} ms")
say("the whole process", f"{found['once'].cpu * 1000:8.2f} ms")
