// The commands of tocsin-sla-check, by subject: arithmetic.cc, tickets.cc.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/run.h"
#include "sla/calendar.h"

namespace tocsin::sla_tool {

// arithmetic.cc ---------------------------------------------------------------------------------

struct Asked {
  std::string calendar{sla::kAlwaysOpen};
  std::optional<Instant> start, until;
  std::optional<Duration> target;
  std::vector<std::string> pauses;
};
Exit deadline(cli::Run& run, const Asked& asked);
Exit elapsed(cli::Run& run, const Asked& asked);

// tickets.cc ------------------------------------------------------------------------------------

// Looks at the tickets whose time has come.
alert::Counts look(cli::Run& run);
// The same after the tickets named, or all that are unresolved, were made due.
alert::Counts recompute(cli::Run& run, const std::vector<std::string>& tickets);
Exit explain(cli::Run& run, const std::string& ticket);
// How many tickets are in breach or near it, for a monitoring system.
cli::PluginAnswer answer(cli::Run& run);

}  // namespace tocsin::sla_tool
