// Schedules by their names, and how time and people are shown.

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/wall_time.h"
#include "commands.h"
#include "escalate/schedule_file.h"

namespace tocsin::schedule_tool {

escalate::Schedule find_schedule(const cli::Run& run, const std::string& name) {
  const auto names = escalate::schedule_names(run.config().folder("schedules"));
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    const std::vector<std::string_view> known(names.begin(), names.end());
    const auto near = nearest(name, known);
    fail(
        Exit::no_input, "no schedule '{}'{}", name,
        near ? fmt::format(" (did you mean '{}'?)", *near) : ": `tocsin schedule list` shows them");
  }
  return escalate::load_schedule(run.config().folder("schedules") / (name + ".toml"),
                                 run.config().text("general.time_zone"));
}

std::vector<std::string> chosen(const cli::Run& run, const std::vector<std::string>& names) {
  return names.empty() ? escalate::schedule_names(run.config().folder("schedules")) : names;
}

OrderedJson ids_of(const escalate::Schedule& schedule, const escalate::Crew& crew) {
  OrderedJson out = OrderedJson::array();
  for (const escalate::Who w : crew) {
    const escalate::Person& p = schedule.people[w];
    out.push_back(p.external_id.empty() ? p.name : p.external_id);
  }
  return out;
}

std::string names_of(const escalate::Schedule& schedule, const escalate::Crew& crew) {
  std::vector<std::string> names;
  for (const escalate::Who w : crew) names.push_back(schedule.people[w].name);
  return names.empty() ? "nobody" : join(names, ", ");
}

std::string because(const escalate::LiveSchedule& live, const escalate::Source& source) {
  switch (source.kind) {
    case escalate::Source::Kind::layer:
      return "layer " + live.schedule.layers[source.index].name;
    case escalate::Source::Kind::temporary:
      return "temporary " + live.changes.temporaries[source.index].id;
    case escalate::Source::Kind::override:
      return "override " + live.changes.overrides[source.index].id;
  }
  return "";
}

std::string say_wall(const Zone& zone, Instant t) {
  const LocalTime wall = zone.to_local(t);
  const auto day = std::chrono::floor<std::chrono::days>(wall);
  const std::chrono::year_month_day date{day};
  return fmt::format("{} {:2} {} {}", weekday_name(std::chrono::weekday{day}),
                     static_cast<unsigned>(date.day()), month_name(date.month()),
                     say_time_of_day(wall));
}

}  // namespace tocsin::schedule_tool
