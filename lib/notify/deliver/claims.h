// The claims of one run: what it may send, and until when.
//
// Another run takes over what is claimed beyond its deadline, so a claim is renewed as long as its
// run lives, and nothing is sent under one that has lapsed or is gone.
#pragma once

#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "store/messages.h"

namespace tocsin::notify {

class Claims {
 public:
  Claims(store::Database& db, std::string by, Duration length)
      : db_(db), by_(std::move(by)), length_(length) {}

  // What a turn claims with.
  store::Claim next(Instant now);

  // Whether half of the time of the oldest claim is gone.
  bool want_renewal(Instant now) const { return earliest_ && now >= *earliest_ - length_ / 2; }
  // In a transaction of its own. The messages that are still ours.
  std::unordered_set<std::int64_t> renew(Instant now);
  // Nothing is claimed any more.
  void forget() { earliest_.reset(); }

 private:
  store::Database& db_;
  std::string by_;
  Duration length_;
  std::optional<Instant> earliest_;  // when the oldest of them ends
};

// Claims that lapsed: some run died between claim and record, and the provider may or may not have
// its messages. They become uncertain, in transactions of its own.
void retake_lapsed(store::Database& db, const std::string& actor, Instant now);

}  // namespace tocsin::notify
