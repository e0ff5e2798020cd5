#include "analyze/look.h"

#include <algorithm>
#include <array>

#include "analyze/find.h"
#include "base/digest.h"
#include "base/text.h"

namespace tocsin::analyze {
namespace {

// News that never waits: each can begin only once.
bool ignores_cool_down(std::string_view kind) {
  return kind == "on_sale_soon" || kind == "sold_out" || kind == "event_changed";
}

EventMemory memory_of(const EventFacts& e) {
  return {e.starts_at, e.start_precision, e.status, fold(e.venue.name)};
}

bool any_on_sale(const Scene& scene) {
  return std::any_of(scene.offers.begin(), scene.offers.end(),
                     [](const store::StoredOffer& o) { return is_buyable(o.facts.availability); });
}

Json breakdown_json(const std::vector<Judgement>& judgements) {
  Json out = Json::array();
  for (const Judgement& j : judgements) {
    out.push_back({{"criterion", word(j.criterion)},
                   {"required", j.required},
                   {"meets", j.meets},
                   {"weight", j.weight},
                   {"value", j.value},
                   {"reason", j.reason}});
  }
  return out;
}

// What an edited watch saw under its old criteria means nothing now; its alerts stay.
MatchState afresh(const MatchState& before) {
  MatchState out;
  out.event_on_sale = before.event_on_sale;
  out.event = before.event;
  out.event_before = before.event_before;
  out.from = before.from;
  out.open = before.open;
  out.began = before.began;
  return out;
}

class Looker {
 public:
  Looker(const WatchFacts& watch, const std::optional<MatchState>& before, const Scene& scene,
         const Rules& rules, Instant now)
      : watch_(watch),
        scene_(scene),
        rules_(rules),
        now_(now),
        known_(before.has_value()),
        first_(!before || before->criteria != watch.criteria_digest),
        before_(!before  ? MatchState{}
                : first_ ? afresh(*before)
                         : *before),
        verdict_(judge(watch.criteria, scene.event, watch.watcher)),
        start_(start_instant(scene.event, watch.watcher.zone)) {}

  LookResult run() {
    const bool cares =
        watch_.inactive.empty() && scene_.followed.empty() && verdict_.meets_but_budget();
    if (!known_ && (!cares || begun())) return {};
    over_ = why_over(cares);
    if (over_.empty()) met_ = gather(watch_, scene_, verdict_, before_.best);
    see();
    const Sight sight{watch_, scene_, rules_, now_, before_, state_, met_, first_};
    for (const auto find :
         {find_ticket_match, find_target_reached, find_back_in_stock, find_low_inventory,
          find_budget_reached, find_sold_out, find_on_sale_soon, find_price_drop}) {
      take(over_.empty() ? find(sight) : ended(find(sight)));
    }
    const bool over_for_changes =
        !watch_.inactive.empty() || !scene_.followed.empty() || begun() || !known_;
    Finding changed = find_event_changed(sight);
    take(over_for_changes ? ended(std::move(changed)) : std::move(changed));
    settle_prices();
    plan();
    result_.state = std::move(state_);
    return std::move(result_);
  }

 private:
  bool begun() const { return start_ && *start_ <= now_; }

  // Why nothing of what is on offer matters any more; empty: it does.
  std::string why_over(bool cares) const {
    if (!watch_.inactive.empty()) return watch_.inactive;
    if (!scene_.followed.empty()) return scene_.followed;
    if (begun()) return "the event has begun";
    if (scene_.event.facts().status == EventStatus::cancelled) return "the event is cancelled";
    if (cares) return "";
    for (const Judgement& j : explain(watch_.criteria, scene_.event, nullptr, watch_.watcher)) {
      if (j.required && !j.meets) {
        return "the event does not meet the watch any more: " + j.reason;
      }
    }
    return "the event does not meet the watch any more";
  }

  Finding ended(Finding f) const {
    f.holds = f.begins = false;
    f.ended = over_.empty() ? "the event has begun" : over_;
    return f;
  }

  void see() {
    state_ = before_;
    state_.criteria = watch_.criteria_digest;
    state_.event = memory_of(scene_.event.facts());
    state_.event_on_sale = any_on_sale(scene_);
    state_.offers = static_cast<std::int64_t>(met_.offers.size());
    state_.meeting = met_.meeting;
    state_.tickets = met_.tickets;
    state_.matched = before_.matched || state_.offers > 0;
    state_.low = state_.offers > 0 &&
                 (met_.limited || state_.tickets.value_or(rules_.few + 1) <= rules_.few);
    const auto* fitting = met_.best_but_budget.offer;
    const auto& budget = watch_.criteria.budget;
    state_.fits = budget && fitting != nullptr && fitting->each &&
                  fitting->each->currency == budget->currency &&
                  fitting->each->minor * watch_.criteria.tickets() <= budget->minor;
    const auto* best = met_.best.offer;
    state_.best_offer = best == nullptr ? std::nullopt : std::optional(best->id);
    state_.best = best == nullptr ? std::nullopt : best->each;
    state_.score = best == nullptr ? verdict_.score() : met_.best.score;
    state_.breakdown = breakdown_json(explain(watch_.criteria, scene_.event, best, watch_.watcher));
  }

