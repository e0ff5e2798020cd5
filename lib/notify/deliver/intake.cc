#include "notify/deliver/intake.h"

#include <fmt/format.h>

#include "store/held_messages.h"

namespace tocsin::notify {
namespace {

// A run waits for gates this long after its start; what finds no room by then goes back to the
// outbox, as does what would wait behind so many.
constexpr Duration kPatience{20'000};
constexpr std::int64_t kMostWaiting = 125;
// What is held for a provider that is down is looked at again after this, if nobody finds it up.
constexpr Duration kLookAgain{600'000};
// Messages of this priority on do not wait for a provider that is down.
constexpr Priority kUrgent = 4;

}  // namespace

void Intake::take(store::Message m, const DestinationNow& destination, Instant now) {
  // Time off is no part of the time within which it is to leave.
  if (m.reason == Reason::working_hours) m.expires_at = m.due_at + settings_.expire_after;
  if (is_too_old(m, now)) {
    return put_away(std::move(m), MessageState::expired, Reason::expired, "too old", now);
  }
  if (!carried_.contains(m.channel)) {
    std::string error = fmt::format("nothing carries {}", word(m.channel));
    return put_away(std::move(m), MessageState::failed, Reason::channel_absent, std::move(error),
                    now);
  }
  if (!destination.usable) {
    return put_away(std::move(m), MessageState::failed, Reason::destination_disabled,
                    "the address was found dead or switched off", now);
  }
  if (const Instant at = at_work(m, now); at > now) return await_work(std::move(m), at, now);
  take_again({std::move(m), destination.options, nullptr, {}}, now);
}

void Intake::take_again(Work work, Instant now) {
  work.receiver = &routes_.receiver_of(work.message, now);
  if (at_once_) return queue_.add(std::move(work));
  work.own_gates = routes_.own_gates_of(work.message, now);
  const Receiver& receiver = *work.receiver;
  if (is_down(receiver.circuit().kept, now)) return go_around(std::move(work), now);
  if (is_on_probation(receiver.circuit().kept) && may_leave_with_others(work)) {
    if (receiver.fails_alone) {
      found_.to_try.emplace(work.message.channel, work.message.destination_id);
    }
    const bool urgent = work.message.priority >= kUrgent;
    return put_back(std::move(work), now, urgent);
  }
  const Instant room = room_for(work, now);
  const bool crowded =
      room > now && receiver.gate->waiting + receiver.provider_gate->waiting >= kMostWaiting;
  const bool too_late = room > now && room > begin_ + kPatience;
  if (crowded || too_late) return put_off(std::move(work), room, now, false);
  queue_.add(std::move(work));
}

void Intake::defer(Work work, Instant now) {
  const Instant room = room_for(work, now);
  put_off(std::move(work), room, now, false);
}

// Once tried, a message of a channel with its own schedule is worth trying to the end of that.
bool Intake::is_too_old(const store::Message& m, Instant now) const {
  if (!m.expires_at || *m.expires_at > now) return false;
  return m.attempts == 0 || carriers_.retry_policy(m.channel).schedule.empty();
}

// When its recipient is at work, if it is a reminder; else now. Planning saw to that, but tries may
// fail, and runs be late.
Instant Intake::at_work(const store::Message& m, Instant now) {
  if (!is_reminder(class_of(m.purpose, m.kind, m.priority), m.kind)) return now;
  const Recipient* const who = m.person_id        ? people_.person(*m.person_id)
                               : m.destination_id ? people_.owner_of(*m.destination_id)
                                                  : nullptr;
  return who == nullptr ? now : notify::at_work(*who, now, settings_.working);
}

// Judged and written anew then, or tried again as it is.
void Intake::await_work(store::Message m, Instant until, Instant now) {
  const auto to = may_be_written_anew(m) ? MessageState::held : MessageState::pending;
  NextStep next{to, until, m.attempts, ""};
  found_.settled.push_back(
      {std::move(m), {}, std::move(next), Reason::working_hours, false, now, ""});
}

Instant Intake::room_for(const Work& work, Instant now) const {
  Instant room = std::max(limits_.room_at(*work.receiver->gate, now),
                          limits_.room_at(*work.receiver->provider_gate, now));
  for (const auto& gate : work.own_gates) room = std::max(room, limits_.room_at(*gate, now));
  return room;
}

// Its provider is down: another one carries it, or another channel, or it waits.
void Intake::go_around(Work work, Instant now) {
  const std::string down = work.receiver->provider;
  if (auto other = routes_.another(work.message.channel, down, Routes::Among::all, now)) {
    NextStep next{MessageState::pending, now, work.message.attempts,
                  fmt::format("{} is down", down)};
    found_.settled.push_back({std::move(work.message),
                              {},
                              std::move(next),
                              Reason::fallback,
                              false,
                              now,
                              *std::move(other)});
    return;
  }
  const bool urgent = work.message.priority >= kUrgent;
  if (may_leave_with_others(work)) return put_back(std::move(work), now, urgent);
  ++work.receiver->circuit().triers;
  const Instant room = room_for(work, now);
  put_off(std::move(work), room, now, urgent);
}

// Nobody knows its content by its key yet.
bool Intake::may_be_written_anew(const store::Message& m) {
  return m.attempts == 0 && m.alert_id && m.destination_id && m.purpose != Purpose::direct &&
         m.purpose != Purpose::digest && !store::carries_others(db_, m.id);
}

// It is free to, and there are messages that try its provider again: in this run, or in the outbox.
bool Intake::may_leave_with_others(const Work& work) {
  const store::Message& m = work.message;
  if (!may_be_written_anew(m)) return false;
  Gate& circuit = work.receiver->circuit();
  if (circuit.triers + circuit.waiting + circuit.under_way > 0) return true;
  const auto where = work.receiver->fails_alone ? m.destination_id : std::nullopt;
  if (!store::is_any_tried_again(db_, m.channel, where)) return false;
  ++circuit.triers;
  return true;
}

// Until its provider is back: then it leaves with what else gathers for its address.
void Intake::put_back(Work work, Instant now, bool rather_elsewhere) {
  Instant until = now + kLookAgain;
  if (work.message.expires_at) until = std::min(until, *work.message.expires_at);
  NextStep next{MessageState::held, until, work.message.attempts, ""};
  found_.settled.push_back({std::move(work.message),
                            {},
                            std::move(next),
                            Reason::provider_down,
                            false,
                            now,
                            work.receiver->provider,
                            rather_elsewhere});
}

void Intake::put_off(Work work, Instant until, Instant now, bool rather_elsewhere) {
  ++work.receiver->gate->put_off;
  ++work.receiver->provider_gate->put_off;
  for (const auto& gate : work.own_gates) ++gate->put_off;
  NextStep next{MessageState::pending, until, work.message.attempts, ""};
  const Reason before = work.message.reason;
  const bool stays = before == Reason::refused || before == Reason::working_hours;
  found_.settled.push_back({std::move(work.message),
                            {},
                            std::move(next),
                            stays ? before : Reason::throttled,
                            false,
                            now,
                            work.receiver->provider,
                            rather_elsewhere});
}

void Intake::put_away(store::Message m, MessageState to, Reason reason, std::string error,
                      Instant now) {
  NextStep next{to, now, m.attempts, std::move(error)};
  found_.settled.push_back({std::move(m), {}, std::move(next), reason, false, now, ""});
}

}  // namespace tocsin::notify
