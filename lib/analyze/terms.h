// Terms by which watches and events find each other (WA-4).
//
// A watch is filed under the terms of its most telling required criterion; an event has every
// term that it could be found by. A watch that an event meets shares at least one term with it, so
// that a changed event is shown only to the watches filed under its terms. "any:" holds the
// watches that require nothing telling; every event is shown to them.
//
//   id:EXTERNAL-ID or URL   text:UP TO THREE WORDS   city:  category:  platform:
//   cell:LATITUDE:LONGITUDE of a degree's square
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyze/event_view.h"
#include "model/watch.h"

namespace tocsin::analyze {

// Sorted, without doubles.
std::vector<std::string> event_terms(const EventView& event);
// `centre`: coordinates of the watch's city, if it has a radius and they are known.
std::vector<std::string> watch_terms(const WatchCriteria& criteria,
                                     const std::optional<Place>& centre);

}  // namespace tocsin::analyze
