"""Are pages fetched when they are due? 5,000 pages on 200 hosts, each every 30 s (10,000 fetches a
minute), politeness on, from one core; and what ten times the watchers of such pages cost.

Two jobs run at the same time and on the same core, each with hosts and a database of its own, so
that whatever else the machine does falls on both. nginx on loopback addresses says when each fetch
began; a trigger in the scratch databases says when each was due. The first minute is not counted:
pages that were added together spread out in it.

TOCSIN_BENCH_MINUTES: how long they run after that, 10 by default.
"""

import collections
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from measure import prepare, scratch, tool

HOSTS, PAGES = 200, 25  # pages of each host
PORT = 18080
EVERY = 30
WARM_UP = 60
MINUTES = float(os.environ.get("TOCSIN_BENCH_MINUTES") or 10)
WATCHERS = (1_000, 10_000)

TRIGGER = """
CREATE TABLE bench_due (url TEXT NOT NULL, due_at INTEGER NOT NULL);
CREATE TRIGGER bench_due AFTER UPDATE OF due_at ON page WHEN NEW.fetched_at IS NOT OLD.fetched_at
BEGIN INSERT INTO bench_due VALUES (NEW.url, NEW.due_at); END;
"""


def host(network: int, i: int) -> str:
    return f"127.{network}.0.{i + 1}"


def url(network: int, i: int, page: int) -> str:
    return f"http://{host(network, i)}:{PORT}/{page}"


def serve(folder: Path) -> subprocess.Popen:
    """nginx, one process; $msec - $request_time is when the request came in."""
    site = folder / "site"
    hosts = [(network, i) for network in range(1, len(WATCHERS) + 1) for i in range(HOSTS)]
    for network, i in hosts:
        (site / host(network, i)).mkdir(parents=True)
        for page in range(PAGES):
            event = {"@context": "https://schema.org", "@type": "MusicEvent",
                     "name": f"Act {i * PAGES + page}", "startDate": "2030-06-01T19:00:00Z",
                     "performer": {"@type": "MusicGroup", "name": f"Act {i * PAGES + page}"},
                     "location": {"@type": "Place", "name": "Hall", "address": "Leeds"},
                     "offers": {"@type": "Offer", "price": "50", "priceCurrency": "GBP",
                                "availability": "https://schema.org/InStock"}}
            (site / host(network, i) / str(page)).write_text(
                '<html><script type="application/ld+json">' + json.dumps(event) + "</script>"
                + "<p>Doors at seven.</p>" * 200, encoding="utf-8")
    listen = "\n".join(f"listen {host(*each)}:{PORT};" for each in hosts)
    config = folder / "nginx.conf"
    config.write_text(f"""
        daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.err;
        events {{ worker_connections 4096; }}
        http {{
          default_type text/html; keepalive_timeout 120s; keepalive_requests 1000000;
          log_format t '$msec $request_time $server_addr $uri';
          access_log {folder}/access.log t buffer=64k flush=1s;
          client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
          uwsgi_temp_path {folder}; scgi_temp_path {folder};
          server {{ {listen} root {site}/$server_addr; }}
        }}""", encoding="utf-8")
    return subprocess.Popen(["nginx", "-c", config, "-p", folder])


def people(folder: Path, count: int) -> Path:
    file = folder / f"watchers-{count}.ndjson"
    with file.open("w", encoding="utf-8") as out:
        for n in range(count):
            out.write(json.dumps({"type": "user", "external_id": f"u{n}", "name": f"U{n}"}) + "\n")
            out.write(json.dumps({"type": "watch", "external_id": f"w{n}", "user": f"u{n}",
                                  "performer": f"Act {n % (HOSTS * PAGES)}"}) + "\n")
    return file


def cpu_of(pid: int) -> float:
    """Seconds, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Job:
    """tocsin scrape --every 1s, with so many watchers."""

    def __init__(self, folder: Path, network: int, watchers: int) -> None:
        self.watchers, self.database = watchers, str(folder / f"{watchers}.db")
        there = ["--db", self.database]
        prepare(tool("init"), *there)
        urls = [url(network, i, page) for page in range(PAGES) for i in range(HOSTS)]
        prepare(tool("scrape"), "add", *there, "--interval", f"{EVERY}s", *urls)
        prepare(tool("import"), *there, people(folder, watchers))
        with sqlite3.connect(self.database) as db:
            db.executescript(TRIGGER)
        self.before = self.cpu = 0.0
        core = ["taskset", "-c", str(max(os.sched_getaffinity(0)))]
        self.process = subprocess.Popen([*core, tool("scrape"), *there, "--every", "1s"])

    def count_from_now(self) -> None:
        self.before = cpu_of(self.process.pid)

    def count_to_now(self) -> None:
        self.cpu = cpu_of(self.process.pid) - self.before

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        if self.process.wait() != 0:
            sys.exit(f"bench: scrape ended with status {self.process.returncode}")

    def lateness(self, begun: dict[str, list[float]], since: float, until: float) -> list[float]:
        """How late each fetch began (s), sorted."""
        due = collections.defaultdict(list)
        with sqlite3.connect(self.database) as db:
            for page, at in db.execute("SELECT url, due_at FROM bench_due ORDER BY rowid"):
                due[page].append(at / 1000)
        return sorted(start - at for page in due for start, at in zip(begun[page][1:], due[page])
                      if since <= start <= until)

    def report(self, late: list[float]) -> float:
        """CPU seconds for a fetch."""
        at = lambda share: late[min(int(len(late) * share), len(late) - 1)]
        within = sum(1 for l in late if l <= 3) / len(late)
        print(f"{self.watchers:6} watchers: {len(late) / MINUTES:8.0f} fetches a minute, "
              f"{100 * within:.2f} % within 3 s of due "
              f"(p50 {at(.5):.2f} s, p99 {at(.99):.2f} s, worst {late[-1]:.2f} s), "
              f"CPU {1000 * self.cpu / len(late):.3f} s per 1,000", flush=True)
        return self.cpu / len(late)


def requests(log: Path) -> dict[str, list[float]]:
    """When each page was asked for."""
    begun = collections.defaultdict(list)
    with log.open(encoding="ascii") as lines:
        for line in lines:
            end, took, address, path = line.split()
            begun[f"http://{address}:{PORT}{path}"].append(float(end) - float(took))
    return begun


def measure(folder: Path) -> None:
    jobs = [Job(folder, network, watchers) for network, watchers in enumerate(WATCHERS, 1)]
    time.sleep(WARM_UP)
    for job in jobs:
        prepare(tool("analyze"), "match", "--db", job.database)
    since = time.time()
    for job in jobs:
        job.count_from_now()
    time.sleep(MINUTES * 60)
    until = time.time()
    for job in jobs:
        job.count_to_now()
    for job in jobs:
        job.stop()
    time.sleep(2)  # for nginx to write its log
    begun = requests(folder / "access.log")
    costs = [job.report(job.lateness(begun, since, until)) for job in jobs]
    print(f"ten times the watchers: {100 * (costs[1] / costs[0] - 1):+.1f} % CPU")


def main() -> None:
    with scratch() as name:
        folder = Path(name)
        (folder / "tocsin.toml").write_text(
            f'[scrape]\nmin_interval = "{EVERY // 2}s"\njobs = 64\n', encoding="utf-8")
        os.environ.update(TOCSIN_CONFIG=str(folder / "tocsin.toml"))
        server = serve(folder)
        try:
            time.sleep(1)
            measure(folder)
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
