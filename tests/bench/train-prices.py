"""The boosted model that ships: trained anew by its program, and whether that gives its bytes.

What it was trained at is read off the shipped card; the new file stays below build/, to be copied to
etc/models/price.model by whoever wants it shipped.
"""
import json
import subprocess
import sys
from pathlib import Path

from measure import say

build = Path(sys.argv[1])
shipped = Path(__file__).parents[2] / "etc/models/price.model"
old = shipped.read_bytes()
card = json.loads(old.split(b"\n\n")[0])
done = subprocess.run([build / "bench/train_prices", card["trained_at"]], check=True,
                      capture_output=True)
fresh = build / "bench/price.model"
fresh.write_bytes(done.stdout)
figures = json.loads(done.stderr)
for what in ("loss", "mae"):
    say(what, "  ".join(f"{name} {value:.4f}" for name, value in figures[what].items()))
say("coverage", "  ".join(f"{level} % {share:.3f}" for level, share in figures["coverage"].items()))
say("the file", f"{'as it ships' if done.stdout == old else 'NOT as it ships'}: {fresh}")
