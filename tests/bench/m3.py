"""The series of the M3 competition, from the fixtures beside the project ($TOCSIN_FIXTURES)."""

import gzip
import json
import os
from pathlib import Path
from typing import NamedTuple

M3 = Path(os.environ.get("TOCSIN_FIXTURES")
          or Path(__file__).parents[3] / "shared" / "fixtures") / "forecasting" / "m3"


class Series(NamedTuple):
    id: str
    kind: str  # YEARLY, QUARTERLY, MONTHLY, OTHER
    period: int
    horizon: int
    values: list[float]

    def record(self) -> str:
        return json.dumps({"type": "series", "id": self.id, "period": self.period,
                           "horizon": self.horizon, "values": self.values})


def read(part: str) -> dict[str, Series]:
    """`part` is train, or test: what came after."""
    out = {}
    with gzip.open(M3 / f"m3_{part}.csv.gz", "rt", encoding="ascii") as lines:
        for line in lines:
            name, kind, _, period, horizon, *values = line.rstrip().split(",")
            out[name] = Series(name, kind, int(period), int(horizon), [float(v) for v in values])
    return out
