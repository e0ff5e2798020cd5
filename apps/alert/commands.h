// The commands of tocsin-alert, by subject: list.cc, raise.cc, settle.cc, silence.cc.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "alert/alerts.h"
#include "cli/run.h"

namespace tocsin::alert_tool {

// Exit::no_input if there is no such alert.
alert::Alert find(cli::Run& run, const std::string& typed);

struct ListOptions {
  std::vector<std::string> status;
  std::string kind, priority, subject, after;
  std::int64_t limit = 50;
};
Exit list(cli::Run& run, const ListOptions& given);
Exit show(cli::Run& run, const std::string& id);

struct RaiseOptions {
  std::string kind, title, severity = "medium", body, key, subject;
  std::vector<std::string> labels, to;
};
Exit raise(cli::Run& run, const RaiseOptions& given);

// One change to each of some alerts; 1 if any had ended and could not take it.
using Change = std::function<bool(store::Database&, alert::Trail&, std::int64_t)>;
Exit change(cli::Run& run, const std::vector<std::string>& ids, const std::string& what,
            const Change& act);

struct SilenceOptions {
  std::string action = "list", expire, reason, mute_time;
  std::vector<std::string> matchers;
  std::string platform, area, organization;  // what maintenance is on
  std::optional<Duration> length;
  std::optional<Instant> from, until;
};
Exit silence(cli::Run& run, const SilenceOptions& given);
Exit maintenance(cli::Run& run, const SilenceOptions& given);

}  // namespace tocsin::alert_tool
