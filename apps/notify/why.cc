// notify why.

#include "notify/why.h"
#include "base/time.h"
#include "commands.h"

namespace tocsin::notify_tool {

Exit why(cli::Run& run, const std::string& id) {
  const auto lines = notify::why(run.db(), id);
  if (!lines) fail(Exit::no_input, "no alert, message or person '{}'", id);
  std::vector<OrderedJson> rows;
  for (const notify::WhyLine& l : *lines) {
    rows.push_back({{"at", format_instant(l.at)},
                    {"alert", l.alert},
                    {"who", l.who},
                    {"channel", l.channel},
                    {"stage", l.stage},
                    {"result", l.result},
                    {"because", l.because}});
  }
  run.out().rows({{"at", "AT"},
                  {"who", "WHO"},
                  {"channel", "CHANNEL"},
                  {"stage", "STAGE"},
                  {"result", "RESULT"},
                  {"because", "BECAUSE"}},
                 rows, "Nothing was decided yet.");
  return Exit::ok;
}

}  // namespace tocsin::notify_tool
