// The commands of tocsin-alert, by subject: list.cc, raise.cc, settle.cc, silence.cc.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "alert/acting.h"
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

// The same to each of some alerts, by whom --as names; 1 if any had ended and could not take it.
Exit act(cli::Run& run, const std::vector<std::string>& ids, const alert::Deed& deed);

struct SnoozeOptions {
  std::optional<Duration> length;
  std::optional<Instant> until;
  std::string event, reason;
};
Exit snooze(cli::Run& run, const std::vector<std::string>& ids, const SnoozeOptions& given);
// By the token of a link in a message; a whole link does, too. The end of a snooze may be given.
Exit act_by_token(cli::Run& run, const std::string& given, const SnoozeOptions& snooze);
Exit assign(cli::Run& run, const std::vector<std::string>& ids, const std::string& person);
Exit comment(cli::Run& run, const std::string& id, const std::string& text);

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
