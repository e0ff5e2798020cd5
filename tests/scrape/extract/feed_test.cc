#include "scrape/extract/feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/time.h"
#include "scrape/extract/page.h"

namespace tocsin::scrape {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Instant kNow = *parse_instant("2026-08-10T12:00:00Z");

Extraction extract(const std::string& text, std::optional<Instant> now = kNow) {
  return extract_page({text, "https://venue.example/feed", "text/plain", now});
}
Extraction calendar(const std::string& lines, std::optional<Instant> now = kNow) {
  return extract("BEGIN:VCALENDAR\nVERSION:2.0\n" + lines + "END:VCALENDAR\n", now);
}
Extraction vevent(const std::string& lines, std::optional<Instant> now = kNow) {
  return calendar("BEGIN:VEVENT\nUID:u1\nSUMMARY:Show\n" + lines + "END:VEVENT\n", now);
}
// "2026-08-11T22:00:00Z exact America/New_York"
std::string start(const FoundEvent& found) {
  const EventFacts& e = found.event;
  if (!e.starts_at) return "";
  std::string out = format_instant(*e.starts_at) + " " + std::string(word(e.start_precision));
  if (!e.time_zone.empty()) out += " " + e.time_zone;
  return out + (e.start_guess ? "?" : "");
}
std::vector<std::string> starts(const Extraction& page) {
  std::vector<std::string> out;
  for (const FoundEvent& e : page.events) out.push_back(start(e));
  return out;
}

TEST(Feed, IsKnownByItsBeginning) {
  struct Case {
    std::string_view text;
    FeedKind kind;
  };
  const Case cases[] = {
      {"BEGIN:VCALENDAR\nEND:VCALENDAR", FeedKind::icalendar},
      {"\n begin:vcalendar\n", FeedKind::icalendar},
      {"<?xml version='1.0'?>\n<!-- x -->\n<rss version='2.0'>", FeedKind::syndication},
      {"<feed xmlns='http://www.w3.org/2005/Atom'>", FeedKind::syndication},
      {"<atom:feed xmlns:atom='http://www.w3.org/2005/Atom'/>", FeedKind::syndication},
      {"<rdf:RDF>", FeedKind::syndication},
      {"<icalendar xmlns='urn:ietf:params:xml:ns:icalendar-2.0'>", FeedKind::xcal},
      {"<?xml version='1.0'?><!DOCTYPE html><html>", FeedKind::none},
      {"<html><rss>", FeedKind::none},
      {"<?xml", FeedKind::none},
      {"<!--", FeedKind::none},
      {"", FeedKind::none},
  };
  for (const Case& c : cases) EXPECT_EQ(feed_kind(c.text), c.kind) << c.text;
}

TEST(Calendar, FieldsOfAnEvent) {
  const auto page = calendar(R"(BEGIN:VEVENT
UID:e1@venue.example
SUMMARY:CANCELLED - Ann\, Bob &amp\;
 Co
DTSTART;TZID=America/New_York:20260820T200000
URL:https://venue.example/e1
LOCATION:Old Hall @ 1 High St\, Leeds
GEO:53.8;-1.55
CATEGORIES:Comedy,Music
X-COST:from £12.50
X-TICKETS-URL:https://venue.example/buy/1
END:VEVENT
)");
  EXPECT_THAT(page.problems, IsEmpty());
  ASSERT_EQ(page.events.size(), 1U);
  const EventFacts& e = page.events[0].event;
  EXPECT_EQ(e.external_id, "e1@venue.example");
  EXPECT_EQ(e.name, "CANCELLED - Ann, Bob &Co");
  EXPECT_EQ(e.status, EventStatus::cancelled);
  EXPECT_EQ(e.category, "comedy");
  EXPECT_EQ(e.url, "https://venue.example/e1");
  EXPECT_EQ(e.venue.name, "Old Hall");
  EXPECT_EQ(e.venue.street, "1 High St, Leeds");
  EXPECT_EQ(e.venue.latitude, 53.8);
  EXPECT_EQ(start(page.events[0]), "2026-08-21T00:00:00Z exact America/New_York");
  EXPECT_EQ(format_instant(*e.starts_local), "2026-08-20T20:00:00Z");
  ASSERT_EQ(page.events[0].offers.size(), 1U);
  EXPECT_EQ(page.events[0].offers[0].price->text(), "12.50 GBP");
  EXPECT_EQ(page.events[0].offers[0].url, "https://venue.example/buy/1");
}

TEST(Calendar, TimesAndZones) {
  struct Case {
    std::string lines, start;
  };
  const Case cases[] = {
      {"DTSTART:20260820T200000Z\n", "2026-08-20T20:00:00Z exact"},
      {"DTSTART:20260820T200000\n", "2026-08-20T20:00:00Z local"},
      {"DTSTART;VALUE=DATE:20260820\n", "2026-08-20T00:00:00Z day"},
      {"DTSTART;TZID=Europe/Rome:20260820T200000\n", "2026-08-20T18:00:00Z exact Europe/Rome"},
      {"DTSTART;TZID=/example.org/20240101/Europe/Rome:20260820T200000\n",
       "2026-08-20T18:00:00Z exact Europe/Rome"},
      {"DTSTART;TZID=Nowhere:20260820T200000\n", "2026-08-20T20:00:00Z local"},
      {"", ""},
  };
  for (const Case& c : cases) {
    EXPECT_THAT(starts(vevent(c.lines)), ElementsAre(c.start)) << c.lines;
  }
  const std::string own = R"(BEGIN:VTIMEZONE
TZID:House time
BEGIN:STANDARD
DTSTART:20200101T000000
TZOFFSETFROM:+0300
TZOFFSETTO:+0300
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:1
SUMMARY:Show
DTSTART;TZID=House time:20260820T200000
END:VEVENT
)";
  const auto page = calendar(own);
  EXPECT_THAT(starts(page), ElementsAre("2026-08-20T17:00:00Z exact"));
  EXPECT_EQ(format_instant(page.events[0].event.starts_local.value()), "2026-08-20T20:00:00Z");
  EXPECT_THAT(starts(calendar("X-WR-TIMEZONE:Europe/Rome\nBEGIN:VEVENT\nUID:1\nSUMMARY:Show\n"
                              "DTSTART:20260820T200000\nEND:VEVENT\n")),
              ElementsAre("2026-08-20T18:00:00Z exact Europe/Rome"));
}

