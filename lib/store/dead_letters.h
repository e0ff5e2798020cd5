// Dead letters: messages of the outbox that were given up, and those that are uncertain for good.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "store/messages.h"

namespace tocsin::store {

struct DeadFilter {
  std::optional<Channel> channel;
  std::optional<Instant> since;  // when they were given up
  std::int64_t limit = 100;
};
// The latest first; of those that are uncertain nobody knows since when, they come last.
std::vector<Message> dead_letters(Database& db, const DeadFilter& filter);
// With fresh attempts, by any provider, to this address, or if it is empty to its destination's
// present one. False: it is no dead letter.
bool replay(Database& db, std::int64_t id, Instant now, Instant expires_at,
            std::string_view to = "");
bool drop(Database& db, std::int64_t id, Instant now);

}  // namespace tocsin::store
