// The alert that a finding becomes: title, sentences, labels, values for templates, priority.
#pragma once

#include "analyze/look.h"

namespace tocsin::analyze {

// One condition of a watch at an event, as a look finds it.
struct Finding {
  std::string_view kind = {};
  bool holds = false;
  bool begins = false;        // may be raised now
  std::string value = {};     // what it holds for, where that is part of its identity
  std::string headline = {};  // follows "EVENT: "
  std::vector<std::string> reasons = {};
  std::string ended = {};                 // why it no longer holds
  std::optional<Money> reference = {};    // the price that the present one is compared with
  std::optional<Priority> priority = {};  // by the table of kinds instead of a score
};

AlertDraft draft(const WatchFacts& watch, const Scene& scene, const MatchState& state,
                 const Finding& finding, const Rules& rules, Instant now);

// Alerts of this kind are about a price that has moved or is low.
bool is_about_price(std::string_view kind);

// "2 tickets together in section B4, row 3"
std::string describe(const store::StoredOffer& offer);

}  // namespace tocsin::analyze
