"""How pages are fetched, seen from the servers: pauses, Retry-After over runs, one slow server
beside others, answers that are none, one fetch for all watchers."""
import collections
import gzip
import http.server
import json
import sqlite3
import threading
import time
import unittest

from family import Scenario

PAGE = ('<script type="application/ld+json">{"@context":"https://schema.org","@type":"MusicEvent",'
        '"name":"Concert %s","startDate":"2026-05-01T20:00:00Z","offers":[%s]}</script>')
OFFER = ('{"@type":"Offer","name":"Block %d","price":"%d.50","priceCurrency":"EUR",'
         '"availability":"https://schema.org/InStock"}')
NOW = "2026-01-01T08:00:00Z"


def page(name, offers=3, price=20):
    return (PAGE % (name, ",".join(OFFER % (i, price + i % 50) for i in range(offers)))).encode()


class Server:
    """`answer(path)` is (status, headers, body); remembers (path, when) and the request headers."""

    def __init__(self, answer):
        self.asked = []
        self.headers = collections.defaultdict(list)
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                server.asked.append((self.path, time.monotonic()))
                server.headers[self.path].append(dict(self.headers.items()))
                status, headers, body = answer(self.path)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                try:
                    self.wfile.write(body)
                except ConnectionError:
                    pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def times(self, prefix="/p"):
        return [when for path, when in self.asked if path.startswith(prefix)]

    def close(self):
        self.http.shutdown()
        self.http.server_close()


class WithServers(Scenario):
    def serve(self, answer):
        server = Server(answer)
        self.addCleanup(server.close)
        return server

    def add(self, server, *paths, now="2026-01-01"):
        self.ok("scrape", "add", *(server.origin + p for p in paths), "--interval", "10m",
                "--now", now)

    def scrape(self, now=NOW, **more):
        done = json.loads(self.ok("scrape", "--now", now, "--json", **more).splitlines()[-1])
        return done["counts"]

    def outcomes(self, server):
        return {url.removeprefix(server.origin): outcome
                for url, outcome in self.query("SELECT url, outcome FROM page")}

    def setUp(self):
        super().setUp()
        self.ok("init", "--now", "2026-01-01")


class Fetching(WithServers):
    def test_what_answers_can_be(self):
        bomb = gzip.compress(b"\0" * 60_000_000, 9)
        shown = {
            "/ok": (200, {}, page("ok")),
            "/empty": (200, {}, b""),
            "/error": (200, {}, b"<h1>Something went wrong</h1>"),
            "/bomb": (200, {"Content-Encoding": "gzip"}, bomb),
            "/latin": (200, {"Content-Type": "text/html; charset=utf-8"},
                       PAGE.encode() % ("Köln".encode("latin-1"), (OFFER % (1, 20)).encode())),
            "/many": (200, {}, page("many", 10_000)),
            "/gone": (404, {}, b"no"),
            "/no": (403, {}, b"no"),
            "/later": (500, {}, b"no"),
        }
        first = {path: (200, {}, page(path)) for path in shown}
        now_shown = first
        server = self.serve(lambda path: now_shown.get(path, (404, {}, b"")))
        self.add(server, *shown)
        self.assertEqual(self.scrape()["ok"], len(shown))
        now_shown = shown
        self.scrape("2026-01-01T09:00:00Z")
        self.assertEqual(self.outcomes(server), {
            "/ok": "ok", "/empty": "nothing_found", "/error": "nothing_found",
            "/bomb": "unreadable", "/latin": "ok", "/many": "ok", "/gone": "gone",
            "/no": "refused", "/later": "transient"})
        # What vanished is closed only where the page itself says so.
        open_offers = dict(self.query(
            "SELECT p.url, count(o.id) FROM page p LEFT JOIN offer o ON o.page_id = p.id AND "
            "o.closed_at IS NULL GROUP BY p.url"))
        self.assertEqual({url.removeprefix(server.origin): n for url, n in open_offers.items()}, {
            "/ok": 3, "/empty": 3, "/error": 3, "/bomb": 3, "/latin": 1, "/many": 10_000,
            "/gone": 0, "/no": 3, "/later": 3})

    def test_a_page_that_is_unchanged_costs_no_row(self):
        etag = '"1"'
        server = self.serve(lambda path: (200, {"ETag": etag}, page(path)))
        self.add(server, "/p")
        self.scrape()
        server.close()
        again = Server(lambda path: (304, {}, b""))
        self.addCleanup(again.close)
        before = self.query("SELECT count(*) FROM price_point")
        with sqlite3.connect(self.database) as db:
            db.execute("UPDATE page SET url = ?", (again.origin + "/p",))
        self.assertEqual(self.scrape("2026-01-01T09:00:00Z")["not_modified"], 1)
        self.assertEqual(again.headers["/p"][0]["If-None-Match"], etag)
        self.assertEqual(self.query("SELECT count(*) FROM price_point"), before)

    def test_one_fetch_serves_all_watchers(self):
        server = self.serve(lambda path: (200, {}, page(path)))
        self.add(server, *(f"/p{i}" for i in range(5)))
        people = [{"type": "user", "external_id": f"u{i}", "name": f"U {i}",
                   "email": f"u{i}@desk.example"} for i in range(40)]
        watches = [{"type": "watch", "external_id": f"w{i}", "user": f"u{i}", "name": "Concerts",
                    "keywords": ["concert"], "max_price": {"amount": "50.00", "currency": "EUR"}}
                   for i in range(40)]
        self.import_records([*people, *watches])
        self.scrape()
        self.assertEqual(sorted(p for p, _ in server.asked),
                         ["/p0", "/p1", "/p2", "/p3", "/p4", "/robots.txt"])
        # What scrape writes knows nothing of watches.
        rows = self.query("SELECT (SELECT count(*) FROM offer), (SELECT count(*) FROM price_point), "
                          "(SELECT count(*) FROM event_look)")
        self.assertEqual(rows, [(15, 15, 5)])

    def test_nothing_due_costs_nothing(self):
        server = self.serve(lambda path: (200, {}, page(path)))
        self.add(server, "/p")
        self.scrape()
        asked = len(server.asked)
        self.assertEqual(self.scrape(), {})
        self.assertEqual(len(server.asked), asked)


