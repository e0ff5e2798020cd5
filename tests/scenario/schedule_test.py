"""Days in the life of pages, with --now stepping over them: when each is fetched, what a failing
platform does to itself and to others, who hears of it."""
import collections
import datetime
import http.server
import json
import threading
import unittest

from family import Scenario

UTC = datetime.timezone.utc
START = datetime.datetime(2026, 3, 1, 9, tzinfo=UTC)


def text(t):
    return t.strftime("%Y-%m-%dT%H:%M:%SZ")


def time_of(value):
    return datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))


class Hall:
    """A ticket page whose price and state the test sets, by path."""

    def __init__(self):
        self.price = collections.defaultdict(lambda: "50.00")
        self.starts = collections.defaultdict(lambda: "2026-09-01T19:00:00Z")
        self.sale = {}
        self.status = 200
        self.empty = False
        self.asked = collections.Counter()
        hall = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                body = b""
                if self.path != "/robots.txt":
                    hall.asked[self.path] += 1
                    body = hall.page(self.path)
                self.send_response(404 if self.path == "/robots.txt" else hall.status)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def page(self, path):
        if self.empty:
            return b"<p>Come back soon</p>"
        name = path.strip("/")
        offer = {"@type": "Offer", "price": self.price[path], "priceCurrency": "GBP",
                 "availability": "https://schema.org/InStock"}
        if path in self.sale:
            offer["validFrom"] = self.sale[path]
        event = {"@context": "https://schema.org", "@type": "MusicEvent", "name": name,
                 "startDate": self.starts[path], "performer": {"name": name},
                 "location": {"@type": "Place", "name": "Hall", "address": "Leeds"},
                 "offers": [offer]}
        return ('<script type="application/ld+json">' + json.dumps(event) + "</script>").encode()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Schedule(Scenario):
    def setUp(self):
        super().setUp()
        self.hall = Hall()
        self.addCleanup(self.hall.close)
        self.ok("init", "--now", text(START))

    def add(self, *paths, options=(), at=START):
        self.ok("scrape", "add", *(self.hall.origin + path for path in paths), *options,
                "--now", text(at))

    def watch(self, name, performer, at=START):
        record = {"type": "watch", "external_id": name, "user": "ann", "performer": performer}
        self.import_records(
            [{"type": "user", "external_id": "ann", "name": "Ann"}, record], now=text(at))

    def step(self, at):
        self.ok("scrape", "--now", text(at))
        self.ok("analyze", "match", "--now", text(at))

    def pages(self):
        return {page["url"].removeprefix(self.hall.origin): page
                for page in self.records("scrape", "list", "--json")}

    def live(self, until, at=START, turn=None):
        """Runs at each instant at which a page is due; the instants, oldest first."""
        seen = []
        while at <= until:
            if turn:
                turn(at)
            self.step(at)
            seen.append(at)
            due = min(time_of(page["due_at"]) for page in self.pages().values() if page["due_at"])
            at = max(due + datetime.timedelta(seconds=1), at + datetime.timedelta(seconds=1))
        return seen

    def test_nobody_watches_and_then_somebody_does(self):
        self.add("/quiet")
        seen = self.live(START + datetime.timedelta(days=1))
        page = self.pages()["/quiet"]
        self.assertEqual((page["pace"], page["interval"]), ("unwatched", "6h"))
        self.assertLess(self.hall.asked["/quiet"], 15)
        # The first match makes it due at once, and often from then on.
        later = seen[-1] + datetime.timedelta(hours=1)
        self.watch("w", "quiet", at=later)
        self.ok("analyze", "match", "--now", text(later))
        self.assertEqual(self.pages()["/quiet"]["due_at"], text(later))
        self.live(later + datetime.timedelta(hours=20), at=later)
        page = self.pages()["/quiet"]
        self.assertEqual((page["pace"], page["interval"]), ("watched", "1h"))

    def test_a_moving_price_is_read_often_and_a_quiet_one_less_and_less(self):
        self.add("/moving")
        self.watch("w", "moving")
        self.step(START)

        def move(at):
            self.hall.price["/moving"] = f"{50 + self.hall.asked['/moving']}.00"

        hot = START + datetime.timedelta(hours=3)
        self.live(hot, at=START + datetime.timedelta(minutes=16), turn=move)
        page = self.pages()["/moving"]
        self.assertEqual((page["pace"], page["interval"]), ("moving", "30s"))
        self.live(hot + datetime.timedelta(days=1), at=hot)
        page = self.pages()["/moving"]
        self.assertEqual((page["pace"], page["interval"]), ("watched", "1h"))

    def test_the_begin_of_a_sale_is_met(self):
        sale = START + datetime.timedelta(days=1, hours=1)
        self.hall.sale["/sale"] = text(sale)
        self.add("/sale")
        self.add("/asked", options=("--interval", "6h"))
        self.hall.sale["/asked"] = text(sale)
        self.watch("w", "sale")
        seen = self.live(sale + datetime.timedelta(minutes=20))
        after = [at for at in seen if at >= sale]
        self.assertLessEqual(after[0], sale + datetime.timedelta(seconds=2))
        # From then on twice a minute; what has its own interval keeps to that, but for the begin.
        self.assertGreater(len(after), 35)
        self.assertLess(self.hall.asked["/asked"], 8)
        fetched = time_of(self.pages()["/asked"]["fetched_at"])
        self.assertLess(abs(fetched - sale), datetime.timedelta(seconds=3))

    def test_a_platform_that_fails_is_left_alone_and_spoken_of(self):
        paths = [f"/{i}" for i in range(12)]
        self.add(*paths, options=("--platform", "hall", "--interval", "10m"))
        self.watch("w", "3")
        self.step(START)
        self.hall.status = 500
        began = START + datetime.timedelta(minutes=11)
        before = sum(self.hall.asked.values())
        self.step(began)
        status = self.records("scrape", "status", "--json", "--now", text(began))[0]
        self.assertEqual(status["breaker"], "open")
        kinds = lambda: [a for a in self.records("alert", "list", "--json")
                         if a["kind"] == "platform_failing"]
        self.assertEqual(len(kinds()), 1)
        # While it is open nothing is asked; when its pause is over one page is.
        asked = sum(self.hall.asked.values())
        self.ok("scrape", "--now", text(began + datetime.timedelta(seconds=30)))
        self.assertEqual(sum(self.hall.asked.values()), asked)
        at = time_of(status["breaker_until"]) + datetime.timedelta(seconds=1)
        self.ok("scrape", "--now", text(at))
        self.assertEqual(sum(self.hall.asked.values()), asked + 1)
        # An hour later it has been asked a handful of times, not twelve pages every ten minutes.
        for minute in range(2, 90, 2):
            self.ok("scrape", "--now", text(began + datetime.timedelta(minutes=minute)))
        self.assertLess(sum(self.hall.asked.values()) - before, 12 + 12)
        titles = [a["title"] for a in kinds()]
        self.assertIn("We cannot see tickets at hall at the moment", titles)
        # It works again: one page finds out, then the others follow, and all hear of it once.
        self.hall.status = 200
        end = began + datetime.timedelta(hours=4)
        for minute in range(3):
            self.step(end + datetime.timedelta(minutes=minute))
        status = self.records("scrape", "status", "--json",
                              "--now", text(end + datetime.timedelta(minutes=3)))[0]
        self.assertEqual((status["breaker"], status["failures"]), ("closed", 0))
        self.assertEqual(status["due"], 0)
        self.assertEqual({a["status"] for a in kinds()}, {"resolved"})

    def test_pages_that_show_nothing_any_more_are_failures(self):
        self.add("/a", "/b", "/c", options=("--platform", "hall", "--interval", "10m"))
        self.step(START)
        self.hall.empty = True
        for hour in (1, 2, 3):
            self.step(START + datetime.timedelta(hours=hour))
        status = self.records("scrape", "status", "--json",
                              "--now", text(START + datetime.timedelta(hours=3)))[0]
        self.assertEqual(status["breaker"], "closed")
        self.assertGreaterEqual(status["failures"], 5)
        self.assertLess(status["day"]["detection_percent"], 60)
        alerts = [a for a in self.records("alert", "list", "--json")
                  if a["kind"] == "platform_failing"]
        self.assertTrue(alerts)

    def test_pause_resume_remove(self):
        self.add("/a", "/b", options=("--interval", "10m"))
        self.step(START)
        a, b = self.hall.origin + "/a", self.hall.origin + "/b"
        later = text(START + datetime.timedelta(hours=1))
        self.ok("scrape", "pause", a, "--now", later)
        self.ok("scrape", "remove", b, "--now", later)
        self.assertEqual(self.tool("scrape", "pause", b).returncode, 66)
        self.ok("scrape", "--now", later)
        self.assertEqual(self.hall.asked, {"/a": 1, "/b": 1})
        self.assertEqual(list(self.pages()), ["/a"])
        self.assertEqual(self.pages()["/a"]["pace"], "paused")
        self.assertEqual(self.query("SELECT count(*) FROM offer WHERE closed_at IS NULL"), [(1,)])
        self.ok("scrape", "resume", a, "--now", later)
        self.ok("scrape", "--now", later)
        self.assertEqual(self.hall.asked["/a"], 2)
        self.add("/b", at=START + datetime.timedelta(hours=1))
        self.ok("scrape", "--now", later)
        self.assertEqual(self.query("SELECT count(*) FROM offer WHERE closed_at IS NULL"), [(2,)])


if __name__ == "__main__":
    unittest.main()
