// Messages of the outbox that are held: for a later hour, a silence, a bundle or a digest. Every
// function that writes runs inside the caller's transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/messages.h"

namespace tocsin::store {

// Destinations for which something is due, the longest waiting first.
std::vector<std::int64_t> places_due(Database& db, Instant now, std::int64_t limit);
// All that is due there, in the order in which it was made.
std::vector<Message> held_at(Database& db, std::int64_t destination_id, Instant now);
// With its content and variant as they are in `m`.
void release(Database& db, const Message& m, Instant now, Instant expires_at);
// It is told in that other message.
void merge(Database& db, std::int64_t id, std::int64_t into, Instant now);
// Whether others are told in this message.
bool carries_others(Database& db, std::int64_t id);
// It waits for this reason now, with those of this bundle (may be empty).
void hold_on(Database& db, std::int64_t id, Reason reason, Instant until, std::string_view bundle);
// It is too old to be worth sending.
void expire_held(Database& db, std::int64_t id, Instant now);
// What was held on for a silence is looked at again now.
void look_at_silenced(Database& db, Instant now);
// The same for what waits until a provider of this channel is back.
void look_at_provider_down(Database& db, Channel channel, Instant now);

// What waits for digests.
struct WaitingDigest {
  std::optional<std::int64_t> person_id, destination_id;
  Channel channel = Channel::email;
  std::string address_masked;
  Instant due_at{};
  std::int64_t notices = 0;
};
std::vector<WaitingDigest> waiting_digests(Database& db);

}  // namespace tocsin::store
