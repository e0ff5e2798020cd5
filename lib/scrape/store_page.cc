#include "scrape/store_page.h"

#include "alert/alerts.h"
#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "scrape/decide_follow.h"
#include "scrape/tell_wall.h"

namespace tocsin::scrape {
namespace {

constexpr std::size_t kLongestError = 500;

std::string failing_key(const std::string& platform) {
  return "platform_failing|" + platform;
}

// SC-11: after N failures in a row, again each time the count has doubled, once when all is well.
void watch_platform(store::Database& db, alert::Trail& trail, const ReadPage& page,
                    const std::string& error, const Settings& settings) {
  auto health = store::find_platform(db, page.fetched.page.platform_id);
  if (!health) return;
  const FetchClass c = page.fetched.fetch_class;
  if (is_failure(c)) {
    ++health->failures;
    health->last_error = error;
    if (should_tell(health->failures, health->told_failures, settings.tell_after)) {
      AlertDraft draft;
      draft.kind = "platform_failing";
      draft.priority = default_priority(draft.kind);
      draft.title = fmt::format("{} has failed {} times in a row", health->name, health->failures);
      draft.body = fmt::format("Last: {} ({}).", error, page.fetched.page.url);
      draft.dedup_key = failing_key(health->name);
      draft.subject = {"platform", health->name};
      draft.labels = {{"kind", draft.kind}, {"platform", health->name}};
      draft.metadata = {{"failures", health->failures},
                        {"error", error},
                        {"url", page.fetched.page.url},
                        {"action_url", page.fetched.page.url}};
      draft.recipients = {"role:ops_manager", "role:super_admin"};
      alert::raise(db, trail, draft);
      health->told_failures = health->failures;
    }
  } else if (c == FetchClass::ok || c == FetchClass::not_modified) {
    if (health->told_failures > 0) {
      alert::resolve_by_key(db, trail, failing_key(health->name), "it works again");
    }
    health->failures = health->told_failures = 0;
    health->last_error.clear();
    health->last_ok_at = trail.now();
  } else {
    return;
  }
  store::save_platform_health(db, *health);
}

std::int64_t store_offers(store::OfferWriter& writer, const ReadPage& page, Instant now,
                          alert::Counts& counts) {
  std::int64_t seen = 0;
  for (const FoundEvent& found : page.extraction.events) {
    Observation o;
    o.platform = page.fetched.page.platform;
    o.event = found.event;
    o.observed_at = now;
    const auto count = [&](const store::Observed& result) {
      counts["events_new"] += result.new_event ? 1 : 0;
      counts["offers_new"] += result.new_offer ? 1 : 0;
      counts["offers_changed"] += result.offer_changed && !result.new_offer ? 1 : 0;
    };
    writer.observe(o, found.offers, page.fetched.page.id, count);
    seen += static_cast<std::int64_t>(found.offers.size());
  }
  counts["offers_closed"] += writer.close_unseen(page.fetched.page.id, now);
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

}  // namespace

void store_page(store::Database& db, store::OfferWriter& offers, alert::Trail& trail,
                const ReadPage& page, const Settings& settings, alert::Counts& counts) {
  const Fetched& f = page.fetched;
  const Instant now = trail.now();
  const std::string error = explain(f.fetch_class, f.result);
  store::PageReading reading;
  reading.id = f.page.id;
  reading.outcome = word(f.fetch_class);
  reading.status = f.result.response.status;
  reading.error = std::string(utf8_prefix(error, kLongestError));
  reading.latency = f.result.response.elapsed;
  reading.at = now;
  reading.good = f.fetch_class == FetchClass::ok || f.fetch_class == FetchClass::not_modified;
  // A pause the server asked for before this page was sent is not the page's failure.
  reading.failures = reading.good || f.fetch_class == FetchClass::disallowed ? 0
                     : f.asked                                               ? f.page.failures + 1
                                                                             : f.page.failures;
  reading.due_at = now + next_pause(f.fetch_class, f.page.interval, reading.failures, f.page.id,
                                    f.retry_after, settings);
  if (reading.good) {
    const auto& headers = f.result.response.headers;
    reading.etag = to_utf8(headers.find("ETag").value_or(""));
    reading.last_modified = to_utf8(headers.find("Last-Modified").value_or(""));
  }
  if (f.fetch_class == FetchClass::ok) {
    reading.content_hash = page.content_hash;
    reading.offers_seen = store_offers(offers, page, now, counts);
  } else if (f.fetch_class == FetchClass::not_modified) {
    offers.confirm(f.page.id, now);
  } else if (f.fetch_class == FetchClass::gone) {
    counts["offers_closed"] += offers.close_unseen(f.page.id, now);
  }
  store::settle_page(db, reading);
  if (f.asked) watch_platform(db, trail, page, error, settings);
  tell_wall(db, trail, page);
  ++counts[std::string(word(f.fetch_class))];
  store_links(db, offers, page, now, counts);
  if (!error.empty()) {
    log::info("", "{}: {}, again at {}", f.page.url, error, format_instant(reading.due_at));
  }
}

}  // namespace tocsin::scrape
