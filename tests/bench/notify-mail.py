"""Notify: one e-mail from a cold start, beside curl sending one of the same size."""

import os
import socket
import subprocess
import time
from pathlib import Path

from measure import PEERS, TOOLS, prepare, rotate, sample, say, scratch, tool
from outbox import NOW, fill, fresh

RUNS = 15
SOURCE = PEERS / "c" / "smtp_sink.c"


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as s:
            if s.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)


def one_mail():
    yield '{"type":"user","external_id":"u","name":"Uma","email":"uma@desk.example"}\n'
    yield ('{"type":"alert","kind":"disk_full","title":"Disk is full","severity":"high",'
           '"dedup_key":"d","subject":{"type":"disk","id":"1"},"assigned_to":"u"}\n')


def main() -> None:
    port = free_port()
    prepare("cc", "-O2", "-o", TOOLS / "smtp_sink", SOURCE)
    os.environ.update(EMAIL_HOST="127.0.0.1", EMAIL_PORT=str(port), TOCSIN_EMAIL_SECURITY="none")
    with scratch() as folder, subprocess.Popen([TOOLS / "smtp_sink", str(port)],
                                               stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(port)
            outbox, mail = Path(folder) / "outbox", Path(folder) / "mail"
            mail.write_text("Subject: Disk is full\r\n\r\n" + "text " * 600 + "\r\n")
            fill(outbox, one_mail())
            medians = rotate(RUNS, {
                "tocsin notify deliver": lambda: sample(
                    [tool("notify"), "deliver", "--now", NOW, "--db", fresh(outbox, "ours")]),
                "curl": lambda: sample(
                    ["curl", "-s", f"smtp://127.0.0.1:{port}", "--mail-from", "bell@desk.example",
                     "--mail-rcpt", "uma@desk.example", "--upload-file", str(mail)])})
        finally:
            server.terminate()
    for name, m in medians.items():
        say(name, f"{1000 * m.wall:6.1f} ms  {1000 * m.cpu:6.1f} ms CPU  {m.memory:5.1f} MB")
    mine, theirs = medians.values()
    say("more than curl", f"{1000 * (mine.wall - theirs.wall):.1f} ms")


if SOURCE.exists():
    main()
else:
    say("mail", f"NOT RUN: no {SOURCE}")
