// An event as matching sees it: names in the form in which they are compared, its start as wall
// time. Made once for all the watches that look at it. The same event at other platforms is part of
// it: what one leaves out another may say.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/zone.h"
#include "store/offers.h"

namespace tocsin::analyze {

struct EventView {
  store::StoredEvent stored;
  // Folded (base/text.h).
  std::string name, venue, city, category;
  std::vector<std::string> performers, platforms;
  std::vector<std::string> ids;  // external IDs and addresses, in lower case
  std::string text;              // all of them but city and platform, for keywords
  std::optional<Zone> zone;

  const EventFacts& facts() const { return stored.facts; }
};

// `others`: the same event elsewhere.
EventView view_of(store::StoredEvent event, const std::vector<store::StoredEvent>& others = {});

// The zone of its wall time: its own, else the watcher's. UTC beyond the zones' horizon.
Zone zone_of(const EventView& event, const Zone& watcher);
// Wall time of the start; absent when the start is not known.
std::optional<LocalTime> local_start(const EventView& event, const Zone& watcher);
// The start as an instant: a wall time without a zone is taken for the watcher's, a day without a
// time for its end.
std::optional<Instant> start_instant(const EventView& event, const Zone& watcher);

// Whole words in a row: "leeds united" is in "leeds united v derby", "united v d" is not.
bool has_phrase(std::string_view folded, std::string_view phrase);

}  // namespace tocsin::analyze
