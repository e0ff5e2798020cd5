"""Pages that need a browser, through the real programs: a platform file, Chromium, the database."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import threading
import time
import unittest

from family import BIN, Scenario, Site
from reference import IN_CI

PATIENCE = 60  # seconds

PLATFORM = """urls = ["{origin}/*"]
checked_against = ["a page of our own"]
checked_on = "2026-11-21"

[fetch.render]
wait_for = ".offer"
dismiss = ["#cookies button"]
timeout = "20s"

[[page]]
events = ".show"

[page.event]
name = "h2"
starts_at = "time"

[page.offer]
price = ".offer"
"""

# The offers come a moment after the banner was clicked away, and no earlier.
SHOW = ("text/html", """<!doctype html><meta charset="utf-8"><title>Hall</title>
<div id="cookies"><button>Reject all</button></div>
<div class="show"><h2>The Nightjars</h2><time>2026-05-01T20:00:00Z</time></div>
<script>document.querySelector("#cookies button").onclick = () => {
  document.querySelector("#cookies").remove();
  setTimeout(() => document.querySelector(".show").insertAdjacentHTML(
    "beforeend", '<p class="offer">45 €</p>'), 200);
};</script>""".encode())
WALL = ("text/html", b"<!doctype html><title>Just a moment...</title><p>Checking your browser")


def processes_with(text):
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and text in (
                    (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()).decode(
                        errors="replace"):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


@unittest.skipIf(not shutil.which("chromedriver") and not IN_CI,
                 "NOT TESTED: no chromedriver; ./dev test provides it")
class Rendering(Scenario):
    def setUp(self):
        super().setUp()
        self.site = Site({"/show": SHOW, "/wall": WALL})
        self.addCleanup(self.site.close)
        (self.folder / "platforms").mkdir()
        (self.folder / "platforms/hall.toml").write_text(
            PLATFORM.replace("{origin}", self.site.origin), encoding="utf-8")
        self.environment["TMPDIR"] = str(self.folder)
        self.environment["XDG_DATA_HOME"] = str(self.folder / "data")
        self.ok("init", "--now", "2026-01-01")

    def add(self, *paths):
        self.ok("scrape", "add", "--now", "2026-01-01",
                *(self.site.origin + path for path in paths))

    def assert_nothing_runs(self):
        end = time.monotonic() + PATIENCE
        marker = f"{self.folder}/tocsin-browser-"
        while processes_with(marker):
            self.assertLess(time.monotonic(), end, processes_with(marker))
            time.sleep(0.02)
        self.assertEqual(list(self.folder.glob("tocsin-browser-*")), [])

    def test_offers_that_only_a_browser_shows(self):
        self.add("/show")
        self.ok("scrape", "--now", "2026-01-01")
        [page] = self.records("scrape", "list", "--json")
        self.assertEqual((page["platform"], page["outcome"], page["offers"]), ("hall", "ok", 1),
                         page)
        self.assertIn("/robots.txt", self.site.asked)
        self.assertEqual(self.site.asked.count("/show"), 1)
        self.assert_nothing_runs()
        probed = self.records("scrape", "probe", f"{self.site.origin}/show", "--json")
        self.assertEqual([r["offer"]["price"] for r in probed],
                         [{"amount": "45.00", "currency": "EUR"}])
        self.assertIn("chromedriver", self.tool("doctor").stdout)

    def test_a_wall_leaves_a_picture_and_an_alert(self):
        self.add("/wall")
        self.ok("scrape", "--now", "2026-01-01")
        [page] = self.records("scrape", "list", "--json")
        self.assertEqual(page["outcome"], "blocked")
        [alert] = self.records("alert", "list", "--kind", "platform_blocked", "--json")
        shown = json.loads(self.ok("alert", "show", alert["id"], "--json"))
        picture = pathlib.Path(shown["metadata"]["screenshot"])
        self.assertEqual(picture.parent, self.folder / "data/tocsin/screenshots")
        self.assertTrue(picture.read_bytes().startswith(b"\x89PNG"))

    def test_without_a_driver_the_page_fails_and_doctor_tells(self):
        self.add("/show")
        config = self.folder / "tocsin.toml"
        config.write_text(config.read_text(encoding="utf-8")
                          + 'webdriver_command = "/no/such/driver"\n', encoding="utf-8")
        self.ok("scrape", "--now", "2026-01-01")
        [page] = self.records("scrape", "list", "--json")
        self.assertIn("/no/such/driver", page["error"])
        examined = self.tool("doctor").stdout
        self.assertIn("hall", examined)
        self.assertIn("apt install chromium chromium-driver", examined)

    def test_a_killed_run_leaves_no_browser(self):
        asked = threading.Event()
        release = threading.Event()

        class Slow(dict):
            def get(self, path, default=None):
                if path == "/show":
                    asked.set()
                    release.wait(PATIENCE)
                return dict.get(self, path, default)

        self.site.pages = Slow(self.site.pages)
        self.addCleanup(release.set)
        self.site.server.handle_error = lambda *_: None  # nobody is there any more to be answered
        self.add("/show")
        run = subprocess.Popen([BIN / "tocsin", "scrape", "--now", "2026-01-01"],
                               env=self.environment, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
        self.assertTrue(asked.wait(PATIENCE), "the browser asks for the page")
        self.assertTrue(processes_with(f"{self.folder}/tocsin-browser-"))
        os.kill(run.pid, signal.SIGKILL)
        run.wait(PATIENCE)
        self.assert_nothing_runs()


if __name__ == "__main__":
    unittest.main()
