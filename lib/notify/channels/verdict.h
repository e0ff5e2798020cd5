// What an answer means, and the rows of the tables that say so: one table per provider. Pure.
#pragma once

#include <span>
#include <string_view>

#include "model/message.h"
#include "net/http.h"

namespace tocsin::notify {

struct Verdict {
  OutcomeClass outcome = OutcomeClass::permanent;
  bool throttles = false;     // the whole destination is to be left alone for a while
  bool dead_address = false;  // nobody will ever be reached there
  std::string_view meaning{};
  // Our account or its credentials, not the message, are at fault: another provider may do. It is
  // the operator's to mend, so the message is kept, whatever the outcome of this try.
  bool refuses_us = false;
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

// For the rows of the tables.
inline constexpr bool kThrottles = true, kDead = true, kRefusesUs = true;

// The first row that contains the code holds.
struct OutcomeRow {
  int from, to;
  Verdict verdict;
};
// Permanent, "an answer nobody knows", where no row does.
Verdict look_up(std::span<const OutcomeRow> table, int code);

// For providers that say it in words.
struct WordRow {
  std::string_view word;
  Verdict verdict;
};
// Null where no row has the word.
const Verdict* look_up(std::span<const WordRow> table, std::string_view word);

// A transfer without an answer.
Verdict transfer_verdict(net::TransferOutcome outcome);

}  // namespace tocsin::notify
