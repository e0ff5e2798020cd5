// The outbox: messages and their attempts.
//
// A message is durable before anything is sent. Its identity is deterministic and UNIQUE, so that
// planning twice is planning once. A claim has a deadline and is committed before the send: a run
// that dies leaves open claims, which the next run finds by their deadline. Every function that
// writes runs inside the caller's transaction. What is held, the inbox and the dead letters have
// modules of their own; nothing else writes message and attempt.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/alert.h"
#include "model/message.h"
#include "store/database.h"

namespace tocsin::store {

// 0 critical, 1 high, 2 medium, 3 default: each lane is emptied before the next is looked at.
using Lane = int;
inline constexpr Lane kLanes = 4;
constexpr Lane lane_of(Priority p) {
  return p >= 5 ? 0 : p == 4 ? 1 : p == 3 ? 2 : 3;
}

struct Message {
  std::int64_t id = 0;
  std::string public_id, identity;
  std::optional<std::int64_t> alert_id, person_id, destination_id;
  Channel channel = Channel::email;
  std::string address;
  Purpose purpose = Purpose::first;
  std::string kind, subject_key;
  Priority priority = 2;
  MessageState state = MessageState::pending;
  Reason reason = Reason::planned;
  std::string content;  // as the channel composed it
  Instant due_at{};
  std::optional<Instant> expires_at;
  int attempts = 0;
  Instant created_at{};
  std::optional<Instant> sent_at, settled_at;
  std::string provider;  // who carried it or will; empty: the first of the channel's
  std::string provider_id, error;
  std::string bundle;   // of what is held, what leaves as one
  std::string variant;  // of the template that wrote it; empty: the one without a name
};

// The message's new ID, or nothing if one with its identity is there already.
std::optional<std::int64_t> add_message(Database& db, const Message& m);
std::optional<Message> find_message(Database& db, std::int64_t id);
std::optional<Message> find_message(Database& db, std::string_view public_id);
// As its provider calls it; the latest where several do.
std::optional<Message> find_message_of_provider(Database& db, std::string_view provider,
                                                std::string_view provider_id);
// With Twilio and not yet known to have arrived; of those sent between the instants the latest.
std::vector<Message> sent_by_twilio(Database& db, Instant since, Instant until, std::int64_t limit);
std::vector<Message> messages_of_alert(Database& db, std::int64_t alert_id);
std::vector<Message> messages_of_person(Database& db, std::int64_t person_id, std::int64_t limit);

// Claims -----------------------------------------------------------------------------------------

struct Claim {
  Instant now{}, until{};
  std::string by;
};
// Moves those claims of `by` on that end at claim.until or before, and gives their messages; what
// is missing there was settled, or has lapsed and been taken over.
std::vector<std::int64_t> renew(Database& db, const Claim& claim, Instant until);
// Up to `limit` due messages of this lane, oldest first, now in state sending.
std::vector<Message> claim(Database& db, const Claim& claim, Lane lane, std::int64_t limit);
// This one message, if it is pending.
std::optional<Message> claim_one(Database& db, const Claim& claim, std::int64_t id);
// Messages whose claim has lapsed: some run died between claim and record.
std::vector<Message> lapsed(Database& db, Instant now, std::int64_t limit);
bool is_any_due(Database& db, Lane lane, Instant now);
// Whether something that was tried before waits for another try: by this channel, or if given only
// at this destination.
bool is_any_tried_again(Database& db, Channel channel, std::optional<std::int64_t> destination_id);
// All of that are due now.
void try_again_now(Database& db, Channel channel, std::optional<std::int64_t> destination_id,
                   Instant now);
// Due messages as claim() would find them, without claiming.
std::vector<Message> due(Database& db, Instant now, std::int64_t limit);

// Where a message goes next.
struct Move {
  std::int64_t id = 0;
  MessageState to = MessageState::sent;
  Reason reason = Reason::planned;
  Instant at{};
  Instant due_at{};                               // when it is to be tried again
  int attempts = 0;                               // so many in all
  std::string_view provider, provider_id, error;  // empty: as it was
};
// All at once; only where the claim is still that of `by`. The messages that were moved: another
// run took over the others meanwhile. Each may be there once.
std::vector<std::int64_t> settle(Database& db, std::span<const Move> moves, std::string_view by);
// The same for many that were simply taken by a provider, in the same way; nothing else about them
// changes. `at` is the latest of their times, each of which its attempt has.
struct Taken {
  MessageState to = MessageState::sent;  // or delivered
  Instant at{};
  int attempts = 1;
  std::string_view provider;
};
std::vector<std::int64_t> settle_taken(Database& db, std::span<const std::int64_t> ids,
                                       const Taken& taken, std::string_view by);
// Only where the claim, whosever it was, has lapsed.
bool settle_lapsed(Database& db, const Move& move, Instant now);

// When what is never looked into again is due: the last instant of the last year with four digits.
inline constexpr Instant kNever{Duration{253'402'300'799'999}};
// Messages that may or may not have arrived and are due to be looked into, earliest first.
std::vector<Message> uncertain(Database& db, Instant now, std::int64_t limit);
// Only while it is uncertain and was not tried again meanwhile.
bool resolve(Database& db, const Move& move, int attempts_before);

// A message that waits (pending or held) is not sent after all.
bool suppress(Database& db, std::int64_t id, Reason reason, Instant now);

// Whether a destination took any message written since then.
bool reached_since(Database& db, std::int64_t destination_id, Instant since);

struct Attempt {
  std::int64_t message_id = 0;
  Instant at{};
  OutcomeClass outcome = OutcomeClass::delivered;
  int code = 0;
  std::string detail;
  Duration latency{0};
  std::optional<Instant> retry_at;
};
// Addresses in the details, and in the error of a Move, are masked.
void add_attempts(Database& db, std::span<const Attempt> attempts);
std::vector<Attempt> attempts_of(Database& db, std::int64_t message_id);

// What became of a message that left (sent, delivered, read or failed), said by its provider or its
// reader. States only rise, and only what has not arrived can have failed: false, and nothing
// changes, for what comes late or before the message has left.
bool advance(Database& db, std::int64_t id, MessageState to, Instant at, std::string_view error);

}  // namespace tocsin::store
