#include "scrape/extract/event_index.h"

#include <utility>

#include "base/text.h"
#include "base/time.h"

namespace tocsin::scrape {
namespace {

std::string_view without_query(std::string_view url) {
  return url.substr(0, url.find('?'));
}

bool starts_agree(const EventNode& a, const EventNode& b) {
  const EventFacts& x = a.found.event;
  const EventFacts& y = b.found.event;
  if (!a.wall || !b.wall) return true;
  const bool day =
      x.start_precision == StartPrecision::day || y.start_precision == StartPrecision::day;
  if (day)
    return std::chrono::floor<std::chrono::days>(*a.wall) ==
           std::chrono::floor<std::chrono::days>(*b.wall);
  const bool exact =
      x.start_precision == StartPrecision::exact && y.start_precision == StartPrecision::exact;
  return exact ? x.starts_at == y.starts_at : a.wall == b.wall;
}

// Do two statements mean one event? They were found by one of EventIndex's keys, so their names,
// addresses or identifiers are equal and their starts agree.
bool are_same(const EventNode& a, const EventNode& b) {
  const EventFacts& x = a.found.event;
  const EventFacts& y = b.found.event;
  if (!starts_agree(a, b)) return false;
  if (!x.external_id.empty() && !y.external_id.empty() && x.external_id != y.external_id)
    return false;
  const std::string name = fold(x.name);
  const std::string other = fold(y.name);
  if (name != other) {
    const bool contained =
        name.find(other) != std::string::npos || other.find(name) != std::string::npos;
    const bool same_address = !x.url.empty() && x.url == y.url;
    return contained && (same_address || (!a.id.empty() && a.id == b.id));
  }
  if (!x.url.empty() && !y.url.empty() && x.url != y.url) {
    // Only tracking parameters may differ.
    if (without_query(x.url) != without_query(y.url)) return false;
  }
  const std::string venue = fold(x.venue.name);
  return venue.empty() || y.venue.name.empty() || venue == fold(y.venue.name);
}

// A day matches any time on it, a time matches itself and its day.
std::vector<std::string> starts(const EventNode& event, bool looking) {
  if (!event.wall) return {"never"};
  const std::string wall = format_instant(*event.wall);
  const std::string day = wall.substr(0, 10);
  if (event.found.event.start_precision != StartPrecision::day) {
    return {wall, (looking ? "day " : "on ") + day};
  }
  if (looking) return {"day " + day, "on " + day};
  return {"day " + day};
}

std::vector<std::string> keys(const EventNode& event, bool looking) {
  std::vector<std::string> out;
  const EventFacts& facts = event.found.event;
  for (const std::string& start : starts(event, looking)) {
    if (!facts.external_id.empty()) out.push_back("id|" + facts.external_id + "|" + start);
    if (!event.id.empty()) out.push_back("node|" + event.id + "|" + start);
    if (!facts.url.empty()) out.push_back("url|" + facts.url + "|" + start);
    out.push_back("name|" + fold(facts.name) + "|" + start);
  }
  return out;
}

}  // namespace

EventNode* EventIndex::find(const EventNode& event) {
  for (const std::size_t position : std::exchange(added_, {})) {
    for (std::string& key : keys(events_[position], false)) {
      by_key_.emplace(std::move(key), position);
    }
  }
  if (by_key_.empty()) return nullptr;
  for (const std::string& key : keys(event, true)) {
    const auto found = by_key_.find(key);
    if (found != by_key_.end() && are_same(events_[found->second], event)) {
      return &events_[found->second];
    }
  }
  return nullptr;
}

}  // namespace tocsin::scrape
