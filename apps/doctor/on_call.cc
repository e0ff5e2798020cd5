#include "doctor/on_call.h"

#include <algorithm>
#include <optional>
#include <set>

#include "base/text.h"
#include "base/time.h"
#include "escalate/audit.h"
#include "escalate/live_schedule.h"
#include "escalate/on_call.h"
#include "escalate/policy_file.h"
#include "escalate/schedule_file.h"
#include "notify/channels/exec.h"
#include "store/escalations.h"

namespace tocsin::doctor_tool {
namespace {

constexpr Duration kLookedAhead = std::chrono::days{28};
constexpr std::int64_t kMostCounted = 1000;

Finding wrong(std::string what, std::string says, std::string mend) {
  return {true, std::move(what), std::move(says), std::move(mend)};
}

// Of what a target needs beyond the database; nothing where that is there.
std::optional<Finding> examine_target(const std::string& policy, const escalate::Target& target,
                                      const std::vector<std::string>& schedules,
                                      const std::vector<std::string>& programs) {
  const std::string& name = target.name;
  if (target.kind == escalate::TargetKind::schedule &&
      std::find(schedules.begin(), schedules.end(), name) == schedules.end()) {
    return wrong(
        "schedules",
        fmt::format("escalation '{}' names the schedule '{}', which is not there", policy, name),
        fmt::format("write schedules/{}.toml, or name another", name));
  }
  if (target.kind == escalate::TargetKind::exec && notify::find_program(programs, name).empty()) {
    return wrong(
        "policies",
        fmt::format("escalation '{}' runs '{}', which is none of exec.programs", policy, name),
        "add its path to exec.programs, or name another");
  }
  return std::nullopt;
}

// What the policies name that is not there.
std::vector<Finding> examine_names(const cli::Run& run, const std::vector<escalate::Policy>& all,
                                   const sla::Calendars* calendars) {
  std::vector<Finding> out;
  const auto schedules = escalate::schedule_names(run.config().folder("schedules"));
  const auto programs = run.config().list("exec.programs");
  std::set<std::string> said;
  for (const escalate::Policy& p : all) {
    if (calendars != nullptr && !p.calendar.empty() && !calendars->has(p.calendar)) {
      out.push_back(wrong("calendars",
                          fmt::format("escalation '{}' names the calendar '{}', which is not there",
                                      p.name, p.calendar),
                          fmt::format("write calendars/{}.toml, or name another", p.calendar)));
    }
    for (const escalate::Step& s : p.steps) {
      for (const escalate::Target& t : s.to) {
        auto found = examine_target(p.name, t, schedules, programs);
        if (found && said.insert(text_of(t)).second) out.push_back(std::move(*found));
      }
    }
  }
  return out;
}

std::vector<Finding> examine_schedule(cli::Run& run, const std::string& name) {
  const auto file = run.config().folder("schedules") / (name + ".toml");
  std::vector<Finding> out;
  const Instant until = run.now() + kLookedAhead;
  const auto live = escalate::live_schedule(
      run.db(), escalate::load_schedule(file, run.config().text("general.time_zone")), run.now(),
      until);
  std::vector<std::string> absent;
  for (const escalate::Person& p : live.schedule.people) {
    if (!p.present) absent.push_back(p.name);
  }
  if (!absent.empty()) {
    out.push_back(
        wrong("schedules",
              fmt::format("{} names who is not there, or disabled: {}", name, join(absent, ", ")),
              fmt::format("mend {}", file.string())));
  }
  const auto gaps = escalate::gaps(
      escalate::timeline(live.schedule, live.changes, run.now(), until), run.now(), until);
  if (!gaps.empty()) {
    out.push_back(wrong("schedules",
                        fmt::format("{} has nobody on call at {} times within 28 days, first from "
                                    "{}",
                                    name, gaps.size(), format_instant(gaps.front().from)),
                        fmt::format("tocsin schedule gaps {}", name)));
  }
  if (out.empty())
    out.push_back({false, "schedules", name + " has somebody on call for 28 days", ""});
  return out;
}

}  // namespace

std::vector<Finding> examine_escalation_files(cli::Run& run, const sla::Calendars* calendars) {
  std::vector<Finding> out;
  try {
    const auto text = escalate::find_policies(run.config().folder("policies"));
    out = examine_names(run, escalate::read_policies(text.content, text.where), calendars);
    out.push_back({false, "policies", "escalation.toml can be used", ""});
  } catch (const Error& e) {
    out.push_back(wrong("policies", e.what(), "mend it, then tocsin escalate check FILE"));
  }
  for (const std::string& name : escalate::schedule_names(run.config().folder("schedules"))) {
    const auto file = run.config().folder("schedules") / (name + ".toml");
    try {
      (void)escalate::load_schedule(file, run.config().text("general.time_zone"));
    } catch (const Error& e) {
      out.push_back(wrong("schedules", e.what(), fmt::format("mend {}", file.string())));
    }
  }
  return out;
}

std::vector<Finding> examine_on_call(cli::Run& run) {
  std::vector<Finding> out;
  for (const std::string& name : escalate::schedule_names(run.config().folder("schedules"))) {
    try {
      for (Finding& f : examine_schedule(run, name)) out.push_back(std::move(f));
    } catch (const Error& e) {
      if (e.status() != Exit::config) throw;  // of its file we heard already
    }
  }
  const auto late =
      store::overdue_escalations(run.db(), run.now() - escalate::kStuckAfter, kMostCounted);
  if (!late.empty() && run.config().flag("escalate.enabled")) {
    out.push_back(wrong("work",
                        fmt::format("{} escalations due for more than {}", late.size(),
                                    format_duration(escalate::kStuckAfter)),
                        "tocsin escalate -v, then let cron run it (crontab.example)"));
  }
  return out;
}

}  // namespace tocsin::doctor_tool
