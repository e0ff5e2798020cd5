#include "notify/deliver/record.h"

#include "base/log.h"
#include "notify/dead_address.h"
#include "store/decisions.h"

namespace tocsin::notify {

void Record::add(Settled settled) {
  settled.message.content = std::string();
  settled_.push_back(std::move(settled));
}

void Record::write(alert::Trail& trail) {
  counts_.clear();
  if (settled_.empty()) return;
  Json moved = Json::object();
  for (const Settled& s : settled_) write(s, trail, moved);
  trail.note("notify.deliver", "outbox", "", moved);
}

void Record::committed(alert::Counts& total) {
  for (const auto& [name, count] : counts_) total[name] += count;
  counts_.clear();
  settled_.clear();
}

void Record::write(const Settled& s, alert::Trail& trail, Json& moved) {
  const store::Message& m = s.message;
  const NextStep& next = s.next;
  const bool ours =
      store::settle(db_,
                    {m.id, next.state, s.tried ? m.reason : s.reason, s.at, next.due_at,
                     next.attempts, s.provider, s.outcome.provider_id, next.error},
                    claimant_);
  const bool again = next.state == MessageState::pending;
  const bool later = again || next.state == MessageState::uncertain;
  if (s.tried) {
    store::add_attempt(db_, {m.id, s.at, s.outcome.outcome, s.outcome.code, s.outcome.detail,
                             s.outcome.latency, later ? std::optional(next.due_at) : std::nullopt});
  }
  if (!ours) return;
  const std::string name = !s.tried && again ? "deferred"
                           : again           ? "retried"
                                             : std::string(word(next.state));
  ++counts_[name];
  moved[name].push_back(m.public_id);
  if (!s.tried) {
    store::add_decision(db_, {s.at, m.alert_id, m.person_id, m.destination_id, m.id, "deliver",
                              s.reason, next.error});
  }
  if (s.outcome.dead_address && m.destination_id) {
    address_is_dead(db_, trail, *m.destination_id, s.outcome.detail);
  }
  if (!s.outcome.new_address.empty() && m.destination_id) {
    store::move_destination(db_, *m.destination_id, s.outcome.new_address, s.at);
  }
  if (next.exhausted) address_takes_nothing(db_, trail, m, next.error);
  if (next.state == MessageState::failed) {
    log::info(m.public_id, "failed by {}: {}", word(m.channel), next.error);
  }
}

}  // namespace tocsin::notify
