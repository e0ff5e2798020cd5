"""Fetching by real proxies: tinyproxy (HTTP) and microsocks (SOCKS5)."""
import json
import shutil
import socket
import subprocess
import time
import unittest

from family import Scenario, Site

PAGE = (b'<script type="application/ld+json">{"@context":"https://schema.org","@type":"MusicEvent",'
        b'"name":"Concert","startDate":"2026-05-01T20:00:00Z","offers":[{"@type":"Offer",'
        b'"price":"20.00","priceCurrency":"EUR"}]}</script>')
SECRET = "very-secret"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def needs(program):
    path = shutil.which(program, path="/usr/bin:/usr/sbin")
    return unittest.skipUnless(path, f"NOT TESTED: no {program}")


class Proxies(Scenario):
    def setUp(self):
        super().setUp()
        self.site = Site({f"/{n}": ("text/html", PAGE) for n in range(5)})
        self.addCleanup(self.site.close)
        self.ok("init", "--now", "2026-01-01")
        self.ok("scrape", "add", *(f"{self.site.origin}/{n}" for n in range(5)), "--interval", "10m",
                "--now", "2026-01-01")

    def start(self, command, port):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        for _ in range(200):
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", port)) == 0:
                    return process
            time.sleep(0.05)
        self.fail(f"{command[0]} does not listen")

    def tinyproxy(self):
        port = free_port()
        log = self.folder / f"tinyproxy{port}.log"
        config = self.folder / f"tinyproxy{port}.conf"
        config.write_text(f'Port {port}\nListen 127.0.0.1\nTimeout 30\nLogFile "{log}"\n'
                          f"LogLevel Connect\nMaxClients 50\nBasicAuth bell {SECRET}\n")
        self.start(["tinyproxy", "-d", "-c", str(config)], port)
        return f"http://bell:{SECRET}@127.0.0.1:{port}", log

    def microsocks(self):
        port = free_port()
        self.start(["microsocks", "-i", "127.0.0.1", "-p", str(port), "-u", "bell", "-P",
                    SECRET], port)
        return f"socks5h://bell:{SECRET}@127.0.0.1:{port}"

    def scrape(self, *proxies, now="2026-01-02", more=""):
        if more:
            config = self.folder / "tocsin.toml"
            config.write_text(config.read_text() + more)
        done = self.tool("scrape", "--now", now, "--json", "-v",
                         environment={"SCRAPE_PROXIES": " ".join(proxies)})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn(SECRET, done.stderr + done.stdout)
        return json.loads(done.stdout.splitlines()[-1])["counts"], done.stderr

    @needs("tinyproxy")
    def test_by_http(self):
        proxy, log = self.tinyproxy()
        counts, _ = self.scrape(proxy)
        self.assertEqual(counts["ok"], 5)
        self.assertIn("GET " + self.site.origin, log.read_text())

    @needs("microsocks")
    def test_by_socks(self):
        counts, _ = self.scrape(self.microsocks())
        self.assertEqual(counts["ok"], 5)

    @needs("tinyproxy")
    def test_one_that_fails_rests_and_the_next_takes_over(self):
        dead = f"http://bell:{SECRET}@127.0.0.1:{free_port()}"
        proxy, log = self.tinyproxy()
        counts, errors = self.scrape(dead, proxy)
        self.assertEqual(counts["ok"], 5)
        self.assertEqual(errors.count("failed and rests"), 1, errors)
        self.assertGreater(log.stat().st_size, 0)

    @needs("tinyproxy")
    def test_a_proxy_that_refuses_us_is_no_fault_of_the_site(self):
        proxy, _ = self.tinyproxy()
        counts, _ = self.scrape(proxy.replace(f"bell:{SECRET}@", ""))
        self.assertEqual(self.site.asked, [])
        self.assertEqual(counts["postponed"], 5)
        self.assertEqual(self.query("SELECT failures FROM platform"), [(0,)])
        # Nothing was learnt of the site: once a proxy works, so does it.
        counts, _ = self.scrape(proxy, now="2026-01-02T00:05:00Z")
        self.assertEqual(counts["ok"], 5)

    def test_none_works(self):
        dead = [f"http://127.0.0.1:{free_port()}", f"socks5h://127.0.0.1:{free_port()}"]
        counts, _ = self.scrape(*dead)
        self.assertEqual(self.site.asked, [])
        self.assertEqual(counts["postponed"], 5)
        counts, _ = self.scrape(*dead, now="2026-01-02T00:05:00Z", more="proxy_fallback = true\n")
        self.assertEqual(counts["ok"], 5)

    def test_what_is_no_proxy_is_refused(self):
        done = self.tool("scrape", environment={"SCRAPE_PROXIES": f"ftp://bell:{SECRET}@h:1"})
        self.assertEqual(done.returncode, 78, done.stderr)
        self.assertNotIn(SECRET, done.stderr)


if __name__ == "__main__":
    unittest.main()
