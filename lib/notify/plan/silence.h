// Silences and maintenance windows: what they cover is not told while they last. Pure.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "notify/plan/item.h"
#include "notify/plan/matcher.h"

namespace tocsin::notify {

// One that holds now.
struct Mute {
  std::string public_id, reason;
  Instant until{};
  Matchers matchers;         // all must match; none: nothing is muted
  bool maintenance = false;  // planned work, otherwise somebody's wish
};

class Mutes {
 public:
  Mutes() = default;
  explicit Mutes(std::vector<Mute> mutes);

  // The first that covers the notice; null if none does.
  const Mute* covering(const Notice& notice) const;

 private:
  std::vector<Mute> mutes_;
  MatcherIndex index_;
};

// Stage. What is muted is looked at again when the mute ends.
Batch obey_silences(Batch batch, const Mutes& mutes);

}  // namespace tocsin::notify
