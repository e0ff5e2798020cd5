#include "analyze/event_view.h"

#include "base/text.h"

namespace tocsin::analyze {

EventView view_of(store::StoredEvent event, const std::vector<store::StoredEvent>& others) {
  EventView v;
  const auto add = [&](const store::StoredEvent& e) {
    v.platforms.push_back(fold(e.platform));
    for (const std::string& id : {e.facts.external_id, e.facts.url}) {
      if (!id.empty()) v.ids.push_back(to_lower(id));
    }
  };
  add(event);
  for (const store::StoredEvent& other : others) {
    add(other);
    event.facts = merged(other.facts, event.facts);
  }
  v.name = fold(event.facts.name);
  v.venue = fold(event.facts.venue.name);
  v.city = fold(event.facts.venue.city);
  v.category = fold(event.facts.category);
  v.text = v.name;
  for (const std::string& performer : event.facts.performers) {
    v.performers.push_back(fold(performer));
    v.text += " | " + v.performers.back();
  }
  v.text += " | " + v.venue + " | " + v.category;
  if (!event.facts.time_zone.empty() && Zone::exists(event.facts.time_zone)) {
    v.zone = Zone::find(event.facts.time_zone);
  }
  v.stored = std::move(event);
  return v;
}

Zone zone_of(const EventView& event, const Zone& watcher) {
  const auto& start = event.facts().starts_at;
  if (start && *start + std::chrono::days{2} >= kZoneHorizon) return Zone::utc();
  return event.zone.value_or(watcher);
}

std::optional<LocalTime> local_start(const EventView& event, const Zone& watcher) {
  const EventFacts& facts = event.facts();
  if (!facts.starts_at) return std::nullopt;
  if (facts.starts_local) return LocalTime{facts.starts_local->time_since_epoch()};
  if (facts.start_precision != StartPrecision::exact) {
    return LocalTime{facts.starts_at->time_since_epoch()};
  }
  return zone_of(event, watcher).to_local(*facts.starts_at);
}

std::optional<Instant> start_instant(const EventView& event, const Zone& watcher) {
  const EventFacts& facts = event.facts();
  if (!facts.starts_at || facts.start_precision == StartPrecision::exact) return facts.starts_at;
  LocalTime wall{facts.starts_at->time_since_epoch()};
  if (facts.start_precision == StartPrecision::day) wall += std::chrono::days{1};
  return zone_of(event, watcher).to_instant(wall);
}

bool has_phrase(std::string_view folded, std::string_view phrase) {
  for (std::size_t at = folded.find(phrase); at != std::string_view::npos;
       at = folded.find(phrase, at + 1)) {
    const std::size_t end = at + phrase.size();
    if ((at == 0 || folded[at - 1] == ' ') && (end == folded.size() || folded[end] == ' ')) {
      return true;
    }
  }
  return false;
}

}  // namespace tocsin::analyze
