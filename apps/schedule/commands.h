// The commands of tocsin-schedule, by subject: look.cc, change.cc, files.cc; say.cc is how they
// show time and people.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/run.h"
#include "escalate/live_schedule.h"
#include "escalate/on_call.h"

namespace tocsin::schedule_tool {

// say.cc ----------------------------------------------------------------------------------------

// schedules/NAME.toml beside the configuration; Exit::no_input if there is none.
escalate::Schedule find_schedule(const cli::Run& run, const std::string& name);
// Those named, or all.
std::vector<std::string> chosen(const cli::Run& run, const std::vector<std::string>& names);

// As scripts name them: external IDs, else as the file has them.
OrderedJson ids_of(const escalate::Schedule& schedule, const escalate::Crew& crew);
// As people read them; "nobody".
std::string names_of(const escalate::Schedule& schedule, const escalate::Crew& crew);
// "layer nights", "override c-…", "temporary p-…".
std::string because(const escalate::LiveSchedule& live, const escalate::Source& source);
// "Mon 23 Nov 09:00", by the clock of the zone.
std::string say_wall(const Zone& zone, Instant t);

// look.cc ---------------------------------------------------------------------------------------

struct LookOptions {
  std::string schedule;
  std::vector<std::string> schedules;
  std::optional<Instant> at, from, until;
};
Exit list(cli::Run& run);
Exit show(cli::Run& run, const LookOptions& given);
Exit who(cli::Run& run, const LookOptions& given);
Exit gaps(cli::Run& run, const LookOptions& given);

// change.cc -------------------------------------------------------------------------------------

struct ChangeOptions {
  std::string action = "list", which;  // a schedule; to remove, the ID of what is
  std::string person, replaces, reason;
  std::vector<std::string> shifts;
  std::optional<Instant> from, until;
  std::optional<Duration> length;
};
Exit change_overrides(cli::Run& run, const ChangeOptions& given);
Exit change_temporaries(cli::Run& run, const ChangeOptions& given);

// files.cc --------------------------------------------------------------------------------------

Exit check(cli::Run& run, const std::string& file);
struct ExportOptions {
  std::string schedule, person;
  std::optional<Instant> from, until;
};
Exit export_ical(cli::Run& run, const ExportOptions& given);
Exit import_ical(cli::Run& run, const std::string& schedule, const std::string& file);

}  // namespace tocsin::schedule_tool
