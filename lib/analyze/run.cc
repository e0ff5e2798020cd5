#include "analyze/run.h"

#include <algorithm>

#include "alert/alerts.h"
#include "analyze/adviser.h"
#include "analyze/load.h"
#include "analyze/terms.h"
#include "base/fault.h"
#include "base/log.h"
#include "store/page_events.h"

namespace tocsin::analyze {
namespace {

// A transaction holds so many events or watches, or less where they are watched by many.
constexpr std::int64_t kBatch = 200;
constexpr std::int64_t kLooksABatch = 5000;

const char* const kLock = "analyze.match";

std::optional<Instant> earlier(std::optional<Instant> a, std::optional<Instant> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

// The first venue with coordinates in the city that a watch measures its radius from: the watch is
// to be filed anew.
bool gives_centre(const WatchFacts& watch, const EventView& event) {
  const Venue& at = event.facts().venue;
  return watch.inactive.empty() && watch.criteria.radius_km && !watch.watcher.centre &&
         at.latitude && at.longitude && event.city == watch.criteria.city->folded;
}

class Matcher {
 public:
  Matcher(store::Database& db, const MatchJob& job)
      : db_(db), job_(job), loader_(db, job.time_zone, job.now), trail_(db, job.actor, job.now) {
    if (job.advice) adviser_.emplace(db, job.time_zone, *job.advice, job.now);
  }

  alert::Counts run() {
    each_batch<store::DueWatch>(
        [&](const auto& after, std::int64_t n) {
          return store::watches_due(db_, job_.now, after, n);
        },
        [&](const store::DueWatch& due) { look_of_watch(due); }, "analyze.watches");
    each_batch<store::DueEvent>(
        [&](const auto& after, std::int64_t n) {
          return store::events_due(db_, job_.now, after, n);
        },
        [&](const store::DueEvent& due) { look_at_event(due); }, "analyze.events");
    return counts_;
  }

 private:
  // Reads what is due in batches and commits after each, or after fewer where they are dear.
  template <typename Due, typename Read, typename Each>
  void each_batch(const Read& read, const Each& each, const std::string& place) {
    Due after{};
    std::int64_t left = job_.limit.value_or(std::numeric_limits<std::int64_t>::max());
    while (left > 0) {
      const std::vector<Due> due = read(after, std::min(kBatch, left));
      fault_point(place + ".loaded");
      if (due.empty()) return;
      std::size_t next = 0;
      while (next < due.size()) next = commit_some(due, next, each, place);
      after = due.back();
      left -= static_cast<std::int64_t>(due.size());
      loader_.forget_many();
      if (adviser_) adviser_->forget_many();
    }
  }

  template <typename Due, typename Each>
  std::size_t commit_some(const std::vector<Due>& due, std::size_t first, const Each& each,
                          const std::string& place) {
    const alert::Counts before = counts_;
    std::size_t next = first;
    db_.transaction([&] {
      counts_ = before;
      looks_ = 0;
      trail_.clear();
      for (next = first; next < due.size() && (next == first || looks_ < kLooksABatch); ++next) {
        each(due[next]);
      }
      fault_point(place + ".decided");
      trail_.flush();
      fault_point(place + ".commit");
    });
    fault_point(place + ".committed");
    return next;
  }

  void look_of_watch(const store::DueWatch& due) {
    ++counts_["watches"];
    const WatchFacts* watch = loader_.watch(due.id);
    if (watch == nullptr) return;
    const bool active = watch->inactive.empty();
    store::file_watch(
        db_, watch->id,
        active ? watch_terms(watch->criteria, watch->watcher.centre) : std::vector<std::string>{});
    for (const std::int64_t event_id : store::events_for_watch(db_, watch->id)) {
      const auto scene = loader_.scene(event_id);
      if (!scene) continue;
      if (const auto next = look_once(*watch, *scene)) store::look_again(db_, event_id, *next);
    }
    const auto row = store::watch_to_match(db_, watch->id);
    const bool will_expire = active && row && row->expires_at && *row->expires_at > job_.now;
    store::watch_looked(db_, due, will_expire ? row->expires_at : std::nullopt);
  }

  void look_at_event(const store::DueEvent& due) {
    ++counts_["events"];
    const auto scene = loader_.scene(due.id);
    if (!scene) return;
    const auto start = start_instant(scene->event, Zone::utc());
    const bool over =
        (start && *start <= job_.now - std::chrono::days{1}) || !scene->followed.empty();
    store::file_event(db_, due.id, over ? std::vector<std::string>{} : event_terms(scene->event));
    // A day after its start the event leaves the register of terms.
    std::optional<Instant> next;
    if (start && !over) next = *start + std::chrono::days{1};
    for (const std::int64_t watch_id : store::watches_for_event(db_, due.id)) {
      const WatchFacts* watch = loader_.watch(watch_id);
      if (watch == nullptr) continue;
      next = earlier(next, look_once(*watch, *scene));
      if (gives_centre(*watch, scene->event)) store::look_at_watch(db_, watch_id, job_.now);
    }
    store::event_looked(db_, due, next);
  }

  std::optional<Instant> look_once(const WatchFacts& watch, const Scene& scene) {
    ++looks_;
    ++counts_["looked"];
    const std::int64_t event_id = scene.event.stored.id;
    const auto before = loader_.state(watch.id, event_id);
    LookResult result = look(watch, before, scene, job_.rules, job_.now);
    if (!result.state) return std::nullopt;
    if (result.state->offers > 0) ++counts_["matched"];
    if (adviser_) {
      for (auto* drafts : {&result.raise, &result.update}) {
        for (AlertDraft& d : *drafts) adviser_->advise(d, event_id, result.state->best);
      }
    }
    apply(result);
    save(watch.id, event_id, before, *result.state);
    return result.next;
  }

  void apply(const LookResult& result) {
    for (const Ending& e : result.resolve) {
      if (!alert::resolve_by_key(db_, trail_, e.dedup_key, e.why)) continue;
      ++counts_["resolved"];
      if (job_.tell) job_.tell("resolve", e.why, nullptr);
    }
    for (const Ending& e : result.replace) {
      alert::replace_by_key(db_, trail_, e.dedup_key, e.why);
    }
    for (const AlertDraft& draft : result.raise) {
      alert::raise(db_, trail_, draft);
      ++counts_["raised"];
      if (job_.tell) job_.tell("raise", draft.dedup_key, &draft);
    }
    for (const AlertDraft& draft : result.update) {
      // What a person has settled stays settled.
      if (!store::alert_is_open(db_, draft.dedup_key)) continue;
      alert::raise(db_, trail_, draft);
      ++counts_["updated"];
    }
  }

  void save(std::int64_t watch_id, std::int64_t event_id, const std::optional<MatchState>& before,
            const MatchState& state) {
    const auto row = [&](const MatchState& s) {
      store::StoredMatch m;
      m.watch_id = watch_id;
      m.event_id = event_id;
      m.offers = s.offers;
      m.best_offer_id = s.best_offer;
      m.tickets = s.tickets;
      m.best = s.best;
      m.score = s.score;
      m.breakdown = s.breakdown.dump();
      m.state = state_json(s).dump();
      m.changed_at = job_.now;
      return m;
    };
    const store::StoredMatch now = row(state);
    if (before) {
      const store::StoredMatch old = row(*before);
      if (old.offers == now.offers && old.best_offer_id == now.best_offer_id &&
          old.tickets == now.tickets && old.best == now.best && old.breakdown == now.breakdown &&
          old.state == now.state) {
        return;
      }
    } else {
      store::want_sooner(db_, event_id, job_.now);
    }
    store::save_match(db_, now);
  }

  store::Database& db_;
  const MatchJob& job_;
  Loader loader_;
  std::optional<Adviser> adviser_;
  alert::Trail trail_;
  alert::Counts counts_{{"looked", 0}, {"matched", 0}, {"raised", 0}, {"resolved", 0}};
  std::int64_t looks_ = 0;
};

}  // namespace

alert::Counts run_match(store::Database& db, const MatchJob& job) {
  const auto lock = store::NamedLock::acquire(db, kLock, job.wait);
  if (!lock) {
    log::info("-", "another run is matching watches; left to it");
    return {{"skipped", 1}};
  }
  Matcher matcher(db, job);
  return job.dry_run ? db.rehearse([&] { return matcher.run(); }) : matcher.run();
}

}  // namespace tocsin::analyze
