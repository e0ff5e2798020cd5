// tocsin-schedule: who is on call, and what is different for a while.

#include "schedule/commands.h"

int main(int argc, char** argv) {
  using namespace tocsin;
  using namespace tocsin::schedule_tool;
  using cli::Access;
  using cli::Options;
  using cli::Run;
  LookOptions look;
  ChangeOptions change;
  ExportOptions exported;
  std::string schedule, file;
  const auto window = [](Options& o, auto& to) {
    o.time("--from", to.from, "From when (default: now)");
    o.time("--until", to.until, "Until when");
  };
  const auto several = [&](Options& o) {
    o.texts("schedule", look.schedules, "Only these (default: all)");
  };
  const auto changing = [&](Options& o, const char* which) {
    o.text("action", change.action, "list, add or remove").one_of({"list", "add", "remove"});
    o.text("which", change.which, which);
    window(o, change);
    o.duration("--for", change.length, "For how long");
    o.text("--reason", change.reason, "Why");
  };
  cli::Tool tool{
      "schedule",
      "Who is on call, and when",
      {{.name = "list",
        .summary = "List schedules and who is on call",
        .access = Access::read,
        .action = list},
       {.name = "show",
        .summary = "Show the timeline of a schedule, gaps included",
        .access = Access::read,
        .options =
            [&](Options& o) {
              o.text("schedule", look.schedule, "Its name").required();
              window(o, look);
            },
        .action = [&](Run& run) { return show(run, look); }},
       {.name = "who",
        .summary = "Who is on call, why, and who comes next; 1 where nobody is",
        .access = Access::read,
        .options =
            [&](Options& o) {
              several(o);
              o.time("--at", look.at, "At this time (default: now)");
            },
        .action = [&](Run& run) { return who(run, look); }},
       {.name = "gaps",
        .summary = "Times at which nobody is on call; 1 if there are some",
        .access = Access::read,
        .options =
            [&](Options& o) {
              several(o);
              window(o, look);
            },
        .action = [&](Run& run) { return gaps(run, look); }},
       {.name = "override",
        .summary = "One person for another, or for a while: list, add, remove",
        .access = Access::write,
        .options =
            [&](Options& o) {
              changing(o, "The schedule; to remove, the ID of the override");
              o.text("--person", change.person, "Who is on call");
              o.text("--replaces", change.replaces, "In whose place (default: whoever it is)");
            },
        .action = [&](Run& run) { return change_overrides(run, change); }},
       {.name = "temporary",
        .summary = "Other shifts than those of the layers for a while: list, add, remove",
        .access = Access::write,
        .options =
            [&](Options& o) {
              changing(o, "The schedule; to remove, the ID of the temporary one");
              o.texts("--shift", change.shifts, "PERSON, or 'PERSON FROM/UNTIL'");
            },
        .action = [&](Run& run) { return change_temporaries(run, change); }},
       {.name = "check",
        .summary = "Read the file of a schedule and say what is wrong with it",
        .access = Access::none,
        .options = [&](Options& o) { o.text("file", file, "The file, or - for stdin").required(); },
        .action = [&](Run& run) { return check(run, file); }},
       {.name = "export",
        .summary = "Write the timeline as iCalendar",
        .access = Access::read,
        .options =
            [&](Options& o) {
              o.text("schedule", exported.schedule, "Its name").required();
              o.time("--from", exported.from, "From when (default: a week ago)");
              o.time("--until", exported.until, "Until when (default: in 90 days)");
              o.text("--person", exported.person, "Only their shifts");
            },
        .action = [&](Run& run) { return export_ical(run, exported); }},
       {.name = "import",
        .summary = "Read overrides from iCalendar",
        .access = Access::write,
        .options =
            [&](Options& o) {
              o.text("schedule", schedule, "Its name").required();
              o.text("file", file, "The file, or - for stdin").required();
            },
        .action = [&](Run& run) { return import_ical(run, schedule, file); }}}};
  return cli::run(tool, argc, argv);
}
