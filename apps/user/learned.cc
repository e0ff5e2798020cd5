#include <algorithm>
#include <cmath>

#include "store/habits.h"
#include "user/commands.h"

namespace tocsin::user_tool {
namespace {

// The weights as they count now; for a reader, tenths are enough.
double shown(double value) {
  return std::round(value * 10) / 10;
}

std::vector<OrderedJson> learned_rows(const Habits& habits, Instant now) {
  std::vector<OrderedJson> rows;
  for (const HabitTrait trait :
       {HabitTrait::channel, HabitTrait::hour, HabitTrait::kind, HabitTrait::priority}) {
    std::vector<OrderedJson> of_trait;
    for (const auto& [value, response] : habits.of(trait)) {
      const Response now_counted = aged(response, now);
      of_trait.push_back({{"trait", word(trait)},
                          {"value", value},
                          {"acted", shown(now_counted.acted)},
                          {"of", shown(now_counted.weight())},
                          {"rate", std::round(100 * belief(habits, trait, value, now).rate())}});
    }
    std::stable_sort(of_trait.begin(), of_trait.end(), [](const auto& a, const auto& b) {
      return a.at("rate").template get<double>() > b.at("rate").template get<double>();
    });
    std::move(of_trait.begin(), of_trait.end(), std::back_inserter(rows));
  }
  return rows;
}

Exit reset(cli::Run& run, const store::Person& person, std::size_t values) {
  if (!run.dry_run()) {
    auto trail = run.trail();
    run.db().transaction([&] {
      trail.clear();
      store::forget_habits(run.db(), person.id);
      trail.note("user.forgotten", "user", person.external_id, {{"values", values}});
      trail.flush();
    });
  }
  run.out().line(fmt::format("user {}: what was learned {}forgotten", person.external_id,
                             run.dry_run() ? "would be " : ""));
  return Exit::ok;
}

}  // namespace

Exit learned(cli::Run& run, const std::string& typed, bool forget) {
  const auto person = find(run, typed);
  const Habits habits = store::habits_of(run.db(), person.id);
  const std::vector<OrderedJson> rows = learned_rows(habits, run.now());
  if (forget) return reset(run, person, rows.size());
  run.out().rows({{"trait", "TRAIT"},
                  {"value", "VALUE"},
                  {"acted", "ACTED", true},
                  {"of", "OF", true},
                  {"rate", "RATE %", true}},
                 rows, "Nothing learned yet.");
  if (!rows.empty() && !is_enough(habits, run.now())) {
    run.out().line("So little teaches nothing yet: channels and hours are as set.");
  }
  return Exit::ok;
}

}  // namespace tocsin::user_tool
