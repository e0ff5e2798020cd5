#include "scrape/store_page.h"

#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "scrape/decide_follow.h"
#include "scrape/decide_interval.h"
#include "scrape/tell_wall.h"
#include "store/page_events.h"

namespace tocsin::scrape {
namespace {

constexpr std::size_t kLongestError = 500;

// To the second: a run whose clock stands still comes to the same times whenever it is repeated.
Instant asked_at(const Fetched& f) {
  return f.page.at + std::chrono::floor<std::chrono::seconds>(f.waited);
}

struct Seen {
  std::int64_t offers = 0;
  bool news = false;
};

// Stores what the page shows.
Seen store_offers(store::Database& db, store::OfferWriter& writer, const ReadPage& page, Instant at,
                  alert::Counts& counts) {
  Seen seen;
  std::vector<std::int64_t> events;
  for (const FoundEvent& found : page.extraction.events) {
    Observation o;
    o.platform = page.fetched.page.platform;
    o.event = found.event;
    o.observed_at = at;
    const auto note = [&](const store::Observed& result) {
      counts["events_new"] += result.new_event ? 1 : 0;
      counts["offers_new"] += result.new_offer ? 1 : 0;
      counts["offers_changed"] += result.offer_changed && !result.new_offer ? 1 : 0;
      seen.news |=
          result.new_event || result.event_changed || result.new_offer || result.offer_changed;
      events.push_back(result.event_id);
    };
    writer.observe(o, found.offers, page.fetched.page.id, note);
    seen.offers += static_cast<std::int64_t>(found.offers.size());
  }
  const std::int64_t closed = writer.close_unseen(page.fetched.page.id, at);
  counts["offers_closed"] += closed;
  seen.news |= closed > 0;
  store::file_page(db, page.fetched.page.id, std::move(events));
  return seen;
}

// Where the page leads: what it names is fetched as well, what nothing names any more is not.
void store_links(store::Database& db, store::OfferWriter& offers, const ReadPage& page, Instant now,
                 alert::Counts& counts) {
  const FetchClass c = page.fetched.fetch_class;
  if (!page.leads_on || (c != FetchClass::ok && c != FetchClass::gone)) return;
  const std::int64_t id = page.fetched.page.id;
  // Also what was seen at this very time.
  const auto close = [&](std::int64_t unlisted) {
    counts["offers_closed"] += offers.close_unseen(unlisted, now + Duration{1});
  };
  const auto standing = store::page_standing(db, id);
  // Its list gave it up while it was being fetched.
  if (!standing) return close(id);
  const auto changes = store::set_page_links(db, id, pages_to_follow(page.links, *standing), now);
  for (const std::int64_t unlisted : changes.unlisted) close(unlisted);
  if (changes.found > 0) counts["pages_found"] += changes.found;
  if (!changes.unlisted.empty()) {
    counts["pages_unlisted"] += static_cast<std::int64_t>(changes.unlisted.size());
  }
  if (changes.refused > 0) {
    log::warning("", "{}: {} more pages are not followed: its platform has {} already",
                 page.fetched.page.url, changes.refused, store::kMostFoundPages);
  }
}

// When it is fetched next, and why then.
void schedule(store::Database& db, store::PageReading& reading, const Fetched& f,
              const Settings& settings) {
  const Pacing pacing = pacing_of(settings, f.page.platform);
  const store::PageWorth worth = store::page_worth(db, f.page.id, reading.at);
  reading.interval = f.page.interval;
  if (reading.good) {
    const NextReading next = next_reading({.id = f.page.id,
                                           .asked = f.page.asked,
                                           .interval = f.page.interval,
                                           .read_at = f.page.ok_at,
                                           .news_at = f.page.changed_at,
                                           .changed = reading.changed,
                                           .worth = worth},
                                          reading.at, pacing);
    reading.due_at = next.due_at;
    reading.interval = next.interval;
    reading.pace = word(next.pace);
    return;
  }
  const Duration pause = next_pause(f.fetch_class, f.page.interval, reading.failures, f.page.id,
                                    f.retry_after, settings);
  const bool passing = f.fetch_class == FetchClass::transient;
  reading.due_at = passing ? next_try(pause, worth, reading.at, pacing) : reading.at + pause;
  const bool waits = f.fetch_class == FetchClass::throttled ||
                     f.fetch_class == FetchClass::disallowed ||
                     f.fetch_class == FetchClass::blocked;
  reading.pace = word(waits ? Pace::wait : Pace::retry);
}

}  // namespace

void store_page(store::Database& db, store::OfferWriter& offers, PlatformTally& platforms,
                alert::Trail& trail, const ReadPage& page, const Settings& settings,
                alert::Counts& counts) {
  const Fetched& f = page.fetched;
  const Instant now = trail.now();
  const std::string error = explain(f.fetch_class, f.result);
  store::PageReading reading;
  reading.id = f.page.id;
  reading.outcome = word(f.fetch_class);
  reading.status = f.result.response.status;
  reading.error = std::string(utf8_prefix(error, kLongestError));
  reading.latency = f.result.response.elapsed;
  reading.at = asked_at(f);
  reading.good = f.fetch_class == FetchClass::ok || f.fetch_class == FetchClass::not_modified;
  // A pause the server asked for before this page was sent is not the page's failure.
  reading.failures = reading.good || f.fetch_class == FetchClass::disallowed ? 0
                     : f.asked                                               ? f.page.failures + 1
                                                                             : f.page.failures;
  if (reading.good) {
    const auto& headers = f.result.response.headers;
    reading.etag = to_utf8(headers.find("ETag").value_or(""));
    reading.last_modified = to_utf8(headers.find("Last-Modified").value_or(""));
  }
  if (f.fetch_class == FetchClass::ok) {
    const Seen seen = store_offers(db, offers, page, now, counts);
    reading.content_hash = page.content_hash;
    reading.offers_seen = seen.offers;
    reading.changed = seen.news;
  } else if (f.fetch_class == FetchClass::not_modified) {
    offers.confirm(f.page.id, now);
  } else if (f.fetch_class == FetchClass::gone) {
    counts["offers_closed"] += offers.close_unseen(f.page.id, now);
  }
  schedule(db, reading, f, settings);
  store::settle_page(db, reading);
  tell_wall(db, trail, page);
  platforms.add(page, error, reading.at);
  ++counts[std::string(word(f.fetch_class))];
  store_links(db, offers, page, now, counts);
  if (!error.empty()) {
    log::info("", "{}: {}, again at {}", f.page.url, error, format_instant(reading.due_at));
  }
}

}  // namespace tocsin::scrape
