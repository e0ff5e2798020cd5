// The books of a run: outcomes are written down and more is claimed, a turn at a time, each turn
// one transaction. A turn may be kept beside the sending, on a thread and a connection of its own;
// a run has one turn open at a time.
#pragma once

#include <array>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "notify/deliver/limits.h"
#include "notify/deliver/record.h"
#include "store/messages.h"

namespace tocsin::notify {

// What there is to write down.
struct Findings {
  std::vector<Settled> settled;
  std::set<Channel> recovered;  // whose circuits opened
  // Whose messages that were tried already are to try again; of all destinations, or of one.
  std::set<std::pair<Channel, std::optional<std::int64_t>>> to_try;
};

struct Turn {
  Instant now{};
  Findings found;
  std::vector<LimitChange> limits;
  store::Claim claim;
  std::array<std::int64_t, store::kLanes> room{};  // the most to claim of each lane
  std::optional<std::int64_t> only;                // this one message instead
};

// What a destination says of itself, as delivery needs it.
struct DestinationNow {
  std::string options;
  bool usable = true;
};

struct Turned {
  std::vector<store::Message> claimed;
  std::unordered_map<std::int64_t, DestinationNow> destinations;  // of what was claimed
  std::vector<LimitChange> limits;                                // as they now are for all runs
  alert::Counts counts;
};

class Ledger {
 public:
  // `now` is the run's, for the audit trail.
  Ledger(store::Database& db, Carriers& carriers, const Settings& settings, std::string actor,
         Instant now)
      : db_(db),
        fallback_(db, carriers, settings),
        record_(db, fallback_),
        actor_(std::move(actor)),
        now_(now) {}

  Turned keep(const Turn& turn);

 private:
  bool is_any_due(const Turn& turn);
  std::vector<store::Message> claim(const Turn& turn);
  std::unordered_map<std::int64_t, DestinationNow> destinations_of(
      const std::vector<store::Message>& messages);

  store::Database& db_;
  Fallback fallback_;
  Record record_;
  std::string actor_;
  Instant now_;
};

}  // namespace tocsin::notify
