#include "notify/deliver/record.h"

#include <deque>
#include <map>
#include <tuple>
#include <unordered_set>

#include "alert/dead_address.h"
#include "base/log.h"
#include "store/decisions.h"
#include "store/destinations.h"

namespace tocsin::notify {
namespace {

store::Move move_of(const Settled& s) {
  return {s.message.id,
          s.next.state,
          s.reason == Reason::planned ? s.message.reason : s.reason,
          s.at,
          s.next.due_at,
          s.next.attempts,
          s.provider,
          s.outcome.provider_id,
          s.next.error};
}

// What most of a batch has in common: nothing to remember but that a provider took it.
using Manner = std::tuple<MessageState, int, std::string>;
struct Alike {
  std::vector<std::int64_t> ids;
  Instant at{};
};
bool is_simply_taken(const Settled& s) {
  return is_sent(s.next.state) && s.reason == Reason::planned && s.next.error.empty() &&
         s.outcome.provider_id.empty();
}

store::Attempt attempt_of(const Settled& s) {
  const bool later =
      s.next.state == MessageState::pending || s.next.state == MessageState::uncertain;
  return {s.message.id,
          s.at,
          s.outcome.outcome,
          s.outcome.code,
          s.outcome.detail,
          s.outcome.latency,
          later ? std::optional(s.next.due_at) : std::nullopt};
}

}  // namespace

alert::Counts Record::write(const std::vector<Settled>& settled, const std::string& claimant,
                            alert::Trail& trail) {
  counts_.clear();
  if (settled.empty()) return counts_;
  std::vector<store::Move> moves;
  std::map<Manner, Alike> taken;
  std::vector<store::Attempt> attempts;
  std::vector<const Settled*> rows;
  std::deque<Settled> elsewhere;  // copies: the transaction may be run again
  for (const Settled& s : settled) {
    const Settled* row = &s;
    if (s.rather_elsewhere) {
      row = &elsewhere.emplace_back(s);
      try_elsewhere(elsewhere.back());
    }
    rows.push_back(row);
    if (is_simply_taken(*row)) {
      Alike& alike = taken[{row->next.state, row->next.attempts, row->provider}];
      alike.ids.push_back(row->message.id);
      alike.at = std::max(alike.at, row->at);
    } else {
      moves.push_back(move_of(*row));
    }
    if (s.tried) attempts.push_back(attempt_of(s));
  }
  std::unordered_set<std::int64_t> ours;
  const auto note = [&](const std::vector<std::int64_t>& ids) {
    ours.insert(ids.begin(), ids.end());
  };
  note(store::settle(db_, moves, claimant));
  for (const auto& [manner, alike] : taken) {
    const auto& [to, tries, provider] = manner;
    note(store::settle_taken(db_, alike.ids, {to, alike.at, tries, provider}, claimant));
  }
  store::add_attempts(db_, attempts);
  Json told = Json::object();
  for (const Settled* s : rows) {
    if (ours.contains(s->message.id)) tell(*s, trail, told);
  }
  trail.note("notify.deliver", "outbox", "", told);
  return counts_;
}

void Record::try_elsewhere(Settled& s) {
  const std::string why =
      s.outcome.refuses_us ? s.outcome.detail : fmt::format("{} is down", s.provider);
  if (!fallback_.replace(s.message, s.at, why)) return;
  s.next.state = MessageState::failed;
  s.next.error = why + ", told by another channel";
  s.reason = Reason::fallback;
}

void Record::tell(const Settled& s, alert::Trail& trail, Json& told) {
  const store::Message& m = s.message;
  const bool again = s.next.state == MessageState::pending;
  const std::string name = !s.tried && again                      ? "deferred"
                           : again && s.reason == Reason::refused ? "refused"
                           : again                                ? "retried"
                                                                  : std::string(word(s.next.state));
  ++counts_[name];
  told[name].push_back(m.public_id);
  // That it waits is said once, however often it is put off.
  if (s.reason != Reason::planned && s.reason != m.reason) {
    store::add_decision(db_, {s.at, m.alert_id, m.person_id, m.destination_id, m.id, "deliver",
                              s.reason, s.next.error});
  }
  if (s.outcome.refuses_us && refusals_told_.insert(s.provider).second) {
    log::warning(m.public_id, "{} takes nothing from us: {}", s.provider, s.outcome.detail);
  }
  if (s.outcome.dead_address && m.destination_id) {
    alert::address_is_dead(db_, trail, *m.destination_id, s.outcome.detail);
  }
  if (!s.outcome.new_address.empty() && m.destination_id) {
    store::move_destination(db_, *m.destination_id, s.outcome.new_address, s.at);
  }
  if (s.next.exhausted) alert::address_takes_nothing(db_, trail, m, s.next.error);
  if (s.next.state == MessageState::failed) {
    log::info(m.public_id, "failed by {}: {}", word(m.channel), s.next.error);
    if (!s.rather_elsewhere) fallback_.replace(m, s.at, s.next.error);
  }
}

}  // namespace tocsin::notify