class Politeness(WithServers):
    configuration = "host_jobs = 4\n"

    def test_the_crawl_delay_holds_within_and_over_runs(self):
        robots = b"User-agent: *\nCrawl-delay: 1\n"
        server = self.serve(lambda path: (200, {}, robots if path == "/robots.txt" else page(path)))
        self.add(server, "/p1", "/p2")
        self.scrape()
        self.add(server, "/p3")
        self.scrape("2026-01-01T08:00:01Z")
        times = server.times()
        self.assertEqual(len(times), 3)
        for before, after in zip(times, times[1:]):
            self.assertGreaterEqual(after - before, 0.95)

    def test_a_pause_that_a_server_asks_for_is_kept_by_all_and_over_runs(self):
        busy = True
        server = self.serve(lambda path: (429, {"Retry-After": "600"}, b"") if busy and
                            path.startswith("/p") else (200, {}, page(path)))
        other = self.serve(lambda path: (200, {}, page(path)))
        self.add(server, *(f"/p{i}" for i in range(20)))
        self.add(other, "/p")
        counts = self.scrape()
        asked = len(server.times())
        self.assertLessEqual(asked, 4)  # those that were under way
        self.assertEqual(counts["ok"], 1)
        self.assertEqual(counts["postponed"], 20 - asked)
        self.assertEqual(self.scrape("2026-01-01T08:09:00Z"), {})
        self.assertEqual(len(server.times()), asked)
        busy = False
        counts = self.scrape("2026-01-01T08:30:00Z")
        self.assertEqual((counts["ok"], counts["not_modified"]), (20, 1))

    def test_a_slow_server_holds_nobody_up(self):
        release = threading.Event()
        self.addCleanup(release.set)

        def slow(path):
            if path.startswith("/p"):
                release.wait(60)
            return 200, {}, page(path)

        stuck, quick = self.serve(slow), self.serve(lambda path: (200, {}, page(path)))
        self.add(stuck, *(f"/p{i}" for i in range(300)), now="2025-12-31")  # the first in line
        self.add(quick, *(f"/p{i}" for i in range(300)))
        run = threading.Thread(target=lambda: self.scrape())
        run.start()
        deadline = time.monotonic() + 60
        while len(quick.times()) < 300 and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertEqual(len(quick.times()), 300)
        self.assertLessEqual(len(stuck.times()), 4)
        # And what was read is stored although the run is not over.
        while self.query("SELECT count(*) FROM page WHERE outcome = 'ok'") < [(300,)]:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)
        release.set()
        run.join(120)
        self.assertFalse(run.is_alive())

    def test_an_unreachable_robots_txt_closes_the_server(self):
        for status in (500, 503):
            with self.subTest(status):
                server = self.serve(lambda path, s=status: (s, {}, b"") if path == "/robots.txt"
                                    else (200, {}, page(path)))
                self.add(server, "/p")
                self.scrape("2026-01-02")
                self.assertEqual(server.times(), [])


if __name__ == "__main__":
    unittest.main()
