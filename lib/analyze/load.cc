#include "analyze/load.h"

#include "base/digest.h"
#include "base/log.h"
#include "base/text.h"
#include "store/habits.h"
#include "store/people.h"
#include "store/preferences.h"

namespace tocsin::analyze {
namespace {

constexpr std::size_t kWatchesHeld = 50'000;

std::vector<std::string> strings(const std::map<std::string, Json>& preferences,
                                 const std::string& name) {
  std::vector<std::string> out;
  const auto it = preferences.find(name);
  if (it == preferences.end()) return out;
  const Json list = it->second.is_array() ? it->second : Json::array({it->second});
  for (const Json& item : list) {
    if (item.is_string()) out.push_back(item);
  }
  return out;
}

std::string why_inactive(const store::WatchToMatch& row, Instant now) {
  if (row.removed) return "the watch was removed";
  if (row.paused) return "the watch is paused";
  if (row.expires_at && *row.expires_at <= now) return "the watch has expired";
  if (row.person_disabled) return "the person's account is disabled";
  return "";
}

}  // namespace

WatchFacts Loader::read(const store::WatchToMatch& row) {
  WatchFacts out;
  out.id = row.id;
  out.person_id = row.person_id;
  out.public_id = row.public_id;
  out.name = row.name;
  out.inactive = why_inactive(row, now_);
  out.criteria_digest = sha256_hex(row.criteria).substr(0, 12);
  std::string why;
  const auto json = parse_json(row.criteria, why);
  auto criteria = json ? read_criteria(*json, why) : std::nullopt;
  if (criteria) {
    out.criteria = std::move(*criteria);
  } else {
    log::warning(row.public_id, "its criteria cannot be read: {}", why);
    out.inactive = "the criteria of the watch cannot be read";
  }
  out.watcher.zone = Zone::find_or(row.time_zone, zone_);
  out.watcher.centre = out.criteria.place;
  if (out.criteria.radius_km && !out.watcher.centre) {
    const auto at = store::coordinates_under(db_, "city:" + out.criteria.city->folded);
    if (at) out.watcher.centre = Place{at->latitude, at->longitude};
  }
  const auto preferences = store::preferences(db_, row.person_id, std::nullopt);
  for (const std::string& team : strings(preferences, "favourites.teams")) {
    if (std::string folded = fold(team); !folded.empty()) out.favourite_teams.push_back(folded);
  }
  for (const std::string& section : strings(preferences, "favourites.sections")) {
    if (!out.favourite_sections.add(section, why)) log::info(row.public_id, "{}", why);
  }
  out.acts_on = acts_on(row.person_id, preferences);
  return out;
}

const std::map<std::string, double, std::less<>>& Loader::acts_on(
    std::int64_t person_id, const std::map<std::string, Json>& preferences) {
  const auto [place, added] = acts_on_.try_emplace(person_id);
  const auto wish = preferences.find("learning");
  if (!added || (wish != preferences.end() && wish->second == Json(false))) return place->second;
  const Habits habits = store::habits_of(db_, person_id);
  for (const auto& [kind, response] : habits.of(HabitTrait::kind)) {
    if (aged(response, now_).weight() < kHabitEnough) continue;
    place->second[kind] = belief(habits, HabitTrait::kind, kind, now_).rate();
  }
  return place->second;
}

const WatchFacts* Loader::watch(std::int64_t id) {
  const auto held = watches_.find(id);
  if (held != watches_.end()) return held->second.get();
  const auto row = store::watch_to_match(db_, id);
  auto& place = watches_[id];
  if (row) place = std::make_unique<WatchFacts>(read(*row));
  return place.get();
}

void Loader::forget_many() {
  if (watches_.size() <= kWatchesHeld) return;
  watches_.clear();
  acts_on_.clear();
}

std::optional<Scene> Loader::scene(std::int64_t event_id) {
  auto event = store::find_event(db_, event_id);
  if (!event) return std::nullopt;
  Scene out;
  if (event->same_as) {
    const auto leader = store::find_event(db_, *event->same_as);
    out.followed =
        fmt::format("it is one event with {} at {}", leader ? leader->facts.name : "that",
                    leader ? leader->platform : "another platform");
    out.event = view_of(std::move(*event));
    return out;
  }
  const std::int64_t failures = store::platform_failures(db_, event->platform_id);
  const auto others = store::events_same_as(db_, event_id);
  add_offers(*event, out);
  for (const store::StoredEvent& other : others) {
    const std::size_t first = out.offers.size();
    add_offers(other, out);
    // The event's own address leads to another platform.
    for (std::size_t i = first; i < out.offers.size(); ++i) {
      if (out.offers[i].facts.url.empty()) out.offers[i].facts.url = other.facts.url;
    }
  }
  out.event = view_of(std::move(*event), others);
  out.market = market_of(out, failures, now_);
  return out;
}

void Loader::add_offers(const store::StoredEvent& event, Scene& scene) {
  for (store::StoredOffer& offer : store::open_offers_of_event(db_, event.id)) {
    offer.platform = event.platform;
    scene.offers.push_back(std::move(offer));
  }
  scene.history.merge(store::history_of_event(db_, event.id, now_ - kHistoryWindow));
}

std::optional<MatchState> Loader::state(std::int64_t watch_id, std::int64_t event_id) {
  const auto row = store::find_match(db_, watch_id, event_id);
  if (!row) return std::nullopt;
  MatchState out = state_from(Json::parse(row->state));
  out.offers = row->offers;
  out.best_offer = row->best_offer_id;
  out.best = row->best;
  out.tickets = row->tickets;
  out.score = row->score;
  out.breakdown = Json::parse(row->breakdown);
  return out;
}

Market market_of(const Scene& scene, std::int64_t platform_failures, Instant now) {
  Market out;
  out.platform_failures = platform_failures;
  const auto add = [](std::optional<std::int64_t>& sum, std::int64_t n) {
    sum = sum.value_or(0) + n;
  };
  for (const store::StoredOffer& o : scene.offers) {
    const auto history = scene.history.find(o.id);
    if (history == scene.history.end()) continue;
    const History& points = history->second;
    for (const store::PricePoint& p : points) {
      if (p.at > o.first_seen_at && p.at > now - std::chrono::days{1} && p.at <= now) {
        ++out.changes_today;
      }
    }
    if (!points.front().quantity || !o.facts.quantity) continue;
    add(out.was, *points.front().quantity);
    add(out.left, is_buyable(o.facts.availability) ? *o.facts.quantity : 0);
  }
  return out;
}

}  // namespace tocsin::analyze
