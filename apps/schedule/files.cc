// schedule check, export, import: files of TOML and iCalendar.

#include <algorithm>

#include "base/file.h"
#include "base/time.h"
#include "commands.h"
#include "escalate/overrides_ical.h"
#include "escalate/schedule_file.h"
#include "escalate/schedule_ical.h"
#include "store/people.h"

namespace tocsin::schedule_tool {
namespace {

using std::chrono::days;

constexpr Duration kChecked = days{28}, kBehind = days{7}, kAhead = days{90};
// A shift that began before what is exported keeps its begin, by which calendars know it, if it is
// no longer than this.
constexpr Duration kLongestShift = days{32};
constexpr Duration kLongestExport = days{3 * 366};

store::Person person_named(cli::Run& run, const std::string& where,
                           const escalate::IcalOverride& event, const std::string& typed) {
  const auto found = store::find_person_named(run.db(), typed);
  if (!found) {
    fail(Exit::bad_input, "{}: event \"{}\": no one user '{}'", where, event.summary, typed);
  }
  return *found;
}

store::ScheduleOverride override_of(cli::Run& run, const std::string& schedule,
                                    const std::string& where, const escalate::IcalOverride& event) {
  store::ScheduleOverride it;
  it.schedule = schedule;
  it.uid = event.uid;
  it.from = event.from;
  it.until = event.until;
  it.reason = event.summary;
  if (!event.person.empty()) it.person_id = person_named(run, where, event, event.person).id;
  if (!event.replaced.empty()) it.replaced_id = person_named(run, where, event, event.replaced).id;
  if (it.person_id == it.replaced_id) {
    fail(Exit::bad_input, "{}: event \"{}\": somebody cannot replace themselves", where,
         event.summary);
  }
  return it;
}

struct Planned {
  std::vector<store::ScheduleOverride> kept, ended;
  std::int64_t over = 0;  // past, left alone
};

// Nothing is written before all of it is understood.
Planned plan(cli::Run& run, const std::string& schedule, const std::string& where,
             const std::vector<escalate::IcalOverride>& events) {
  Planned out;
  for (const auto& event : events) {
    const auto there = store::find_schedule_override(run.db(), schedule, event.uid);
    if (event.cancelled) {
      if (there) out.ended.push_back(*there);
    } else if (event.until <= run.now() || (there && there->until <= run.now())) {
      ++out.over;
    } else {
      out.kept.push_back(override_of(run, schedule, where, event));
    }
  }
  return out;
}

}  // namespace

Exit check(cli::Run& run, const std::string& file) {
  const auto schedule = escalate::load_schedule(file, run.config().text("general.time_zone"));
  if (!escalate::is_schedule_name(schedule.name)) {
    fail(Exit::config, "{}: a schedule is named by letters, digits, - and _", file);
  }
  const Instant until = run.now() + kChecked;
  const auto found =
      escalate::gaps(escalate::timeline(schedule, {}, run.now(), until), run.now(), until);
  run.out().record(
      {{"schedule", schedule.name},
       {"layers", schedule.layers.size()},
       {"people", schedule.people.size()},
       {"gaps_in_4_weeks", found.size()},
       {"first_gap",
        found.empty() ? OrderedJson() : OrderedJson(format_instant(found.front().from))}});
  return Exit::ok;
}

Exit export_ical(cli::Run& run, const ExportOptions& given) {
  const Instant from = given.from.value_or(run.now() - kBehind);
  const Instant until = given.until.value_or(std::max(run.now(), from) + kAhead);
  if (until <= from) fail(Exit::usage, "--until is not after --from");
  if (until - from > kLongestExport) fail(Exit::usage, "more than three years are not exported");
  const auto live = escalate::live_schedule(run.db(), find_schedule(run, given.schedule),
                                            from - kLongestShift, until + kLongestShift);
  std::optional<std::int64_t> person;
  if (!given.person.empty()) {
    const auto found = store::find_person_named(run.db(), given.person);
    if (!found) fail(Exit::no_input, "--person: no one user '{}'", given.person);
    person = found->id;
  }
  auto shifts =
      escalate::timeline(live.schedule, live.changes, from - kLongestShift, until + kLongestShift);
  std::erase_if(shifts, [&](const escalate::Shift& s) {
    const bool theirs = std::any_of(s.people.begin(), s.people.end(), [&](escalate::Who w) {
      return live.schedule.people[w].id == person;
    });
    return s.until <= from || s.from >= until || (person && !theirs);
  });
  run.out().raw(escalate::write_schedule_ical(live.schedule, shifts, run.now()));
  return Exit::ok;
}

Exit import_ical(cli::Run& run, const std::string& name, const std::string& file) {
  const auto schedule = find_schedule(run, name);
  const auto events = escalate::read_overrides_ical(read_file(file, escalate::kLargestIcal + 1),
                                                    file, schedule.zone);
  const Planned planned = plan(run, schedule.name, file, events);
  std::map<store::Change, std::int64_t> counts;
  std::int64_t ended = 0;
  if (!run.dry_run()) {
    auto trail = run.trail();
    run.db().transaction([&] {
      trail.clear();
      counts.clear();
      ended = 0;
      for (const auto& it : planned.kept) {
        ++counts[escalate::save_override(run.db(), trail, it)];
      }
      for (const auto& it : planned.ended) ended += escalate::end_override(run.db(), trail, it);
      trail.flush();
    });
  }
  run.out().record({{"events", events.size()},
                    {"created", counts[store::Change::created]},
                    {"updated", counts[store::Change::updated]},
                    {"unchanged", counts[store::Change::unchanged]},
                    {"ended", ended},
                    {"over", planned.over}});
  return Exit::ok;
}

}  // namespace tocsin::schedule_tool