TEST(Calendar, Repetition) {
  const std::string first = "DTSTART:20260801T200000\n";
  struct Case {
    std::string lines;
    std::size_t events;
    std::string first, last;
  };
  const Case cases[] = {
      {"RRULE:FREQ=WEEKLY;COUNT=4\n", 2, "2026-08-15T20:00:00Z local",
       "2026-08-22T20:00:00Z local"},
      {"RRULE:FREQ=WEEKLY;UNTIL=20260830T000000\n", 3, "2026-08-15T20:00:00Z local",
       "2026-08-29T20:00:00Z local"},
      {"RRULE:FREQ=DAILY\n", 401, "2026-08-09T20:00:00Z local", "2027-09-13T20:00:00Z local"},
      {"RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\n", 1, "2026-08-01T20:00:00Z local",
       "2026-08-01T20:00:00Z local"},
      {"RRULE:FREQ=SECONDLY\n", 1, "2026-08-01T20:00:00Z local", "2026-08-01T20:00:00Z local"},
      {"RDATE:20260901T200000,20260902T200000\n", 3, "2026-08-01T20:00:00Z local",
       "2026-09-02T20:00:00Z local"},
      {"RRULE:FREQ=WEEKLY;COUNT=4\nEXDATE:20260815T200000\n", 1, "2026-08-22T20:00:00Z local",
       "2026-08-22T20:00:00Z local"},
  };
  for (const Case& c : cases) {
    const auto found = starts(vevent(first + c.lines));
    ASSERT_EQ(found.size(), c.events) << c.lines;
    if (found.empty()) continue;
    EXPECT_EQ(found.front(), c.first) << c.lines;
    EXPECT_EQ(found.back(), c.last) << c.lines;
  }
  EXPECT_EQ(vevent(first + "RRULE:FREQ=WEEKLY\n", std::nullopt).events.size(), 1U);
  const auto moved = calendar(R"(BEGIN:VEVENT
UID:1
SUMMARY:Show
DTSTART:20260810T200000
RRULE:FREQ=WEEKLY;COUNT=3
END:VEVENT
BEGIN:VEVENT
UID:1
RECURRENCE-ID:20260817T200000
SUMMARY:Show
DTSTART:20260818T210000
END:VEVENT
)");
  EXPECT_THAT(starts(moved), ElementsAre("2026-08-10T20:00:00Z local", "2026-08-24T20:00:00Z local",
                                         "2026-08-18T21:00:00Z local"));
  EXPECT_EQ(moved.events[0].event.external_id, "1 2026-08-10T20:00");
}

