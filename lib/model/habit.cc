#include "model/habit.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <random>

namespace tocsin {
namespace {

constexpr int kHours = 24;
// What a message at one hour says of the hours around it.
constexpr auto kNeighbours = std::to_array<double>({1.0, 0.8, 0.5, 0.25});

Response seen(const Habits& habits, HabitTrait trait, std::string_view value, Instant now) {
  const auto it = habits.of(trait).find(value);
  return it == habits.of(trait).end() ? Response{0, 0, now} : aged(it->second, now);
}

void add(Response& to, const Response& more, double factor = 1) {
  to.acted += factor * more.acted;
  to.ignored += factor * more.ignored;
}

Response around(const Habits& habits, std::string_view hour, Instant now) {
  int centre = 0;
  const auto [end, error] = std::from_chars(hour.data(), hour.data() + hour.size(), centre);
  Response out{0, 0, now};
  if (error != std::errc{}) return out;
  for (int away = 1 - static_cast<int>(kNeighbours.size());
       away < static_cast<int>(kNeighbours.size()); ++away) {
    const int at = (centre + away + kHours) % kHours;
    add(out, seen(habits, HabitTrait::hour, hour_name(at), now),
        kNeighbours[static_cast<std::size_t>(std::abs(away))]);
  }
  return out;
}

// One rate out of those believed in; the same for the same seed and value, whatever else there is.
double draw(const Belief& belief, std::string_view seed, std::string_view value) {
  const std::string both = std::string(seed) + "/" + std::string(value);
  std::seed_seq mixed(both.begin(), both.end());
  std::mt19937_64 random(mixed);
  // A Beta variate is a share of two Gamma variates.
  const double x = std::gamma_distribution<double>(belief.acts)(random);
  const double y = std::gamma_distribution<double>(belief.leaves)(random);
  return x + y > 0 ? x / (x + y) : belief.rate();
}

}  // namespace

Response aged(const Response& r, Instant now) {
  if (now <= r.as_of) return r;
  const double halves =
      std::chrono::duration<double>(now - r.as_of) / std::chrono::duration<double>(kHabitHalfLife);
  const double kept = std::exp2(-halves);
  return {r.acted * kept, r.ignored * kept, now};
}

Response with(const Response& r, double share, Instant at) {
  Response out = aged(r, at);
  // One that comes late counts as what is left of it.
  const Response one =
      aged({std::clamp(share, 0.0, 1.0), 1 - std::clamp(share, 0.0, 1.0), at}, out.as_of);
  return {out.acted + one.acted, out.ignored + one.ignored, std::max(out.as_of, at)};
}

Response overall(const Habits& habits, Instant now) {
  // Each message counts once for each trait; any of them has them all.
  Response out{0, 0, now};
  for (const auto& [channel, response] : habits.of(HabitTrait::channel)) {
    add(out, aged(response, now));
  }
  return out;
}

bool is_enough(const Habits& habits, Instant now) {
  return overall(habits, now).weight() >= kHabitEnough;
}

Belief belief(const Habits& habits, HabitTrait trait, std::string_view value, Instant now) {
  const Response all = overall(habits, now);
  const double rate = (all.acted + 1) / (all.weight() + 2);
  const Response own =
      trait == HabitTrait::hour ? around(habits, value, now) : seen(habits, trait, value, now);
  return {own.acted + kHabitPrior * rate, own.ignored + kHabitPrior * (1 - rate)};
}

std::vector<std::string> preferred(const Habits& habits, HabitTrait trait,
                                   std::vector<std::string> values, Instant now,
                                   std::string_view seed) {
  if (!is_enough(habits, now)) return values;
  std::vector<std::pair<double, std::string>> drawn;
  for (std::string& value : values) {
    const double rate = draw(belief(habits, trait, value, now), seed, value);
    drawn.emplace_back(rate, std::move(value));
  }
  std::stable_sort(drawn.begin(), drawn.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<std::string> out;
  for (auto& [rate, value] : drawn) out.push_back(std::move(value));
  return out;
}

std::string hour_name(int hour) {
  return std::to_string(hour);
}

}  // namespace tocsin
