// Which events are like this one: the same performers, venue and category, a weekend or not.
//
// Sides of a match stand in for performers that are not listed ("A v B", "A at B", "A vs. B"), a
// title for itself, without the year by which revivals are told apart ("Macbeth 2008"). What two
// events leave out makes them neither like nor unlike. Pure.
#pragma once

#include <string>
#include <vector>

#include "analyze/event_view.h"

namespace tocsin::analyze {

struct Likeness {
  double value = 0;                  // 0 … 1
  std::vector<std::string> because;  // "same performers", "same venue"
};

class Traits {
 public:
  explicit Traits(const EventView& event);

  // Under these it is found by others: "performer:…", "place:…", "category:…".
  std::vector<std::string> terms() const;
  friend Likeness likeness(const Traits& a, const Traits& b);

 private:
  std::vector<std::string> performers_;  // sorted
  std::string place_, category_;
  std::optional<bool> weekend_;
};

Likeness likeness(const Traits& a, const Traits& b);

// So many are asked, and only those that are so much like it: a shared performer or venue, or
// category and weekday.
inline constexpr std::size_t kMostExamples = 8;
inline constexpr double kLeastLikeness = 0.2;

}  // namespace tocsin::analyze