  std::string key(const Finding& f, std::string_view value) const {
    return dedup_key(watch_.id, scene_.event.stored.id, f.kind, value);
  }

  void take(const Finding& f) {
    const std::string kind(f.kind);
    const auto open = state_.open.find(kind);
    if (!f.holds) {
      state_.waiting.erase(kind);
      if (open == state_.open.end()) return;
      result_.resolve.push_back({key(f, open->second.value), f.ended});
      state_.open.erase(open);
      if (f.kind == "event_changed") state_.event_before.reset();
      return;
    }
    const bool is_new = open == state_.open.end() || open->second.value != f.value;
    if (!is_new) return update(f, open->second);
    if (f.begins || state_.waiting.contains(kind)) begin(f);
  }

  void update(const Finding& f, OpenAlert& open) {
    AlertDraft again = draft(watch_, scene_, state_, f, rules_, now_);
    std::string digest = digest_of(again);
    if (digest == open.digest) return;
    open.digest = std::move(digest);
    result_.update.push_back(std::move(again));
  }

  void begin(const Finding& f) {
    const std::string kind(f.kind);
    if (!watch_.criteria.wants(f.kind)) return;
    if (const auto began = state_.began.find(kind);
        began != state_.began.end() && !ignores_cool_down(f.kind)) {
      const Instant again = began->second + watch_.criteria.cool_down.value_or(rules_.cool_down);
      if (now_ < again) {
        state_.waiting[kind] = true;
        return look_at(again);
      }
    }
    if (const auto open = state_.open.find(kind); open != state_.open.end()) {
      result_.replace.push_back({key(f, open->second.value), "replaced: " + f.headline});
    }
    AlertDraft raised = draft(watch_, scene_, state_, f, rules_, now_);
    state_.open[kind] = {f.value, digest_of(raised)};
    state_.began[kind] = now_;
    state_.waiting.erase(kind);
    if (f.kind == "event_changed" && !state_.event_before) state_.event_before = before_.event;
    if (f.kind == "price_drop") {
      state_.from = f.reference;
      state_.baseline = state_.best;
    }
    if (state_.best && !f.priority) state_.told = state_.best;
    result_.raise.push_back(std::move(raised));
  }

  static std::string digest_of(const AlertDraft& d) {
    constexpr std::size_t kEnoughDigits = 16;
    return sha256_hex(fmt::format("{}\n{}\n{}\n{}", d.priority, d.title, d.body,
                                  d.metadata.at("action_url").get<std::string>()))
        .substr(0, kEnoughDigits);
  }

  // The price that falls are counted from follows the price up unless an alert stands or waits.
  void settle_prices() {
    const bool dropped = state_.open.contains("price_drop");
    if (!dropped) state_.from.reset();
    if (!state_.best) return;
    const Money& price = *state_.best;
    const auto other = [&](const std::optional<Money>& m) {
      return !m || m->currency != price.currency;
    };
    if (other(state_.baseline) || (!dropped && !state_.waiting.contains("price_drop") &&
                                   price.minor > state_.baseline->minor)) {
      state_.baseline = price;
    }
    if (other(state_.lowest) || price.minor < state_.lowest->minor) state_.lowest = price;
  }

  void look_at(Instant t) {
    if (t > now_ && (!result_.next || t < *result_.next)) result_.next = t;
  }

  void plan() {
    if (!over_.empty()) return;
    if (const auto& sale = scene_.event.facts().on_sale_from) {
      for (const Instant t : {*sale - kSaleNotice, *sale - kSaleUrgent, *sale}) look_at(t);
    }
    if (!start_ || state_.open.empty()) return;
    look_at(*start_);
    if (const auto next = next_urgency(*start_, now_)) look_at(*next);
  }

  const WatchFacts& watch_;
  const Scene& scene_;
  const Rules& rules_;
  Instant now_;
  bool known_, first_;
  MatchState before_;
  Verdict verdict_;
  std::optional<Instant> start_;
  std::string over_;
  Gathered met_;
  MatchState state_;
  LookResult result_;
};

}  // namespace

LookResult look(const WatchFacts& watch, const std::optional<MatchState>& before,
                const Scene& scene, const Rules& rules, Instant now) {
  return Looker(watch, before, scene, rules, now).run();
}

std::string dedup_key(std::int64_t watch_id, std::int64_t event_id, std::string_view kind,
                      std::string_view value) {
  std::string key = fmt::format("watch:{}/event:{}/{}", watch_id, event_id, kind);
  if (!value.empty() && value != kind) key += fmt::format("/{}", value);
  return key;
}

}  // namespace tocsin::analyze
