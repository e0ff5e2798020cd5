"""Extract: a page of 100 KB with its offers in JSON-LD by tocsin scrape extract, beside libxml2's
bare DOM parse of the same page. Both are whole processes, start-up included."""

import json
from pathlib import Path

from measure import TOOLS, rotate, sample, say, scratch, tool
from records import event

OFFERS, PAGE_BYTES, RUNS = 100, 100_000, 21

about = event(1)
block = {"@context": "https://schema.org", "@type": "MusicEvent", "name": about["name"],
         "startDate": about["starts_at"], "url": about["url"],
         "location": {"@type": "Place", "name": about["venue"]["name"],
                      "address": {"@type": "PostalAddress", "addressLocality": "Paris"}},
         "offers": [{"@type": "Offer", "name": f"Block {i}", "price": f"{20 + i}.50",
                     "priceCurrency": "GBP", "availability": "https://schema.org/InStock",
                     "url": f"{about['url']}/{i}"} for i in range(OFFERS)]}
head = f'<!doctype html><title>Page</title><script type="application/ld+json">{json.dumps(block)}</script>'
row = '<div class="row"><a href="/x">Block</a> <span class="price">20.50</span><p>Good view</p></div>\n'
page = head + row * ((PAGE_BYTES - len(head)) // len(row))

with scratch() as folder:
    file = Path(folder) / "page.html"
    file.write_text(page, encoding="utf-8")
    medians = rotate(RUNS, {
        "tocsin scrape extract": lambda: sample(
            [tool("scrape"), "extract", str(file), "--url", about["url"], "--json"]),
        "libxml2, DOM only": lambda: sample([str(TOOLS / "parse_page"), str(file), "1"])})

for name, m in medians.items():
    say(name, f"{1 / m.wall:7.0f} pages/s  {m.wall * 1e3:6.2f} ms  {m.memory:5.1f} MB")
