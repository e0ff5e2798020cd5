// Public IDs: what people read aloud and logs begin with.
//
// A letter for the kind, then 21 characters of Crockford's base 32 in groups of seven
// ("a-01k9xm2-t7qv3hd-9w04c1z"): 45 bits of milliseconds since 1970 and 60 random bits. IDs of one
// process rise strictly; across hosts the random part keeps them apart. Case does not matter when
// read back, and i, l, o are taken for 1, 1, 0. Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace tocsin {

// Never reuse a letter: IDs live in other people's mail.
enum class IdKind : char {
  alert = 'a',
  schedule_override = 'c',
  escalation = 'e',
  message = 'm',
  temporary_schedule = 'p',
  run = 'r',
  silence = 's',
  ticket = 't',
  watch = 'w'
};

std::string new_id(IdKind kind, Instant now);
// The canonical form of an ID as a person typed it, or nothing if it is none.
std::optional<std::string> canonical_id(std::string_view typed);

}  // namespace tocsin
