// What doctor looks at of escalation: its policies, the schedules they and people go by.
#pragma once

#include <vector>

#include "cli/run.h"
#include "doctor/finding.h"
#include "sla/calendars.h"

namespace tocsin::doctor_tool {

// Files alone. `calendars`: null where they cannot be read.
std::vector<Finding> examine_escalation_files(cli::Run& run, const sla::Calendars* calendars);
// With the people of the database: who is unknown, times at which nobody is on call, steps that no
// run fires.
std::vector<Finding> examine_on_call(cli::Run& run);

}  // namespace tocsin::doctor_tool
