#include "analyze/outlook/run.h"

#include <algorithm>
#include <limits>

#include "analyze/outlook/source.h"
#include "base/fault.h"
#include "base/log.h"

namespace tocsin::analyze {
namespace {

constexpr std::int64_t kBatch = 200;
const char* const kLock = "analyze.forecast";
constexpr Duration kHour = std::chrono::hours{1};
// A reading that late still tells what was then; after so long nobody will.
constexpr Duration kLate = std::chrono::hours{6};
constexpr Duration kGivenUp = std::chrono::days{2};
// A season and what is compared with it.
constexpr Duration kKeepScored = std::chrono::days{400};
constexpr Duration kMoved = std::chrono::hours{12};

Instant next_of(std::optional<Instant> starts_at, Instant now) {
  constexpr Duration kDay = std::chrono::hours{24};
  const Duration left = starts_at ? *starts_at - now : 8 * kDay;
  return now + std::clamp(left / 8, kHour, kDay);
}

class Forecasts {
 public:
  Forecasts(store::Database& db, const ForecastJob& job)
      : db_(db), job_(job), source_(db, job.time_zone, job.now) {}

  alert::Counts run() {
    forecast_all();
    score_all();
    drop_old();
    return {{"forecast", forecast_}, {"scored", scored_}};
  }

 private:
  void forecast_all() {
    store::DueOutlook after;
    std::int64_t left = job_.limit.value_or(std::numeric_limits<std::int64_t>::max());
    while (left > 0) {
      const auto due = store::outlooks_due(db_, job_.now, after, std::min(kBatch, left));
      if (due.empty()) return;
      const std::int64_t before = forecast_;
      db_.transaction([&] {
        forecast_ = before;
        for (const store::DueOutlook& d : due) forecast(d);
        fault_point("analyze.forecast.commit");
      });
      after = due.back();
      left -= static_cast<std::int64_t>(due.size());
      source_.forget_many();
    }
  }

  void forecast(const store::DueOutlook& due) {
    if (due.made_at && *due.made_at <= job_.now && job_.now - *due.made_at < job_.cache) {
      return store::postpone_outlook(db_, due, *due.made_at + job_.cache);
    }
    const auto event = source_.find(due.event_id);
    if (!event) {
      store::file_traits(db_, due.event_id, std::nullopt, {});
      return store::postpone_outlook(db_, due, std::nullopt);
    }
    store::file_traits(db_, due.event_id, event->starts_at, event->traits.terms());
    const auto& status = event->view.facts().status;
    const bool over =
        (event->starts_at && *event->starts_at <= job_.now) || status == EventStatus::cancelled;
    if (over) return store::postpone_outlook(db_, due, std::nullopt);
    const Outlook outlook = outlook_of(source_.situation(*event, job_.means));
    OrderedJson json = outlook_json(outlook);
    if (const auto advice = advise(outlook)) json["advice"] = advice_json(*advice);
    store::save_outlook(db_, due, job_.now, json.dump(), next_of(event->starts_at, job_.now));
    keep(due.event_id, outlook);
    ++forecast_;
  }

