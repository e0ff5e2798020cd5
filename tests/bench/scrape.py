"""Scrape: 2,000 pages of 100 KB, none like another, from nginx on loopback into a fresh database by
tocsin scrape, beside a bare fetch of the same pages (libcurl in C), Scrapy and Crawlee. Then the same
pages unchanged (304), and pages whose offers are in microdata, which need a tree.
Goals: 30 times Scrapy's and 50 times Crawlee's pages per CPU second, half of the bare fetch's pages
per second, under 64 MB; unchanged: 90 % of the bare fetch, and no growth; microdata: 3 times Scrapy."""

import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from measure import PEERS, TOOLS, Sample, prepare, rotate, sample, say, scratch, tool

PAGES, CONNECTIONS, RUNS = 2000, 64, 3
ADDED, FIRST, AGAIN = "2026-01-01", "2026-01-02", "2026-01-03"
CRAWLEE = "@crawlee/cheerio@3.18.1"
NGINX = """
worker_processes 1; daemon off; pid {0}/nginx.pid; error_log {0}/nginx.err;
events {{ worker_connections 2048; }}
http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
  default_type text/html; types {{ text/html html; }}
  client_body_temp_path {0}/b; proxy_temp_path {0}/p; fastcgi_temp_path {0}/f;
  uwsgi_temp_path {0}/u; scgi_temp_path {0}/s;
  open_file_cache max=8000 inactive=600s;
  server {{ listen 127.0.0.1:{1}; root {0}/www; }} }}
"""
JSON_LD = re.compile(r'<script type="application/ld\+json">(.*?)</script>\n', re.DOTALL)


def not_run(what: str, why: str) -> None:
    say(what, f"NOT RUN: {why}")


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def serve(port: int) -> subprocess.Popen:
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder, port), encoding="utf-8")
    folder.chmod(0o755)  # nginx reads as another user
    server = subprocess.Popen(["nginx", "-c", config])
    for _ in range(200):
        with socket.socket() as s:
            if s.connect_ex(("127.0.0.1", port)) == 0:
                return server
        time.sleep(0.05)
    sys.exit("bench: nginx does not listen")


def microdata(page: str) -> str:
    """The page with its event in microdata in place of JSON-LD."""
    blocks = [json.loads(text) for text in JSON_LD.findall(page)]
    event = next(block for block in blocks if "offers" in block)
    prop = '<span itemprop="{}">{}</span>'.format
    offers = "".join(
        '<div itemprop="offers" itemscope itemtype="https://schema.org/Offer">' +
        "".join(prop(key, offer[key]) for key in ("name", "price", "priceCurrency")) +
        f'<link itemprop="availability" href="{offer["availability"]}"></div>'
        for offer in event["offers"])
    place = event["location"]
    item = (f'<div itemscope itemtype="https://schema.org/{event["@type"]}">' +
            prop("name", event["name"]) + prop("startDate", event["startDate"]) +
            '<div itemprop="location" itemscope itemtype="https://schema.org/Place">' +
            prop("name", place["name"]) + f"</div>{offers}</div>")
    return JSON_LD.sub("", page).replace("<main>", "<main>" + item, 1)


def database(name: str, urls: list[str]) -> Path:
    """One with these pages due."""
    made = folder / f"{name}.db"
    prepare(tool("init"), "--db", made, "--now", ADDED)
    for at in range(0, len(urls), 500):
        prepare(tool("scrape"), "add", "--db", made, "--now", ADDED, *urls[at:at + 500])
    return made


def on_copy_of(original: Path, now: str) -> Sample:
    copy = folder / "run.db"
    for suffix in ("", "-wal", "-shm"):
        Path(f"{copy}{suffix}").unlink(missing_ok=True)
    shutil.copy(original, copy)
    os.sync()  # what others wrote is not for us to wait for
    return sample([tool("scrape"), "--db", str(copy), "--now", now])


def rows() -> tuple[int, ...]:
    with sqlite3.connect(folder / "run.db") as db:
        tables = ("event", "offer", "price_point", "event_look")
        return tuple(db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables)


def crawlee() -> bool:
    """Its npm package beside the build, fetched once."""
    home = TOOLS / "npm"
    if not (home / "node_modules").exists() and shutil.which("npm"):
        home.mkdir(exist_ok=True)
        (home / "package.json").write_text("{}")
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", CRAWLEE],
                       cwd=home, check=False, stdout=subprocess.DEVNULL)
    os.environ["PEERS_WORK"] = str(TOOLS)
    return (home / "node_modules").exists()


