"""A small ticket platform on loopback: pages with structured data whose prices follow story.json.

The simulated clock is set by POST /clock; everything else is an ordinary site with robots.txt, ETags
and, now and then, a 429.
"""
import hashlib
import http.server
import json
import threading
from datetime import datetime, timedelta, timezone
from html import escape

AVAILABILITY = {True: "https://schema.org/InStock", False: "https://schema.org/SoldOut"}


def parse_time(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


class Story:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.data = json.load(file)
        self.begins = parse_time(self.data["begins"])
        self.ends = self.begins + timedelta(days=self.data["days"])
        self.now = self.begins
        self.requests = 0

    def day(self):
        return (self.now - self.begins) / timedelta(days=1)

    def offers(self, event):
        """What each section of the event shows now."""
        on_sale = event.get("on_sale_day")
        for section in event["sections"]:
            past = [step for step in section["timeline"] if step["day"] <= self.day()]
            step = past[-1]
            if on_sale is not None and self.day() < on_sale:
                begins = self.begins + timedelta(days=on_sale)
                yield section["name"], step, "https://schema.org/PreOrder", begins
            else:
                yield section["name"], step, AVAILABILITY[step["left"] > 0], None

    def status(self, event):
        cancelled = event.get("cancelled_on_day")
        is_off = cancelled is not None and self.day() >= cancelled
        return "https://schema.org/" + ("EventCancelled" if is_off else "EventScheduled")


def json_ld(story, event, url):
    offers = []
    for name, step, availability, begins in story.offers(event):
        offer = {"@type": "Offer", "name": name, "price": step["price"], "priceCurrency": "GBP",
                 "availability": availability, "url": f"{url}#{name}",
                 "inventoryLevel": {"@type": "QuantitativeValue", "value": step["left"]}}
        if begins:
            offer["validFrom"] = begins.isoformat()
        offers.append(offer)
    venue = story.data["venue"]
    document = {
        "@context": "https://schema.org", "@type": event["type"], "name": event["name"], "url": url,
        "startDate": event["starts"], "eventStatus": story.status(event),
        "location": {"@type": "Place", "name": venue["name"],
                     "address": {"@type": "PostalAddress", "addressLocality": venue["city"],
                                 "addressCountry": venue["country"]}},
        "performer": [{"@type": "PerformingGroup", "name": p} for p in event["performers"]],
        "offers": offers}
    return f'<script type="application/ld+json">{json.dumps(document)}</script>'


def microdata(story, event, url):
    venue = story.data["venue"]
    rows = []
    for name, step, availability, _ in story.offers(event):
        rows.append(
            f'<li itemprop="offers" itemscope itemtype="https://schema.org/Offer">'
            f'<b itemprop="name">{escape(name)}</b> £<span itemprop="price" content="{step["price"]}">'
            f'{step["price"]}</span><meta itemprop="priceCurrency" content="GBP">'
            f'<link itemprop="availability" href="{availability}"><span itemprop="inventoryLevel" '
            f'itemscope itemtype="https://schema.org/QuantitativeValue"><meta itemprop="value" '
            f'content="{step["left"]}"></span></li>')
    performers = "".join(
        f'<span itemprop="performer" itemscope itemtype="https://schema.org/PerformingGroup">'
        f'<span itemprop="name">{escape(p)}</span></span>' for p in event["performers"])
    return (
        f'<article itemscope itemtype="https://schema.org/{event["type"]}">'
        f'<h1 itemprop="name">{escape(event["name"])}</h1><link itemprop="url" href="{url}">'
        f'<time itemprop="startDate" datetime="{event["starts"]}">{event["starts"]}</time>'
        f'<link itemprop="eventStatus" href="{story.status(event)}">{performers}'
        f'<div itemprop="location" itemscope itemtype="https://schema.org/Place">'
        f'<span itemprop="name">{escape(venue["name"])}</span>'
        f'<span itemprop="address" itemscope itemtype="https://schema.org/PostalAddress">'
        f'<span itemprop="addressLocality">{escape(venue["city"])}</span></span></div>'
        f'<ul>{"".join(rows)}</ul></article>')


def page(story, event, origin):
    url = f"{origin}/events/{event['slug']}"
    body = (json_ld if event["markup"] == "json-ld" else microdata)(story, event, url)
    return (f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{escape(event['name'])}"
            f"</title></head><body>{body}</body></html>").encode()


def handler_of(story, busy_every):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def reply(self, status, body=b"", headers=()):
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self):
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            story.now = parse_time(text)
            self.reply(204)

        def do_GET(self):
            if self.path == "/robots.txt":
                return self.reply(200, b"User-agent: *\nDisallow: /checkout\n",
                                  [("Content-Type", "text/plain")])
            story.requests += 1
            if busy_every and story.requests % busy_every == 0:
                return self.reply(429, b"busy", [("Retry-After", "900")])
            origin = f"http://{self.headers['Host']}"
            for event in story.data["events"]:
                if self.path == f"/events/{event['slug']}":
                    body = page(story, event, origin)
                    tag = '"' + hashlib.sha256(body).hexdigest()[:16] + '"'
                    if self.headers.get("If-None-Match") == tag:
                        return self.reply(304, headers=[("ETag", tag)])
                    return self.reply(200, body, [("Content-Type", "text/html; charset=utf-8"),
                                                  ("ETag", tag)])
            self.reply(404, b"not here")

    return Handler


def serve(story, busy_every=17):
    """Starts the platform; returns its origin."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler_of(story, busy_every))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}"