TEST(Calendar, WhatIsBroken) {
  EXPECT_THAT(extract("BEGIN:VCALENDAR").events, IsEmpty());
  EXPECT_THAT(vevent("DTSTART:tomorrow\n").problems, testing::Not(IsEmpty()));
  EXPECT_THAT(calendar("BEGIN:VEVENT\nUID:1\nDTSTART:20260810T200000\nEND:VEVENT\n").problems,
              Contains(HasSubstr("no SUMMARY")));
  // Two calendars in one text, an event cut off.
  const std::string one = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:A\nDTSTART:20260810\n";
  EXPECT_EQ(extract(one + "END:VEVENT\nEND:VCALENDAR\n" + one).events.size(), 1U);
  std::string many;
  for (int i = 0; i < 10'050; ++i) {
    many += fmt::format(
        "BEGIN:VEVENT\nUID:{}\nSUMMARY:Show {}\nDTSTART:20260810T200000\n"
        "END:VEVENT\n",
        i, i);
  }
  const auto page = calendar(many);
  EXPECT_EQ(page.events.size(), kMostFeedEvents);
  EXPECT_THAT(page.problems, Contains(HasSubstr("more than 10000")));
}

TEST(Xcal, IsReadAsTheCalendarItStandsFor) {
  const auto page = extract(R"(<?xml version="1.0" encoding="utf-8"?>
<icalendar xmlns="urn:ietf:params:xml:ns:icalendar-2.0"><vcalendar><properties><version>
<text>2.0</text></version></properties><components><vevent><properties>
<uid><text>u1</text></uid><summary><text>Ann, Bob; Co</text></summary>
<dtstart><parameters><tzid><text>America/New_York</text></tzid></parameters>
<date-time>2026-08-11T18:00:00</date-time></dtstart>
<rrule><freq>WEEKLY</freq><until>2026-08-30T00:00:00Z</until><byday>TU</byday></rrule>
<exdate><parameters><tzid><text>America/New_York</text></tzid></parameters>
<date-time>2026-08-18T18:00:00</date-time></exdate>
<geo><latitude>+42.1</latitude><longitude>-76.8</longitude></geo>
<location><text>Hall @ 1 Main St</text></location></properties></vevent>
<vevent><properties><summary><text>All day</text></summary><dtstart><date>2026-09-25</date></dtstart>
</properties></vevent></components></vcalendar></icalendar>)");
  EXPECT_THAT(page.problems, IsEmpty());
  EXPECT_THAT(starts(page), ElementsAre("2026-08-11T22:00:00Z exact America/New_York",
                                        "2026-08-25T22:00:00Z exact America/New_York",
                                        "2026-09-25T00:00:00Z day"));
  const EventFacts& e = page.events.at(0).event;
  EXPECT_EQ(e.name, "Ann, Bob; Co");
  EXPECT_EQ(e.venue.name, "Hall");
  EXPECT_EQ(e.venue.latitude, 42.1);
}