def peers(urls: Path) -> dict:
    python = "/usr/bin/python3"
    found = {}
    if subprocess.run([python, "-c", "import scrapy"], check=False, capture_output=True).returncode:
        not_run("Scrapy", "Debian's python3-scrapy is not installed")
    else:
        found["Scrapy"] = lambda: sample(["bash", "-c", f"rm -f {folder}/scrapy.db*; exec {python} "
                                          f"{PEERS}/scrape/spider.py {urls} {folder}/scrapy.db"])
    if not crawlee():
        not_run("Crawlee", f"npm does not fetch {CRAWLEE}")
    else:
        found["Crawlee"] = lambda: sample(["node", f"{PEERS}/scrape/crawl.mjs", str(urls),
                                           f"{folder}/crawlee.ndjson"])
    return found


def measure() -> dict[str, Sample]:
    www = folder / "www"
    os.environ["PAGES_BASE"] = f"http://127.0.0.1:{port}/e/"
    prepare("/usr/bin/python3", PEERS / "scrape" / "gen_pages.py", www / "e", str(PAGES))
    (www / "m").mkdir()
    for page in (www / "e").iterdir():
        (www / "m" / page.name).write_text(microdata(page.read_text("utf-8")), "utf-8")
    urls = www / "urls.txt"
    prepare("cc", "-O2", "-o", TOOLS / "multi_get", PEERS / "c" / "multi_get.c",
            "-I/usr/include/libxml2", "-lcurl", "-lxml2", "-lsqlite3")
    config = folder / "tocsin.toml"
    config.write_text(f'[scrape]\nhost_delay = "0s"\nhost_jobs = {CONNECTIONS}\n'
                      f"jobs = {CONNECTIONS}\n", encoding="utf-8")
    os.environ["TOCSIN_CONFIG"] = str(config)
    listed = urls.read_text("utf-8").split()
    new = database("new", listed)
    items = database("items", [url.replace("/e/", "/m/") for url in listed])
    on_copy_of(new, FIRST)
    first = rows()
    stored = shutil.copy(folder / "run.db", folder / "stored.db")
    on_copy_of(items, FIRST)
    if rows() != first:
        say("WARNING", f"microdata gave {rows()}, JSON-LD {first}")
    medians = rotate(RUNS, {
        "  microdata": lambda: on_copy_of(items, FIRST),
        **peers(urls)
    }, short={
        "bare fetch": lambda: sample([str(TOOLS / "multi_get"), str(urls), "fetch",
                                      str(CONNECTIONS)]),
        "tocsin scrape": lambda: on_copy_of(new, FIRST),
        "  unchanged": lambda: on_copy_of(stored, AGAIN)})
    on_copy_of(stored, AGAIN)
    say("stored", "{} events, {} offers, {} prices, {} to be looked at".format(*first))
    say("after the second pass", "no row more" if rows() == first else f"WARNING: {rows()}")
    return medians


with scratch() as name:
    folder, port = Path(name), free_port()
    if not (PEERS / "scrape" / "gen_pages.py").exists():
        not_run("scrape", f"no {PEERS}/scrape")
    elif not shutil.which("nginx", path="/usr/sbin:/usr/bin"):
        not_run("scrape", "no nginx")
    else:
        os.environ["PATH"] += ":/usr/sbin"
        nginx = serve(port)
        try:
            medians = measure()
        finally:
            nginx.terminate()
            nginx.wait()
        for what, m in medians.items():
            say(what, f"{PAGES / m.wall:7.0f} pages/s  {m.cpu * 1000 / PAGES:6.3f} CPU s per 1,000  "
                      f"{m.wall:6.2f} s  {m.memory:5.1f} MB")
        ours, bare = medians["tocsin scrape"], medians["bare fetch"]
        say("of the bare fetch's rate", f"{bare.wall / ours.wall:.2f}, unchanged "
                                        f"{bare.wall / medians['  unchanged'].wall:.2f}")
        for peer in ("Scrapy", "Crawlee"):
            if peer in medians:
                cpu = medians[peer].cpu
                say(f"times {peer}, by CPU", f"{cpu / ours.cpu:.1f}, microdata "
                                             f"{cpu / medians['  microdata'].cpu:.1f}")
