#include "notify/plan.h"

#include <algorithm>
#include <deque>
#include <limits>

#include "alert/clock.h"
#include "alert/dead_address.h"
#include "alert/planning.h"
#include "base/fault.h"
#include "base/log.h"
#include "notify/candidates.h"
#include "notify/facts.h"
#include "notify/outbox.h"
#include "notify/release.h"
#include "notify/steps.h"
#include "store/held_messages.h"
#include "store/messages.h"

namespace tocsin::notify {
namespace {

constexpr std::int64_t kChunk = 500;
// What something without an end of its own mutes is looked at again: a policy may have changed.
constexpr Duration kLookAgain = std::chrono::minutes{10};

// Why nobody is to hear of an alert now, whoever they are.
struct Wish {
  std::optional<Notice> notice;
  Reason reason = Reason::planned;
  std::optional<Instant> again_at;
};

Wish wish_of(const alert::Alert& a) {
  switch (a.status) {
    case AlertStatus::acknowledged:
      return {std::nullopt, Reason::acknowledged, std::nullopt};
    case AlertStatus::snoozed:
      return {std::nullopt, Reason::snoozed, a.snoozed_until};
    case AlertStatus::ignored:
      return {std::nullopt, Reason::no_longer_true, std::nullopt};
    case AlertStatus::resolved:
      if (a.told_state != "active") return {std::nullopt, Reason::no_longer_true, std::nullopt};
      break;
    case AlertStatus::active:
      break;
  }
  Notice n = notice_of(a);
  if (a.status == AlertStatus::resolved) {
    n.purpose = Purpose::resolved;
  } else if (is_direct_kind(n.kind)) {
    n.purpose = Purpose::direct;
  }
  return {std::move(n), Reason::planned, std::nullopt};
}

std::optional<Instant> earlier(std::optional<Instant> a, std::optional<Instant> b) {
  return a && b ? std::min(a, b) : a ? a : b;
}

class Planner {
 public:
  Planner(store::Database& db, Carriers& carriers, const Settings& settings,
          const PlanOptions& options, RunFacts& facts)
      : db_(db),
        settings_(settings),
        options_(options),
        facts_(facts),
        outbox_(db, carriers, settings, options, facts) {}

  void prepare() {
    if (options_.dry_run) return;
    db_.transaction([&] {
      trail_.clear();
      alert::end_mended_addresses(db_, trail_);
      trail_.flush();
    });
  }

  // True if there may be more.
  bool chunk(std::int64_t limit, PlanResult& total) {
    PlanResult result;
    std::int64_t looked_at = 0;
    bool again = false;
    const auto body = [&] {
      result = {};
      trail_.clear();
      if (again) facts_.forget();
      again = true;
      facts_.refresh();
      const auto alerts = alert::to_plan(db_, options_.now, limit);
      looked_at = static_cast<std::int64_t>(alerts.size());
      for (const alert::Alert& a : alerts) plan_one(awake(a), result);
      Json made = outbox_.take_made();
      if (options_.dry_run || alerts.empty()) return;
      trail_.note("notify.plan", "outbox", "",
                  {{"alerts", alerts.size()}, {"messages", std::move(made)}});
      trail_.flush();
      fault_point("notify.plan.before_commit");
    };
    if (options_.dry_run) {
      body();
    } else {
      db_.transaction(body);
      fault_point("notify.planned");
    }
    for (const auto& [name, count] : result.counts) total.counts[name] += count;
    std::move(result.messages.begin(), result.messages.end(), std::back_inserter(total.messages));
    return looked_at == limit && !options_.dry_run;
  }

 private:
  alert::Alert awake(alert::Alert a) {
    if (!alert::has_slept(a, options_.now)) return a;
    if (!options_.dry_run) alert::wake(db_, trail_, a);
    a.status = AlertStatus::active;
    a.snoozed_until.reset();
    return a;
  }

  void plan_one(const alert::Alert& a, PlanResult& result) {
    const Wish wish = wish_of(a);
    if (!wish.notice) {
      Dropped d;
      d.stage = "alert";
      d.reason = wish.reason;
      outbox_.record(a.id, d);
      ++result.counts["suppressed"];
      if (!options_.dry_run) alert::planned(db_, a.id, {.again_at = wish.again_at});
      return;
    }
    const Notice& notice = *wish.notice;
    std::deque<Notice> others;
    const Batch batch = decide(candidates(a, notice, others), facts_.chain());
    alert::Planned planned;
    bool told = false;
    for (const Item& item : batch.items) {
      const bool made = outbox_.put(item, result);
      told = told || made;
      if (made && notice.purpose != Purpose::resolved) {
        planned.again_at = earlier(planned.again_at,
                                   repeat_at(item, item.leaves_at(options_.now), settings_.window));
      }
    }
    for (const Dropped& d : batch.dropped) drop(a, d, planned, result);
    if (options_.dry_run) return;
    if (told) {
      planned.told = notice.purpose == Purpose::resolved ? "resolved" : "active";
      planned.told_priority = std::max(notice.priority, a.told_priority.value_or(kLowest));
    }
    alert::planned(db_, a.id, planned);
  }