TEST(Syndication, RssWithEventModules) {
  const auto page = extract(R"(<?xml version="1.0"?><rss version="2.0"
xmlns:ev="http://purl.org/rss/1.0/modules/event/" xmlns:g="http://base.google.com/ns/1.0"
xmlns:georss="http://www.georss.org/georss"><channel><title>Gigs</title><language>de-DE</language>
<item><title>The Nightjars &amp;amp; Co</title><link>https://venue.example/1</link>
<guid isPermaLink="false">g1</guid><category>Music</category>
<ev:startdate>2026-09-01T20:00:00+02:00</ev:startdate><ev:location>Alte Halle</ev:location>
<georss:point>52.5 13.4</georss:point><g:price>1.250,50 EUR</g:price></item>
<item><title><![CDATA[AUSVERKAUFT: <b>Ann</b>, 5. Oktober 2026, 20 Uhr]]></title><link>/2</link></item>
<item><title>News</title><link>https://venue.example/3</link>
<pubDate>Sun, 09 Aug 2026 10:00:00 +0200</pubDate></item>
<item><title>Later</title><pubDate>Sat, 05 Sep 2026 19:30:00 +0200</pubDate></item>
<item><link>https://venue.example/4</link></item></channel></rss>)");
  EXPECT_THAT(starts(page), ElementsAre("2026-09-01T18:00:00Z exact", "2026-10-05T20:00:00Z local?",
                                        "", "2026-09-05T17:30:00Z exact?"));
  EXPECT_THAT(page.problems, ElementsAre(HasSubstr("no title")));
  const FoundEvent& first = page.events.at(0);
  EXPECT_EQ(first.event.name, "The Nightjars & Co");
  EXPECT_EQ(first.event.external_id, "g1");
  EXPECT_EQ(first.event.venue.name, "Alte Halle");
  EXPECT_EQ(first.event.venue.longitude, 13.4);
  EXPECT_EQ(first.event.category, "music");
  EXPECT_EQ(first.offers.at(0).price->text(), "1250.50 EUR");
  EXPECT_EQ(page.events[1].event.name, "AUSVERKAUFT: Ann, 5. Oktober 2026, 20 Uhr");
  EXPECT_EQ(page.events[1].event.url, "https://venue.example/2");
  EXPECT_EQ(page.events[1].offers.at(0).availability, Availability::sold_out);
}

TEST(Syndication, AtomAndRdf) {
  const auto atom = extract(R"(<feed xmlns="http://www.w3.org/2005/Atom"
xmlns:gd="http://schemas.google.com/g/2005" xml:lang="en-GB"><title>Gigs</title><entry>
<title type="html">The &lt;i&gt;Nightjars&lt;/i&gt;</title><id>tag:1</id>
<link rel="edit" href="/edit"/><link rel="alternate" href="/e/1"/>
<gd:when startTime="2026-09-01T20:00:00.000+01:00"/><gd:where valueString="Old Hall"/>
<category term="Music"/></entry></feed>)");
  ASSERT_EQ(atom.events.size(), 1U);
  const EventFacts& e = atom.events[0].event;
  EXPECT_EQ(e.name, "The Nightjars");
  EXPECT_EQ(e.url, "https://venue.example/e/1");
  EXPECT_EQ(e.external_id, "tag:1");
  EXPECT_EQ(e.venue.name, "Old Hall");
  EXPECT_EQ(e.category, "music");
  EXPECT_THAT(starts(atom), ElementsAre("2026-09-01T19:00:00Z exact"));
  const auto rdf = extract(R"(<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/"><channel><title>x</title></channel><item rdf:about="https://a.example/1">
<title>A</title><link>https://a.example/1</link></item></rdf:RDF>)");
  ASSERT_EQ(rdf.events.size(), 1U);
  EXPECT_EQ(rdf.events[0].event.url, "https://a.example/1");
}

TEST(Syndication, BrokenAndHostileXml) {
  const auto cut = extract("<rss><channel><item><title>A</title></item><item><title>B</ti");
  EXPECT_EQ(cut.events.size(), 2U);
  EXPECT_THAT(cut.problems, Contains(HasSubstr("no XML")));
  const auto lol =
      extract(R"(<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;"><!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item>
<title>A&c;&x;</title></item></channel></rss>)");
  for (const FoundEvent& e : lol.events) EXPECT_THAT(e.event.name, testing::Not(HasSubstr("root")));
  std::string deep = "<rss><channel>";
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  EXPECT_THAT(extract(deep).events, IsEmpty());
}

TEST(Json, AloneIsJsonLd) {
  const auto page = extract(R"([{"@type":"Event","name":"A"},{"@type":"MusicEvent","name":"B"}])");
  EXPECT_EQ(page.events.size(), 2U);
}

}  // namespace
}  // namespace tocsin::scrape
