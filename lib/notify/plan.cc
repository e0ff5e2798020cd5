#include "notify/plan.h"

#include <algorithm>
#include <limits>
#include <set>

#include "base/fault.h"
#include "base/id.h"
#include "base/log.h"
#include "base/text.h"
#include "notify/facts.h"
#include "notify/identity.h"
#include "notify/people.h"
#include "notify/plan/chain.h"
#include "notify/release.h"
#include "store/decisions.h"
#include "store/destinations.h"
#include "store/messages.h"

namespace tocsin::notify {
namespace {

constexpr std::int64_t kChunk = 200;

// What an alert wants said now, or why nothing is.
struct Wish {
  std::optional<Notice> notice;
  Reason reason = Reason::planned;
  std::optional<Instant> again_at;
};

Wish wish_of(const alert::Alert& a) {
  Notice n = notice_of(a);
  const bool told = a.told_state == "active";
  switch (a.status) {
    case AlertStatus::acknowledged:
      return {std::nullopt, Reason::acknowledged, std::nullopt};
    case AlertStatus::snoozed:
      return {std::nullopt, Reason::snoozed, a.snoozed_until};
    case AlertStatus::ignored:
      return {std::nullopt, Reason::no_longer_true, std::nullopt};
    case AlertStatus::resolved:
      if (!told) return {std::nullopt, Reason::no_longer_true, std::nullopt};
      n.purpose = Purpose::resolved;
      return {n, Reason::planned, std::nullopt};
    case AlertStatus::active:
      break;
  }
  if (told && a.facts.priority <= a.told_priority.value_or(kLowest)) {
    return {std::nullopt, Reason::same_state, std::nullopt};
  }
  if (is_direct_kind(n.kind)) {
    n.purpose = Purpose::direct;
  } else if (told) {
    n.purpose = Purpose::update;
    n.ordinal = n.priority;  // what was told only rises, so each is told once
  }
  return {n, Reason::planned, std::nullopt};
}

class Planner {
 public:
  Planner(store::Database& db, Carriers& carriers, const Settings& settings,
          const PlanOptions& options)
      : db_(db), carriers_(carriers), settings_(settings), options_(options), people_(db) {
    facts_.now = options.now;
    facts_.carried = carriers.carried();
    facts_.quiet = settings.quiet;
    facts_.told = [this](const Item& item) {
      auto told = store::told_since(db_, item.recipient->person_id, item.notice->kind,
                                    item.notice->subject_key(), options_.now - settings_.window);
      if (!item.recipient->person_id) {
        std::erase_if(told, [&](const store::Told& t) {
          return t.destination_id != std::optional(item.place->id);
        });
      }
      return told;
    };
  }