  void drop(const alert::Alert& a, const Dropped& d, alert::Planned& planned, PlanResult& result) {
    planned.again_at = earlier(planned.again_at, d.again_at);
    if (!d.muted_by.empty()) {
      planned.muted_by = d.muted_by;
      if (!d.again_at) planned.again_at = earlier(planned.again_at, options_.now + kLookAgain);
      if (d.muted_by == a.muted_by) return;  // as it was at the last look
    }
    if (d.reason == Reason::same_state) return;  // their message says what they know
    outbox_.record(a.id, d);
    ++result.counts["suppressed"];
  }

  Batch candidates(const alert::Alert& a, const Notice& notice, std::deque<Notice>& others) {
    if (!a.told_state) return who_should_know(a, notice, facts_);
    if (notice.purpose != Purpose::resolved) {
      return keep_news(who_should_know(a, notice, facts_), options_.now, settings_.window,
                       knowledge(store::sent_of_alert(db_, a.id)), others);
    }
    Batch stopped = stop_what_waits(a, notice);
    Batch batch = who_was_told(notice, store::sent_of_alert(db_, a.id), facts_);
    if (options_.dry_run) {
      // Nothing was stopped, so whoever would have had it looks told.
      std::erase_if(batch.items, [&](const Item& item) {
        return std::any_of(stopped.dropped.begin(), stopped.dropped.end(),
                           [&](const Dropped& d) { return d.recipient == item.recipient; });
      });
    }
    std::move(stopped.dropped.begin(), stopped.dropped.end(), std::back_inserter(batch.dropped));
    return batch;
  }

  // It ended: what has not left yet does not leave, unless others are told in it.
  Batch stop_what_waits(const alert::Alert& a, const Notice& ended) {
    Batch batch;
    for (const store::Message& m : store::messages_of_alert(db_, a.id)) {
      const bool waits = m.state == MessageState::pending || m.state == MessageState::held;
      if (!waits || m.purpose == Purpose::resolved || store::carries_others(db_, m.id)) continue;
      if (!options_.dry_run && !store::suppress(db_, m.id, Reason::no_longer_true, options_.now)) {
        continue;
      }
      Dropped d;
      d.notice = &ended;
      const Recipient* const known = m.person_id ? facts_.people().person(*m.person_id)
                                     : m.destination_id
                                         ? facts_.people().owner_of(*m.destination_id)
                                         : nullptr;
      d.recipient = facts_.people().as_told_of(known, ended);
      d.stage = "resolved";
      d.reason = Reason::no_longer_true;
      d.detail = m.public_id;
      batch.dropped.push_back(std::move(d));
    }
    return batch;
  }

  store::Database& db_;
  const Settings& settings_;
  const PlanOptions& options_;
  RunFacts& facts_;
  Outbox outbox_;
  alert::Trail trail_{db_, options_.actor, options_.now};
};

}  // namespace

PlanResult plan(store::Database& db, Carriers& carriers, const Settings& settings,
                const PlanOptions& options) {
  PlanResult result;
  const auto lock =
      options.dry_run ? std::nullopt : store::NamedLock::acquire(db, "notify.plan", options.wait);
  if (!lock && !options.dry_run) {
    log::info("", "planning left out: another run is at it");
    return result;
  }
  if (!options.dry_run) alert::obey_clock(db, options.now);
  RunFacts facts(db, settings, carriers.carried(), options.now);
  Planner planner(db, carriers, settings, options, facts);
  fault_point("notify.plan.begin");
  if (!options.only_held) planner.prepare();
  std::int64_t left =
      options.only_held ? 0 : options.limit.value_or(std::numeric_limits<std::int64_t>::max());
  while (left > 0 && planner.chunk(std::min(left, kChunk), result)) left -= kChunk;
  if (!options.only_held) plan_steps(db, carriers, settings, options, facts, result);
  if (!options.dry_run) release_held(db, carriers, settings, options, facts, result.counts);
  return result;
}

}  // namespace tocsin::notify
