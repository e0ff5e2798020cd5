// The commands of tocsin-escalate, by subject: job.cc, look.cc, simulate.cc, check.cc.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "alert/job_run.h"
#include "cli/run.h"
#include "escalate/lookup.h"

namespace tocsin::escalate_tool {

// What escalations go by here: policies, schedules, calendars, channels, silences.
std::unique_ptr<escalate::Surroundings> surroundings_of(cli::Run& run);

alert::Counts advance(cli::Run& run);

// The past of an alert's escalations, or of one, and what is to come if nobody acts.
Exit show(cli::Run& run, const std::string& id);
Exit list(cli::Run& run);

struct SimulateOptions {
  std::string policy, alert, file;
  std::optional<Instant> at;
  std::optional<Duration> ack_after, since;
};
Exit simulate(cli::Run& run, const SimulateOptions& given);

Exit check(cli::Run& run, const std::string& file);

// An event as a row: "at", "act", "round", "step", "what", "because".
OrderedJson row_of(const store::EscalationEvent& event);
void print_rows(cli::Run& run, const std::vector<OrderedJson>& rows, std::string_view none);

}  // namespace tocsin::escalate_tool