  void keep(std::int64_t event_id, const Outlook& outlook) {
    const auto last = store::forecasts_last_made(db_, event_id);
    const auto is_wanted = [&](ForecastKind kind, const Horizon& h) {
      const auto made = std::find_if(last.begin(), last.end(), [&](const store::LastMade& m) {
        return m.kind == kind && m.horizon == h.name;
      });
      const Duration apart = std::max<Duration>(kHour, (h.target - job_.now) / 4);
      return made == last.end() || made->made_at + apart <= job_.now;
    };
    store::StoredForecast row;
    row.event_id = event_id;
    row.made_at = job_.now;
    row.kind = ForecastKind::price;
    row.model = outlook.price.model;
    row.currency = std::string(outlook.price.currency.code());
    if (outlook.price.price) row.base = Money{*outlook.price.price, outlook.price.currency};
    for (const PriceForecast& f : outlook.price.forecasts) {
      if (!is_wanted(row.kind, f.horizon)) continue;
      row.horizon = f.horizon.name;
      row.target_at = f.horizon.target;
      row.quantiles.assign(f.quantiles.begin(), f.quantiles.end());
      row.confidence = std::clamp(f.confidence, 0.0, 1.0);
      store::add_forecast(db_, row);
    }
    row = {.event_id = event_id,
           .kind = ForecastKind::sell_out,
           .horizon = {},
           .made_at = job_.now,
           .model = "sales",
           .base = {},
           .currency = {},
           .quantiles = {},
           .probability = {},
           .outcome = {}};
    for (const SellOutForecast& f : outlook.sell_out.forecasts) {
      if (!is_wanted(row.kind, f.horizon)) continue;
      row.horizon = f.horizon.name;
      row.target_at = f.horizon.target;
      row.probability = f.probability;
      row.confidence = f.confidence();
      store::add_forecast(db_, row);
    }
  }

  void score_all() {
    store::StoredForecast after;
    for (;;) {
      const auto due = store::forecasts_to_score(db_, job_.now, after, kBatch);
      if (due.empty()) return;
      const std::int64_t before = scored_;
      db_.transaction([&] {
        scored_ = before;
        for (const store::StoredForecast& f : due) score(f);
        fault_point("analyze.score.commit");
      });
      after = due.back();
      source_.forget_many();
    }
  }

  void score(const store::StoredForecast& f) {
    const auto event = source_.find(f.event_id);
    std::optional<Outcome> outcome;
    if (!event) {
      outcome = Outcome{{}, "the event is looked at with another"};
    } else if (event->view.facts().status == EventStatus::cancelled) {
      outcome = Outcome{{}, "the event was cancelled"};
    } else {
      outcome = outcome_of(f, *event->course, event->starts_at, job_.now);
    }
    if (!outcome) return;
    store::score_forecast(db_, f.id, job_.now, outcome->value, outcome->unknown);
    ++scored_;
  }

  void drop_old() {
    for (std::int64_t dropped = kBatch; dropped == kBatch;) {
      dropped = db_.transaction(
          [&] { return store::drop_scored_forecasts(db_, job_.now - kKeepScored, kBatch); });
    }
  }

  store::Database& db_;
  const ForecastJob& job_;
  EventSource source_;
  std::int64_t forecast_ = 0, scored_ = 0;
};

}  // namespace

std::optional<Outcome> outcome_of(const store::StoredForecast& f, const Course& course,
                                  std::optional<Instant> starts_at, Instant now) {
  if (f.target_at > now) return std::nullopt;
  if (f.horizon == "event" && starts_at &&
      (*starts_at > f.target_at + kMoved || *starts_at < f.target_at - kMoved)) {
    return Outcome{{}, "the event was moved"};
  }
  // At its start an event leaves the shelves; what counts is what was on them last.
  const Instant at = starts_at ? std::min(f.target_at, *starts_at - kHour) : f.target_at;
  const Duration late = std::min<Duration>(kLate, (f.target_at - f.made_at) / 4);
  if (course.read_until < at - late) {
    if (now < f.target_at + kGivenUp) return std::nullopt;
    return Outcome{{}, "not read at the time"};
  }
  const Moment* then = course.at(at);
  if (then == nullptr) return Outcome{{}, "its history is gone"};
  if (f.kind == ForecastKind::sell_out) return Outcome{then->stock <= 0 ? 1 : 0, ""};
  if (course.currency.code() != f.currency) return Outcome{{}, "the currency has changed"};
  if (!then->best) return Outcome{{}, "nothing on sale"};
  return Outcome{*then->best, ""};
}

alert::Counts run_forecasts(store::Database& db, const ForecastJob& job) {
  const auto lock = store::NamedLock::acquire(db, kLock, job.wait);
  if (!lock) {
    log::info("-", "another run is forecasting; left to it");
    return {};
  }
  return Forecasts(db, job).run();
}

}  // namespace tocsin::analyze
