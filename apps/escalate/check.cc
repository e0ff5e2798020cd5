// check: reads a file of policies, offline.

#include "base/file.h"
#include "base/time.h"
#include "commands.h"
#include "escalate/policy_file.h"

namespace tocsin::escalate_tool {
namespace {

constexpr std::size_t kLargest = (1U << 20) + 1;

// From the beginning to the last step, if nobody acts.
Duration length_of(const escalate::Policy& p) {
  Duration all{0};
  for (int round = 1; round <= p.max_attempts; ++round) {
    all += escalate::gap_before(p, round, "");
    for (std::size_t i = round == 1 ? 0 : p.repeat_from; i < p.steps.size(); ++i) {
      if (i > (round == 1 ? 0 : p.repeat_from)) all += p.steps[i].delay;
    }
  }
  return all;
}

}  // namespace

Exit check(cli::Run& run, const std::string& file) {
  std::vector<OrderedJson> rows;
  for (const escalate::Policy& p : escalate::read_policies(read_file(file, kLargest), file)) {
    rows.push_back({{"name", p.name},
                    {"rounds", p.max_attempts},
                    {"steps", p.steps.size()},
                    {"first_after", format_duration(p.initial_delay)},
                    {"last_after", format_duration(length_of(p))},
                    {"quiet_hours", p.wakes ? "pass" : "respect"}});
  }
  run.out().rows({{"name", "POLICY"},
                  {"rounds", "ROUNDS", true},
                  {"steps", "STEPS", true},
                  {"first_after", "FIRST AFTER"},
                  {"last_after", "LAST AFTER"},
                  {"quiet_hours", "QUIET HOURS"}},
                 rows, "There is no policy: nothing escalates.");
  return Exit::ok;
}

}  // namespace tocsin::escalate_tool