  // True if there may be more.
  bool chunk(std::int64_t limit, PlanResult& total) {
    PlanResult result;
    std::int64_t looked_at = 0;
    const auto body = [&] {
      result = {};
      trail_.clear();
      people_.forget();
      facts_.mutes = mutes_at(db_, options_.now);
      const auto alerts = alert::to_plan(db_, options_.now, limit);
      looked_at = static_cast<std::int64_t>(alerts.size());
      Json made = Json::array();
      for (const alert::Alert& a : alerts) plan_one(a, result, made);
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
  void plan_one(const alert::Alert& a, PlanResult& result, Json& made) {
    const Wish wish = wish_of(a);
    if (!wish.notice) {
      decide_against(a, wish.reason);
      if (!options_.dry_run) alert::planned(db_, a.id, std::nullopt, std::nullopt, wish.again_at);
      ++result.counts["suppressed"];
      return;
    }
    const Notice& notice = *wish.notice;
    Batch batch = decide(candidates(a, notice), facts_);
    bool told = false;
    for (const Item& item : batch.items) {
      const std::string outcome = put(item, result, made);
      told = told || !outcome.empty();
      if (!outcome.empty()) ++result.counts[outcome];
    }
    std::optional<Instant> again;
    for (const Dropped& d : batch.dropped) {
      if (d.reason == Reason::silenced) again = again_at(notice, facts_.mutes);
      record(a.id, d);
      ++result.counts["suppressed"];
    }
    if (options_.dry_run) return;
    const auto state = !told ? std::nullopt
                       : notice.purpose == Purpose::resolved
                           ? std::optional<std::string>("resolved")
                           : std::optional<std::string>("active");
    alert::planned(
        db_, a.id, state,
        told ? std::optional(std::max(notice.priority, a.told_priority.value_or(1))) : std::nullopt,
        again);
  }

  Batch candidates(const alert::Alert& a, const Notice& notice) {
    if (notice.purpose == Purpose::resolved) return told_before(a, notice);
    std::vector<std::string> tokens = a.facts.recipients;
    if (a.assignee_id) tokens.push_back(fmt::format("person:{}", *a.assignee_id));
    Batch batch;
    std::set<const Recipient*> seen;
    for (const std::string& token : tokens) {
      for (const Recipient* r : people_.resolve(token)) {
        if (r == nullptr || !seen.insert(r).second) continue;
        Item item;
        item.notice = &notice;
        item.recipient = r;
        batch.items.push_back(std::move(item));
      }
    }
    if (batch.items.empty()) {
      batch.dropped.push_back(
          {&notice, nullptr, nullptr, "recipients", Reason::nobody,
           tokens.empty() ? "the alert names no recipient" : join(tokens, ", ")});
    }
    return batch;
  }

  // Who was told that it began is told that it ended; what has not left yet does not leave.
  Batch told_before(const alert::Alert& a, const Notice& notice) {
    Batch batch;
    std::set<const Recipient*> seen;
    for (const store::Message& m : store::messages_of_alert(db_, a.id)) {
      if (m.purpose == Purpose::resolved) continue;
      const Recipient* who = m.person_id ? people_.person(*m.person_id) : owner_of(m);
      const bool waits = m.state == MessageState::pending || m.state == MessageState::held;
      const bool stopped =
          waits &&
          (options_.dry_run || store::suppress(db_, m.id, Reason::no_longer_true, options_.now));
      if (stopped) {
        batch.dropped.push_back(
            {&notice, who, nullptr, "resolved", Reason::no_longer_true, m.public_id});
        continue;
      }
      const bool left = m.state != MessageState::failed && m.state != MessageState::suppressed &&
                        m.state != MessageState::expired;
      if (!left || who == nullptr || !seen.insert(who).second) continue;
      Item item;
      item.notice = &notice;
      item.recipient = who;
      batch.items.push_back(std::move(item));
    }
    return batch;
  }

  const Recipient* owner_of(const store::Message& m) {
    const auto d =
        m.destination_id ? store::find_destination(db_, *m.destination_id) : std::nullopt;
    return d && d->organization_id ? people_.organization(*d->organization_id) : nullptr;
  }

  // The word it counts as; empty if it was there already or could not be made.
  std::string put(const Item& item, PlanResult& result, Json& made) {
    const Notice& n = *item.notice;
    const Recipient& who = *item.recipient;
    store::Message m;
    m.alert_id = n.alert_id;
    m.person_id = who.person_id;
    m.destination_id = item.place->id;
    m.channel = item.place->channel;
    m.address = item.place->address;
    m.purpose = n.purpose;
    m.kind = n.kind;
    m.subject_key = n.subject_key();
    m.priority = n.priority;
    m.identity = text_of({n.alert_public_id, who.person_id, item.place->id, n.purpose, n.ordinal});
    try {
      m.content = carriers_.find(m.channel)->compose(
          {&n,
           who.name,
           who.language,
           who.time_zone.empty() ? settings_.quiet.time_zone : who.time_zone,
           {}});
    } catch (const std::exception& e) {
      log::error(n.alert_public_id, "cannot be written for {}: {}", word(m.channel), e.what());
      record(*n.alert_id, {&n, &who, item.place, "render", Reason::unrenderable, e.what()});
      return "";
    }
    m.state = item.held_until ? MessageState::held : MessageState::pending;
    m.reason = item.held_until                ? Reason::quiet_hours
               : n.purpose == Purpose::direct ? Reason::direct
                                              : Reason::planned;
    m.due_at = item.held_until.value_or(options_.now);
    m.expires_at = m.due_at + settings_.expire_after;
    m.created_at = options_.now;
    if (options_.dry_run) {
      result.messages.push_back({n.alert_public_id, who.name, m.address, n.title, m.channel,
                                 n.priority, item.held_until});
      return item.held_until ? "held" : "planned";
    }
    m.public_id = new_id(IdKind::message, options_.now);
    const auto id = store::add_message(db_, m);
    if (!id) return "";
    made.push_back(m.public_id);
    store::add_decision(
        db_, {options_.now, n.alert_id, who.person_id, item.place->id, id, "outbox", m.reason, ""});
    return item.held_until ? "held" : "planned";
  }

  void record(std::int64_t alert_id, const Dropped& d) {
    if (options_.dry_run) return;
    store::add_decision(db_, {options_.now, alert_id,
                              d.recipient == nullptr ? std::nullopt : d.recipient->person_id,
                              d.place == nullptr ? std::nullopt : std::optional(d.place->id),
                              std::nullopt, std::string(d.stage), d.reason, d.detail});
  }

  void decide_against(const alert::Alert& a, Reason reason) {
    record(a.id, {nullptr, nullptr, nullptr, "alert", reason, ""});
  }

  store::Database& db_;
  Carriers& carriers_;
  const Settings& settings_;
  const PlanOptions& options_;
  People people_;
  ChainFacts facts_;
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
  Planner planner(db, carriers, settings, options);
  fault_point("notify.plan.begin");
  std::int64_t left = options.limit.value_or(std::numeric_limits<std::int64_t>::max());
  while (left > 0 && planner.chunk(std::min(left, kChunk), result)) left -= kChunk;
  if (!options.dry_run) release_held(db, carriers, settings, options, result.counts);
  return result;
}

}  // namespace tocsin::notify
