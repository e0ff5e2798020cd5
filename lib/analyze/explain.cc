#include "analyze/explain.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "analyze/draft.h"
#include "analyze/gather.h"
#include "analyze/terms.h"
#include "base/time.h"

namespace tocsin::analyze {
namespace {

double rounded(double v) {
  return std::round(v * 1000) / 1000;
}

OrderedJson money_json(const std::optional<Money>& m) {
  if (!m) return nullptr;
  return {{"amount", m->amount()}, {"currency", m->currency.code()}};
}

OrderedJson prices_in(const Scene& scene, const Currency& currency, Instant now) {
  std::vector<const History*> histories;
  std::optional<Money> best;
  for (const store::StoredOffer& o : scene.offers) {
    if (!o.each || o.each->currency != currency) continue;
    if (const auto it = scene.history.find(o.id); it != scene.history.end()) {
      histories.push_back(&it->second);
    }
    if (is_buyable(o.facts.availability) && (!best || o.each->minor < best->minor)) best = o.each;
  }
  const PricePast past = past_of(histories, currency, now);
  return {{"currency", currency.code()},        {"best", money_json(best)},
          {"low_before", money_json(past.low)}, {"tenth", money_json(past.tenth)},
          {"median", money_json(past.median)},  {"changes", past.changes}};
}

}  // namespace

std::vector<OrderedJson> factor_rows(const alert::Alert& a) {
  std::vector<OrderedJson> out;
  for (const ScoreFactor& f : a.facts.breakdown) {
    out.push_back({{"factor", f.name},
                   {"value", rounded(f.value)},
                   {"weight", rounded(f.weight)},
                   {"points", rounded(f.value * f.weight)},
                   {"reason", f.reason}});
  }
  return out;
}

OrderedJson explain_alert(const alert::Alert& a) {
  OrderedJson out{
      {"alert", a.public_id},         {"kind", a.facts.kind},
      {"title", a.facts.title},       {"status", word(a.status)},
      {"priority", a.facts.priority}, {"priority_name", priority_name(a.facts.priority)}};
  if (a.facts.breakdown.empty()) {
    out["because"] = fmt::format("the table of kinds gives {} its priority", a.facts.kind);
  } else {
    out["score"] = rounded(score_of(a.facts.breakdown));
    out["factors"] = factor_rows(a);
  }
  for (const char* told : {"reasons", "advice"}) {
    if (a.facts.metadata.contains(told)) out[told] = a.facts.metadata.at(told);
  }
  return out;
}

OrderedJson event_features(const Scene& scene, Instant now) {
  const store::StoredEvent& e = scene.event.stored;
  OrderedJson out{{"event", e.id}, {"name", e.facts.name}, {"platform", e.platform}};
  if (e.facts.starts_at) {
    out["starts_at"] = format_instant(*e.facts.starts_at);
    out["days_left"] =
        std::chrono::duration_cast<std::chrono::hours>(*e.facts.starts_at - now).count() / 24;
  }
  out["platforms"] = scene.event.platforms;
  if (!scene.followed.empty()) out["looked_at_elsewhere"] = scene.followed;
  const auto buyable =
      std::count_if(scene.offers.begin(), scene.offers.end(),
                    [](const store::StoredOffer& o) { return is_buyable(o.facts.availability); });
  out["offers"] = scene.offers.size();
  out["offers_on_sale"] = buyable;
  out["tickets_left"] = scene.market.left ? OrderedJson(*scene.market.left) : OrderedJson();
  out["tickets_at_first"] = scene.market.was ? OrderedJson(*scene.market.was) : OrderedJson();
  out["changes_today"] = scene.market.changes_today;
  out["platform_failures"] = scene.market.platform_failures;
  std::set<std::string_view> currencies;
  out["prices"] = OrderedJson::array();
  for (const store::StoredOffer& o : scene.offers) {
    if (!o.each || !currencies.insert(o.each->currency.code()).second) continue;
    out["prices"].push_back(prices_in(scene, o.each->currency, now));
  }
  return out;
}

OrderedJson test_watch(const WatchFacts& watch, const Scene& scene) {
  const Verdict event = judge(watch.criteria, scene.event, watch.watcher);
  const Gathered met = gather(watch, scene, event, std::nullopt);
  const store::StoredOffer* shown = met.best.offer;
  if (shown == nullptr && !scene.offers.empty()) shown = &scene.offers.front();
  const Verdict verdict = shown == nullptr ? event : judge(watch.criteria, event, *shown);
  OrderedJson out{{"event", scene.event.stored.id},
                  {"name", scene.event.facts().name},
                  {"meets", met.best.offer != nullptr},
                  {"offers", met.offers.size()},
                  {"score", rounded(verdict.score())}};
  if (shown != nullptr) out["offer"] = describe(*shown);
  out["breakdown"] = OrderedJson::array();
  for (const Judgement& j : explain(watch.criteria, scene.event, shown, watch.watcher)) {
    out["breakdown"].push_back({{"criterion", word(j.criterion)},
                                {"required", j.required},
                                {"meets", j.meets},
                                {"value", rounded(j.value)},
                                {"weight", j.weight},
                                {"reason", j.reason}});
  }
  return out;
}

std::vector<OrderedJson> test_rows(store::Database& db, Loader& loader, const WatchFacts& watch) {
  std::set<std::int64_t> events;
  for (const std::string& term : watch_terms(watch.criteria, watch.watcher.centre)) {
    for (const std::int64_t id : store::events_under(db, term)) events.insert(id);
  }
  std::vector<OrderedJson> out;
  for (const std::int64_t id : events) {
    if (const auto scene = loader.scene(id)) out.push_back(test_watch(watch, *scene));
  }
  std::stable_sort(out.begin(), out.end(), [](const OrderedJson& a, const OrderedJson& b) {
    return std::pair(a.at("meets").get<bool>(), a.at("score").get<double>()) >
           std::pair(b.at("meets").get<bool>(), b.at("score").get<double>());
  });
  return out;
}

std::vector<OrderedJson> match_rows(store::Database& db, std::int64_t watch_id,
                                    std::int64_t limit) {
  std::vector<OrderedJson> out;
  for (const store::StoredMatch& m : store::matches_of_watch(db, watch_id, limit)) {
    const auto event = store::find_event(db, m.event_id);
    if (!event) continue;
    out.push_back({{"event", m.event_id},
                   {"name", event->facts.name},
                   {"platform", event->platform},
                   {"offers", m.offers},
                   {"best", money_json(m.best)},
                   {"score", rounded(m.score)},
                   {"breakdown", OrderedJson::parse(m.breakdown)},
                   {"first_at", format_instant(m.first_at)},
                   {"changed_at", format_instant(m.changed_at)}});
  }
  return out;
}

}  // namespace tocsin::analyze
