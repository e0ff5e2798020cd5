// A cell that tells a story: what happened, and when, in order.
//
// A query writes it as lines, each with its milliseconds since 1970, a space and words. A line that
// does not begin so goes on with the words of the one before.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/zone.h"

namespace tocsin::report {

struct Happening {
  Instant at{};
  std::string what;
};

// Nothing for text that does not begin with a time.
std::optional<std::vector<Happening>> story_from(std::string_view text);

// The instant by the clocks of the zone, without the day where that is the day of the one before.
std::string say_story_time(const std::vector<Happening>& story, std::size_t i, const Zone& zone);
// "2026-03-02 09:00 created · 09:12 assigned to Ann Lee".
std::string say_story(const std::vector<Happening>& story, const Zone& zone);
// A list of {"at", "what"}.
OrderedJson story_json(const std::vector<Happening>& story);

}  // namespace tocsin::report
