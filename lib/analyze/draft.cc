#include "analyze/draft.h"

#include <algorithm>

#include "analyze/wording.h"
#include "base/text.h"
#include "base/time.h"

namespace tocsin::analyze {
namespace {

using store::StoredOffer;

Json money_json(const Money& m) {
  return {{"amount", m.amount()}, {"currency", m.currency.code()}};
}

const StoredOffer* best_offer(const Scene& scene, const MatchState& state) {
  const auto found = std::find_if(scene.offers.begin(), scene.offers.end(),
                                  [&](const StoredOffer& o) { return o.id == state.best_offer; });
  return found == scene.offers.end() ? nullptr : &*found;
}

std::vector<const History*> meeting_history(const Scene& scene, const StoredOffer* best) {
  // The past of places like the best one: its section where it has one, else the whole event.
  std::vector<const History*> out;
  for (const StoredOffer& o : scene.offers) {
    if (best != nullptr && o.facts.section != best->facts.section) continue;
    if (const auto it = scene.history.find(o.id); it != scene.history.end()) {
      out.push_back(&it->second);
    }
  }
  return out;
}

std::vector<std::string> favourites(const WatchFacts& watch, const Scene& scene,
                                    const StoredOffer* best) {
  std::vector<std::string> out;
  for (const std::string& team : watch.favourite_teams) {
    if (has_phrase(scene.event.text, team)) out.push_back(team);
  }
  if (best != nullptr && !best->facts.section.empty() &&
      watch.favourite_sections.contains(best->facts.section)) {
    out.push_back("section " + best->facts.section);
  }
  return out;
}

Scored scored(const WatchFacts& watch, const Scene& scene, const MatchState& state,
              const Finding& finding, const Rules& rules, Instant now) {
  const StoredOffer* best = best_offer(scene, state);
  ScoreFacts f;
  f.kind = finding.kind;
  f.price = state.best;
  f.reference = finding.reference;
  if (state.best) {
    f.median = past_of(meeting_history(scene, best), state.best->currency, now).median;
    const auto& target = watch.criteria.target_price;
    if (target && target->currency == state.best->currency) f.target = target;
  }
  f.tickets = state.tickets;
  f.few = rules.few;
  f.limited = best != nullptr && best->facts.availability == Availability::limited;
  if (const auto start = start_instant(scene.event, watch.watcher.zone); start && *start > now) {
    f.until_event = *start - now;
  }
  if (const auto& ends = scene.event.facts().on_sale_until; ends && *ends > now) {
    f.until_sale_ends = *ends - now;
  }
  f.match = state.score;
  f.favourites = favourites(watch, scene, best);
  if (const auto acts = watch.acts_on.find(finding.kind); acts != watch.acts_on.end()) {
    f.acts_on = acts->second;
  }
  f.market = scene.market;
  return score(f, rules.weights);
}

// Where the best offer is sold, or the event was seen first.
const std::string& platform_of(const Scene& scene, const MatchState& state) {
  const StoredOffer* best = best_offer(scene, state);
  const bool known = best != nullptr && !best->platform.empty();
  return known ? best->platform : scene.event.stored.platform;
}

Json event_json(const WatchFacts& watch, const Scene& scene, const MatchState& state) {
  const EventFacts& e = scene.event.facts();
  Json out{{"name", e.name},
           {"venue", e.venue.name},
           {"city", e.venue.city},
           {"url", e.url},
           {"platform", platform_of(scene, state)}};
  if (const auto wall = local_start(scene.event, watch.watcher.zone)) {
    out["starts_at"] = format_instant(*e.starts_at);
    out["starts"] = say_wall_time(*wall, e.start_precision == StartPrecision::day);
  }
  if (e.on_sale_from) out["on_sale_from"] = format_instant(*e.on_sale_from);
  if (e.status) out["status"] = word(*e.status);
  return out;
}

Json offer_json(const StoredOffer& o) {
  Json out{{"section", o.facts.section},
           {"row", o.facts.row},
           {"seats", o.facts.seats},
           {"url", o.facts.url},
           {"availability", word(o.facts.availability)}};
  if (o.facts.quantity) out["quantity"] = *o.facts.quantity;
  if (o.each) out["price"] = money_json(*o.each);
  return out;
}

// The best offer's prices, for a picture: ["time", "amount"] each, oldest first.
Json price_history_json(const Scene& scene, const StoredOffer& best) {
  constexpr std::size_t kMostPoints = 60;
  Json points = Json::array();
  const auto history = scene.history.find(best.id);
  if (history == scene.history.end() || !best.each) return nullptr;
  const History& all = history->second;
  const std::size_t begin = all.size() > kMostPoints ? all.size() - kMostPoints : 0;
  for (std::size_t i = begin; i < all.size(); ++i) {
    const std::optional<Money>& each = all[i].each;
    if (!each || each->currency != best.each->currency) continue;
    points.push_back({format_instant(all[i].at), each->amount()});
  }
  if (points.size() < 2) return nullptr;
  return {{"currency", best.each->currency.code()}, {"points", std::move(points)}};
}

Json labels_json(const WatchFacts& watch, const Scene& scene, const MatchState& state,
                 std::string_view kind) {
  Json out{{"kind", kind},
           {"platform", platform_of(scene, state)},
           {"event", scene.event.facts().name},
           {"watch", watch.public_id}};
  if (!scene.event.facts().category.empty()) out["category"] = scene.event.facts().category;
  if (!scene.event.facts().venue.city.empty()) out["city"] = scene.event.facts().venue.city;
  return out;
}

Json metadata_json(const WatchFacts& watch, const Scene& scene, const MatchState& state,
                   const Finding& finding) {
  Json out{{"event", event_json(watch, scene, state)},
           {"watch", {{"id", watch.public_id}, {"name", watch.name}}},
           {"offers", state.offers},
           {"match_score", state.score},
           {"reasons", finding.reasons}};
  std::string url = scene.event.facts().url;
  if (const StoredOffer* best = best_offer(scene, state)) {
    out["offer"] = offer_json(*best);
    if (!best->facts.url.empty()) url = best->facts.url;
    Json history = is_about_price(finding.kind) ? price_history_json(scene, *best) : Json();
    if (!history.is_null()) out["price_history"] = std::move(history);
  }
  out["action_url"] = url;
  if (state.best) {
    out["price"] = money_json(*state.best);
    if (finding.reference) {
      const std::int64_t tenths = change_in_tenths(*finding.reference, *state.best);
      out["previous_price"] = money_json(*finding.reference);
      out["change_percent"] = static_cast<double>(tenths) / 10;
    }
  }
  return out;
}

}  // namespace

bool is_about_price(std::string_view kind) {
  return kind == "price_drop" || kind == "target_reached" || kind == "budget_reached";
}

std::string describe(const StoredOffer& o) {
  std::string out = o.facts.quantity ? say_tickets(*o.facts.quantity) : std::string("tickets");
  if (o.facts.quantity.value_or(1) > 1) out += " together";
  if (!o.facts.section.empty()) out += " in section " + o.facts.section;
  if (!o.facts.row.empty()) out += ", row " + o.facts.row;
  if (o.each) out += fmt::format(" at {} each", say_money(*o.each));
  return out;
}

AlertDraft draft(const WatchFacts& watch, const Scene& scene, const MatchState& state,
                 const Finding& finding, const Rules& rules, Instant now) {
  const store::StoredEvent& event = scene.event.stored;
  AlertDraft out;
  out.kind = std::string(finding.kind);
  out.title = fmt::format("{}: {}", event.facts.name, finding.headline);
  out.body = join(finding.reasons, "\n");
  out.dedup_key = dedup_key(watch.id, event.id, finding.kind, finding.value);
  out.subject = {"event", std::to_string(event.id)};
  out.labels = labels_json(watch, scene, state, finding.kind);
  out.metadata = metadata_json(watch, scene, state, finding);
  out.recipients = {fmt::format("person:{}", watch.person_id)};
  if (finding.priority) {
    out.priority = *finding.priority;
  } else {
    Scored s = scored(watch, scene, state, finding, rules, now);
    out.priority = s.priority;
    out.breakdown = std::move(s.breakdown);
  }
  return out;
}

}  // namespace tocsin::analyze
