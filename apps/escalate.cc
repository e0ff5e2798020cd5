// tocsin-escalate: tells more people of what nobody acknowledges.

#include "escalate/commands.h"

int main(int argc, char** argv) {
  using namespace tocsin;
  using namespace tocsin::escalate_tool;
  using cli::Access;
  using cli::Options;
  using cli::Run;
  std::string id, file;
  SimulateOptions simulated;
  cli::Tool tool{
      "escalate",
      "Tell more people of what nobody acknowledges",
      {{.name = "", .summary = "", .access = Access::write, .job = advance},
       {.name = "list",
        .summary = "List what is escalating, by its next step",
        .access = Access::read,
        .action = list},
       {.name = "show",
        .summary = "Show what an escalation did and will do; 1 if there is none",
        .access = Access::read,
        .options = [&](Options& o) { o.text("id", id, "Of an alert or an escalation").required(); },
        .action = [&](Run& run) { return show(run, id); }},
       {.name = "simulate",
        .summary = "Say who would be told and when; 1 if nobody would",
        .access = Access::read,
        .options =
            [&](Options& o) {
              o.text("--policy", simulated.policy, "By this policy (default: the alert's)");
              o.text("--alert", simulated.alert, "As for this alert");
              o.time("--at", simulated.at, "If it began then (default: now)");
              o.duration("--ack-after", simulated.ack_after, "And is acknowledged so much later");
              o.duration("--since", simulated.since,
                         "For all alerts of this time, beside what was");
              o.text("--file", simulated.file, "By the policies of this file, with --since");
            },
        .action = [&](Run& run) { return simulate(run, simulated); }},
       {.name = "check",
        .summary = "Read a file of policies and say what is wrong with it",
        .access = Access::none,
        .options = [&](Options& o) { o.text("file", file, "The file, or - for stdin").required(); },
        .action = [&](Run& run) { return check(run, file); }}}};
  return cli::run(tool, argc, argv);
}
