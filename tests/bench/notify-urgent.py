"""Notify: 100,000 messages of low priority are being delivered when a critical one is planned: how
long until it is on the wire."""

import subprocess
import time
from pathlib import Path

from measure import prepare, say, scratch, tool
from outbox import NOW, alerts, allow_loopback, fill, sink, user

MESSAGES = 100000

allow_loopback()
with scratch() as folder, sink("--look") as receiver:
    database = Path(folder) / "outbox"
    fill(database, [*user("low", receiver.address), *user("urgent", receiver.address),
                    *alerts(MESSAGES, "low", "low")])
    with subprocess.Popen([tool("notify"), "deliver", "--now", NOW, "--db", database],
                          stdout=subprocess.DEVNULL) as run:
        time.sleep(1)
        prepare(tool("import"), "--now", NOW, "--db", database, "-", text=True,
                input="".join(alerts(1, "urgent", "critical")))
        planning = time.time()
        prepare(tool("notify"), "plan", "--now", NOW, "--db", database)
        planned = time.time()
        if run.poll() is not None:
            say("WARNING", "the backlog was gone before")
        run.wait()
    took = receiver.stop()
say("critical on the wire", f"{1000 * (took.first_critical - planned):.0f} ms after planning, "
                            f"which took {1000 * (planned - planning):.0f} ms")
