// sla-check deadline, elapsed: working time by a calendar, without a database.

#include <filesystem>

#include "base/time.h"
#include "commands.h"
#include "sla/calendar_file.h"
#include "sla/calendars.h"

namespace tocsin::sla_tool {
namespace {

// A file, or a calendar of the configuration by its name.
sla::WorkingTime find_calendar(const cli::Run& run, const std::string& named) {
  const std::string zone = run.config().text("general.time_zone");
  if (named.find('/') != named.npos || named.ends_with(".toml")) {
    return sla::WorkingTime(sla::load_calendar(named, zone));
  }
  if (named == sla::kAlwaysOpen) return sla::WorkingTime(sla::Calendar::always_open());
  return sla::WorkingTime(
      sla::load_calendar(run.config().folder("calendars") / (named + ".toml"), zone));
}

// FROM/TO, or FROM/ for a pause that goes on.
sla::Interval read_pause(const std::string& text) {
  const auto slash = text.find('/');
  const auto from = parse_instant(text.substr(0, slash));
  const bool open = slash + 1 == text.size();
  const auto until = slash == text.npos ? std::nullopt : parse_instant(text.substr(slash + 1));
  if (!from || slash == text.npos || !(open || until)) {
    fail(Exit::usage, "--pause: '{}' is not FROM/TO, two times, or FROM/", text);
  }
  if (until && *until < *from) fail(Exit::bad_input, "--pause: '{}' ends before it begins", text);
  return {sla::to_second(*from), until ? sla::to_second(*until) : sla::kOpen};
}

sla::IntervalSet read_pauses(const std::vector<std::string>& texts) {
  std::vector<sla::Interval> out;
  for (const std::string& text : texts) out.push_back(read_pause(text));
  return sla::IntervalSet(std::move(out));
}

}  // namespace

Exit deadline(cli::Run& run, const Asked& asked) {
  sla::WorkingTime calendar = find_calendar(run, asked.calendar);
  const auto pauses = read_pauses(asked.pauses);
  const auto target = std::chrono::floor<sla::seconds>(*asked.target);
  const auto due = calendar.due(sla::to_second(*asked.start), target, pauses);
  if (!due && !pauses.is_open()) {
    fail(Exit::bad_input, "--target: {} of working time by calendar '{}' do not pass before {}",
         format_duration(target), calendar.calendar().name(), format_instant(calendar.horizon()));
  }
  run.out().record({{"due_at", due ? OrderedJson(format_instant(*due)) : OrderedJson()}});
  return due ? Exit::ok : Exit::no;
}

Exit elapsed(cli::Run& run, const Asked& asked) {
  if (*asked.until < *asked.start) fail(Exit::bad_input, "--to is before --from");
  sla::WorkingTime calendar = find_calendar(run, asked.calendar);
  const auto passed = calendar.elapsed(sla::to_second(*asked.start), sla::to_second(*asked.until),
                                       read_pauses(asked.pauses));
  run.out().record({{"seconds", passed.count()}});
  return Exit::ok;
}

}  // namespace tocsin::sla_tool
