// Silences and maintenance windows: matchers on an alert's labels, from when until when, by whom
// and why.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "store/change.h"
#include "store/database.h"

namespace tocsin::store {

struct Silence {
  std::int64_t id = 0;
  std::string public_id;
  std::string matchers;  // a JSON list of texts like "kind=price_drop"
  Instant from{}, until{};
  std::string reason, author;
  bool maintenance = false;  // planned work, otherwise somebody's wish
  std::string mute_time;     // it holds at these times of the routing policy only; empty: always
};

// Of the past, too: what was made later held nothing back then.
std::vector<Silence> silences_at(Database& db, Instant now);

// Made here: the public ID. A silence of the same matchers, until, reason, author and mute time is
// that silence. Inside a transaction.
Saved add_silence(Database& db, const Silence& silence, Instant now);
// Ends it now; false if it has ended already. One that has not begun yet never will.
bool expire_silence(Database& db, std::int64_t id, Instant now);
std::optional<Silence> find_silence(Database& db, std::string_view public_id);
std::vector<Silence> silences_after(Database& db, std::int64_t id, std::int64_t limit);
// Those that have not ended, the first to end first.
std::vector<Silence> silences_from(Database& db, Instant now);

}  // namespace tocsin::store
