"""A platform file written by a person: its list is followed, part by part and page by page; what the
list no longer names is given up; an API gets its credential, and nobody else sees it."""
import json
import unittest

from family import Scenario, Site

RULES = """
unverified = "a scenario"
urls = ["{origin}/*"]
language = "en"

[[page]]
urls = ["{origin}/list*"]
events = "li.none"
[page.event]
name = "b"
[page.next]
parameter = "page"
[page.follow]
links = {{ css = "a.show", attribute = "href" }}

[[page]]
urls = ["{origin}/show/*"]
[page.event]
name = "h1"
starts_at = "time"
[page.offer]
price = ".price"
availability = ".state"

[expect]
events = 0
"""

API = """
unverified = "a scenario"
urls = ["{origin}/api*"]
[fetch]
quota = {{ left = "X-Left", reset = "X-Reset" }}
[[fetch.secret]]
origin = "{origin}"
parameter = "apikey"
key = "ticketmaster.api_key"
[[page]]
data = "json"
events = "/events/*"
[page.event]
id = "/id"
name = "/name"
url = "/url"
[page.next]
link = "/next"
"""


def page(body):
    return "text/html; charset=utf-8", f"<html lang=en>{body}</html>".encode()


def show(name, price):
    return page(f"<h1>{name}</h1><time>Fri 1 May 2026, 20:00</time><p class=price>{price}</p>"
                "<p class=state>on sale</p>")


def links(*names):
    return page("".join(f"<a class=show href=/show/{n}>{n}</a>" for n in names))


class PlatformFiles(Scenario):
    def site(self, name, rules, pages):
        site = Site(pages)
        self.addCleanup(site.close)
        folder = self.folder / "platforms"
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.toml").write_text(rules.format(origin=site.origin), encoding="utf-8")
        return site

    def open_offers(self):
        return self.query("SELECT event.name, offer.price_minor FROM offer JOIN event ON event.id = "
                          "offer.event_id WHERE offer.closed_at IS NULL ORDER BY event.name")

    def test_a_list_is_followed_and_given_up(self):
        site = self.site("shows", RULES, {
            "/list": links("a", "b"), "/show/a": show("Anna", "£20"), "/show/b": show("Bert", "£30"),
            "/show/c": show("Carl", "£40")})
        self.ok("init")
        added = self.records("scrape", "add", site.origin + "/list", "--json", "--now", "2026-03-01")
        self.assertEqual(added[0]["platform"], "shows")
        self.ok("scrape", "--now", "2026-03-01T12:00:00Z")
        self.assertEqual(self.open_offers(), [("Anna", 2000), ("Bert", 3000)])
        site.pages["/list"] = links("b", "c")
        self.ok("scrape", "--now", "2026-03-02T12:00:00Z")
        self.assertEqual(self.open_offers(), [("Bert", 3000), ("Carl", 4000)])
        asked = len(site.asked)
        site.pages["/list"] = links("b", "c", "a")
        self.ok("scrape", "--now", "2026-03-03T12:00:00Z")
        self.assertIn("/show/a", site.asked[asked:])
        self.assertEqual(self.open_offers(), [("Anna", 2000), ("Bert", 3000), ("Carl", 4000)])

    def test_a_credential_goes_to_its_server_and_nowhere_else(self):
        key = "k3y-that-nobody-sees"
        site = self.site("api", API, {})
        for part, more in (("", f', "next": "/api?page=2&apikey={key}"'), ("page=2", "")):
            body = json.dumps({"events": [{"id": part or "1", "name": f"Show {part}",
                                           "url": "/s/" + part}]})[:-1] + more + "}"
            path = "/api?" + (part + "&" if part else "") + "apikey=" + key
            site.pages[path] = ("application/json", body.encode())
        self.environment["TICKETMASTER_API_KEY"] = key
        self.ok("init")
        self.ok("scrape", "add", site.origin + "/api?apikey=" + key, "--now", "2026-03-01")
        done = self.tool("scrape", "-v", "--json", "--now", "2026-03-01T12:00:00Z")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([p for p in site.asked if "robots" not in p],
                         ["/api?apikey=" + key, "/api?page=2&apikey=" + key])
        self.assertEqual(len(self.query("SELECT 1 FROM event")), 2)
        probed = self.tool("scrape", "probe", "-v", site.origin + "/api")
        self.assertIn("Show", probed.stdout)
        stored = self.database.read_bytes() + b"".join(
            p.read_bytes() for p in self.folder.glob("tocsin.db*"))
        for text in (done.stdout, done.stderr, probed.stdout, probed.stderr):
            self.assertNotIn(key, text)
        self.assertNotIn(key.encode(), stored)

    def test_a_fault_stops_its_own_platform_only(self):
        site = self.site("shows", RULES, {"/list": links("a"), "/show/a": show("Anna", "£20")})
        (self.folder / "platforms/broken.toml").write_text('unverified = "x"\nurl = []\n')
        self.ok("init")
        self.ok("scrape", "add", site.origin + "/list", "--now", "2026-03-01")
        refused = self.tool("scrape", "add", "--platform", "broken", site.origin + "/x")
        self.assertEqual(refused.returncode, 78)
        self.assertIn("broken.toml:2: unknown key 'url' (did you mean 'urls'?)", refused.stderr)
        self.ok("scrape", "--now", "2026-03-01T12:00:00Z")
        self.assertEqual(self.open_offers(), [("Anna", 2000)])
        self.assertIn("broken.toml:2", self.tool("doctor").stdout)


if __name__ == "__main__":
    unittest.main()
