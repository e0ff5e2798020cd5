// tocsin-sla-check: moves the SLA clocks of tickets; deadlines and working time by a calendar.

#include "sla-check/commands.h"

int main(int argc, char** argv) {
  using namespace tocsin;
  using namespace tocsin::sla_tool;
  Asked asked;
  std::string ticket;
  std::vector<std::string> tickets;
  const auto add_common = [&](cli::Options& o) {
    o.text("--calendar", asked.calendar, "A file, or the name of a calendar");
    o.texts("--pause", asked.pauses, "A time in which the clock stands: FROM/TO, or FROM/");
  };
  cli::Tool tool{
      "sla-check",
      "Watch the deadlines of tickets and tell people in time",
      {{.name = "", .summary = "", .access = cli::Access::write, .job = look, .plugin = answer},
       {.name = "explain",
        .summary = "Why the clocks of a ticket read as they do",
        .access = cli::Access::read,
        .options =
            [&](cli::Options& o) { o.text("ticket", ticket, "Its number or ID").required(); },
        .action = [&](cli::Run& run) { return explain(run, ticket); }},
       {.name = "recompute",
        .summary = "Look at unresolved tickets again, due or not",
        .access = cli::Access::write,
        .options = [&](cli::Options& o) { o.texts("ticket", tickets, "Only these"); },
        .job = [&](cli::Run& run) { return recompute(run, tickets); }},
       {.name = "deadline",
        .summary = "When so much working time will have passed; 1 if a pause is open",
        .access = cli::Access::none,
        .options =
            [&](cli::Options& o) {
              add_common(o);
              o.time("--start", asked.start, "When the clock starts").required();
              o.duration("--target", asked.target, "So much working time").required();
            },
        .action = [&](cli::Run& run) { return deadline(run, asked); }},
       {.name = "elapsed",
        .summary = "How much working time lies between two times",
        .access = cli::Access::none,
        .options =
            [&](cli::Options& o) {
              add_common(o);
              o.time("--from", asked.start, "The first").required();
              o.time("--to", asked.until, "The second").required();
            },
        .action = [&](cli::Run& run) { return elapsed(run, asked); }}}};
  return cli::run(tool, argc, argv);
}
