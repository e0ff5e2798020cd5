"""Are pages fetched when they are due? 5,000 pages on 200 hosts, each every 30 s (10,000 fetches a
minute), politeness on, from one core; and what ten times the watchers of the same pages cost.

nginx on loopback addresses says when each fetch began; a trigger in the scratch database says when
each was due. The first minute is not counted: pages that were added together spread out in it.

TOCSIN_BENCH_MINUTES: how long each run lasts after that, 10 by default.
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


def host(i: int) -> str:
    return f"127.1.0.{i + 1}"


def url(i: int, page: int) -> str:
    return f"http://{host(i)}:{PORT}/{page}"


def serve(folder: Path) -> subprocess.Popen:
    """nginx, one process; $msec - $request_time is when the request came in."""
    site = folder / "site"
    for i in range(HOSTS):
        (site / host(i)).mkdir(parents=True)
        for page in range(PAGES):
            event = {"@context": "https://schema.org", "@type": "MusicEvent",
                     "name": f"Act {i * PAGES + page}", "startDate": "2030-06-01T19:00:00Z",
                     "performer": {"@type": "MusicGroup", "name": f"Act {i * PAGES + page}"},
                     "location": {"@type": "Place", "name": "Hall", "address": "Leeds"},
                     "offers": {"@type": "Offer", "price": "50", "priceCurrency": "GBP",
                                "availability": "https://schema.org/InStock"}}
            (site / host(i) / str(page)).write_text(
                '<html><script type="application/ld+json">' + json.dumps(event) + "</script>"
                + "<p>Doors at seven.</p>" * 200, encoding="utf-8")
    listen = "\n".join(f"listen {host(i)}:{PORT};" for i in range(HOSTS))
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


def run(folder: Path, watchers: int) -> tuple[list[float], float, int]:
    """How late each fetch began (s), CPU seconds, fetches; after the warm-up."""
    os.environ["TOCSIN_DB"] = database = str(folder / f"{watchers}.db")
    prepare(tool("init"))
    urls = [url(i, page) for page in range(PAGES) for i in range(HOSTS)]
    prepare(tool("scrape"), "add", "--interval", f"{EVERY}s", *urls)
    prepare(tool("import"), people(folder, watchers))
    with sqlite3.connect(database) as db:
        db.executescript(TRIGGER)
    log = (folder / "access.log").stat().st_size
    core = ["taskset", "-c", str(max(os.sched_getaffinity(0)))]
    job = subprocess.Popen([*core, tool("scrape"), "--every", "1s"])
    time.sleep(WARM_UP)
    prepare(tool("analyze"), "match")
    counted, cpu = time.time(), cpu_of(job.pid)
    time.sleep(MINUTES * 60)
    ended, cpu = time.time(), cpu_of(job.pid) - cpu
    job.send_signal(signal.SIGTERM)
    if job.wait() != 0:
        sys.exit(f"bench: scrape ended with status {job.returncode}")
    time.sleep(2)  # for nginx to write its log

    begun = collections.defaultdict(list)
    with (folder / "access.log").open(encoding="ascii") as lines:
        lines.seek(log)
        for line in lines:
            end, took, address, path = line.split()
            if path != "/robots.txt":
                begun[f"http://{address}:{PORT}{path}"].append(float(end) - float(took))
    due = collections.defaultdict(list)
    with sqlite3.connect(database) as db:
        for page, at in db.execute("SELECT url, due_at FROM bench_due ORDER BY rowid"):
            due[page].append(at / 1000)
    late = [start - at for page in begun for start, at in zip(begun[page][1:], due[page])
            if counted <= start <= ended]
    return late, cpu, len(late)


def main() -> None:
    with scratch() as name:
        folder = Path(name)
        (folder / "tocsin.toml").write_text(
            f'[scrape]\nmin_interval = "{EVERY // 2}s"\njobs = 64\n', encoding="utf-8")
        os.environ.update(TOCSIN_CONFIG=str(folder / "tocsin.toml"))
        server = serve(folder)
        try:
            time.sleep(1)
            costs = []
            for watchers in WATCHERS:
                late, cpu, fetches = run(folder, watchers)
                late.sort()
                costs.append(cpu / fetches)
                at = lambda share: late[min(int(len(late) * share), len(late) - 1)]
                within = sum(1 for l in late if l <= 3) / len(late)
                print(f"{watchers:6} watchers: {fetches / MINUTES:8.0f} fetches a minute, "
                      f"{100 * within:.2f} % within 3 s of due "
                      f"(p50 {at(.5):.2f} s, p99 {at(.99):.2f} s, worst {late[-1]:.2f} s), "
                      f"CPU {1000 * cpu / fetches:.3f} s per 1,000", flush=True)
            print(f"ten times the watchers: {100 * (costs[1] / costs[0] - 1):+.1f} % CPU")
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
