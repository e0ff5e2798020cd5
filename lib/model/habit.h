// What people do with what they are told, as estimates by channel, hour, kind and priority (AN-9).
//
// A message that somebody acted on counts for, one that was ignored counts against, each by its
// weight; what is old is forgotten: a weight halves every kHabitHalfLife, so that a person whose
// habits change is known anew within weeks. What is believed of a value that was seen little is
// what is believed of the person as a whole: a Beta distribution around the person's own rate (a
// conjugate prior worth kHabitPrior messages), updated by the counts. Choices draw from these
// beliefs instead of taking the highest (Thompson sampling: W. R. Thompson, Biometrika 25, 1933),
// so that what was tried little is tried now and then, in proportion to its chance of being the
// best. The same seed gives the same choice.
//
// Pure values and arithmetic; thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/words.h"

namespace tocsin {

inline constexpr Duration kHabitHalfLife = std::chrono::days{30};
inline constexpr double kHabitPrior = 4;
// So many messages have to be known of a person before they teach anything.
inline constexpr double kHabitEnough = 8;

enum class HabitTrait { channel, hour, kind, priority };
TOCSIN_WORDS(HabitTrait, "channel", "hour", "kind", "priority");

// Weights of messages acted on and ignored, as of an instant.
struct Response {
  double acted = 0, ignored = 0;
  Instant as_of{};

  double weight() const { return acted + ignored; }
};

// As it counts at a later instant; earlier ones leave it as it is.
Response aged(const Response& response, Instant now);
// With one more message of that instant, acted on by a share of 0 to 1.
Response with(const Response& response, double share, Instant at);
// A person's, by trait and value ("email", "18", "price_drop", "4").
struct Habits {
  using Values = std::map<std::string, Response, std::less<>>;
  std::array<Values, Words<HabitTrait>::list.size()> by_trait;

  Values& of(HabitTrait trait) { return by_trait[static_cast<std::size_t>(trait)]; }
  const Values& of(HabitTrait trait) const { return by_trait[static_cast<std::size_t>(trait)]; }
};

// Of all their messages.
Response overall(const Habits& habits, Instant now);
bool is_enough(const Habits& habits, Instant now);

// What is believed: Beta(for, against).
struct Belief {
  double acts = 1, leaves = 1;

  double rate() const { return acts / (acts + leaves); }
};

// Of a value of a trait; hours count for their neighbours, too, the less the farther.
Belief belief(const Habits& habits, HabitTrait trait, std::string_view value, Instant now);

// The values in the order of what is drawn for them; ties, and all where too little is known, in
// the order given.
std::vector<std::string> preferred(const Habits& habits, HabitTrait trait,
                                   std::vector<std::string> values, Instant now,
                                   std::string_view seed);

std::string hour_name(int hour);  // "7"

}  // namespace tocsin
