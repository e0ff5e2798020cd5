// schedule override and schedule temporary: list, add, remove.

#include <utility>

#include "base/id.h"
#include "base/text.h"
#include "base/time.h"
#include "commands.h"
#include "store/people.h"

namespace tocsin::schedule_tool {
namespace {

constexpr Duration kLongest = std::chrono::days{366};

store::Person person_named(cli::Run& run, std::string_view option, const std::string& typed) {
  const auto found = store::find_person_named(run.db(), typed);
  if (!found) fail(Exit::no_input, "{}: no one user '{}'", option, typed);
  return *found;
}

OrderedJson person_json(cli::Run& run, const std::optional<std::int64_t>& id) {
  const auto found = id ? store::find_person(run.db(), *id) : std::nullopt;
  return found ? OrderedJson(found->external_id) : OrderedJson();
}

escalate::Span span_of(const cli::Run& run, const ChangeOptions& given) {
  escalate::Span out{given.from.value_or(run.now()), {}};
  if (given.length.has_value() == given.until.has_value()) {
    fail(Exit::usage, "until when? --for DURATION or --until TIME");
  }
  out.until = given.until ? *given.until : out.from + *given.length;
  if (out.until <= out.from) fail(Exit::usage, "it would end before it begins");
  if (out.until <= run.now()) fail(Exit::usage, "it would be over already");
  if (out.until - out.from > kLongest) {
    fail(Exit::usage, "it would be longer than a year: change the file of the schedule");
  }
  return out;
}

std::string named(const ChangeOptions& given) {
  if (given.which.empty() && given.action == "remove") fail(Exit::usage, "which? its ID");
  if (given.which.empty()) fail(Exit::usage, "of which schedule?");
  return given.which;
}

template <typename Body>
auto in_transaction(cli::Run& run, const Body& body) {
  auto trail = run.trail();
  return run.db().transaction([&] {
    trail.clear();
    auto out = body(trail);
    trail.flush();
    return out;
  });
}

Exit list_overrides(cli::Run& run, const std::string& schedule) {
  std::vector<OrderedJson> rows;
  for (const auto& it : store::schedule_overrides(run.db(), schedule, run.now(), kZoneHorizon)) {
    rows.push_back({{"id", it.public_id},
                    {"schedule", it.schedule},
                    {"from", format_instant(it.from)},
                    {"until", format_instant(it.until)},
                    {"person", person_json(run, it.person_id)},
                    {"replaces", person_json(run, it.replaced_id)},
                    {"author", it.author},
                    {"reason", it.reason}});
  }
  run.out().rows({{"id", "OVERRIDE"},
                  {"from", "FROM"},
                  {"until", "UNTIL"},
                  {"person", "PERSON"},
                  {"replaces", "REPLACES"},
                  {"author", "BY"},
                  {"reason", "REASON"}},
                 rows, "No overrides.");
  return Exit::ok;
}

Exit add_override(cli::Run& run, const ChangeOptions& given) {
  store::ScheduleOverride it;
  it.schedule = find_schedule(run, named(given)).name;
  if (given.person.empty() && given.replaces.empty()) {
    fail(Exit::usage, "who? --person for who is on call, --replaces for who is not");
  }
  if (!given.person.empty()) it.person_id = person_named(run, "--person", given.person).id;
  if (!given.replaces.empty()) it.replaced_id = person_named(run, "--replaces", given.replaces).id;
  if (it.person_id == it.replaced_id) fail(Exit::usage, "--person and --replaces are the same");
  const escalate::Span span = span_of(run, given);
  it.from = span.from;
  it.until = span.until;
  it.reason = given.reason;
  if (run.dry_run()) {
    run.out().line(fmt::format("would be from {} until {}", format_instant(it.from),
                               format_instant(it.until)));
    return Exit::ok;
  }
  const std::string id = in_transaction(
      run, [&](alert::Trail& trail) { return escalate::add_override(run.db(), trail, it); });
  run.out().record({{"id", id},
                    {"schedule", it.schedule},
                    {"from", format_instant(it.from)},
                    {"until", format_instant(it.until)}});
  return Exit::ok;
}

Exit remove_override(cli::Run& run, const std::string& typed) {
  const auto found = store::find_schedule_override(run.db(), canonical_id(typed).value_or(typed));
  if (!found) fail(Exit::no_input, "no override '{}'", typed);
  if (run.dry_run()) return found->until > run.now() ? Exit::ok : Exit::no;
  const bool ended = in_transaction(
      run, [&](alert::Trail& trail) { return escalate::end_override(run.db(), trail, *found); });
  return ended ? Exit::ok : Exit::no;
}

Exit list_temporaries(cli::Run& run, const std::string& schedule) {
  std::vector<OrderedJson> rows;
  for (const auto& it : store::temporary_schedules(run.db(), schedule, run.now(), kZoneHorizon)) {
    OrderedJson shifts = OrderedJson::array();
    std::vector<std::string> people;
    for (const auto& s : it.shifts) {
      const OrderedJson person = person_json(run, s.person_id);
      people.push_back(person.is_string() ? person.get<std::string>() : "");
      shifts.push_back({{"person", person},
                        {"from", format_instant(s.from)},
                        {"until", format_instant(s.until)}});
    }
    rows.push_back({{"id", it.public_id},
                    {"schedule", it.schedule},
                    {"from", format_instant(it.from)},
                    {"until", format_instant(it.until)},
                    {"people", join(people, ", ")},
                    {"shifts", shifts},
                    {"author", it.author},
                    {"reason", it.reason}});
  }
  run.out().rows({{"id", "TEMPORARY"},
                  {"from", "FROM"},
                  {"until", "UNTIL"},
                  {"people", "PEOPLE"},
                  {"author", "BY"},
                  {"reason", "REASON"}},
                 rows, "No temporary schedules.");
  return Exit::ok;
}

// "ann", all the time, or "ann FROM/UNTIL".
store::TemporarySchedule::Shift read_shift(cli::Run& run, const std::string& text,
                                           const escalate::Span& span) {
  store::TemporarySchedule::Shift out{span.from, span.until, 0};
  std::string person = text;
  const auto blank = text.find_last_of(' ');
  if (blank != text.npos && text.find('/', blank) != text.npos) {
    const std::string times = text.substr(blank + 1);
    const auto slash = times.find('/');
    const auto from = parse_instant(times.substr(0, slash));
    const auto until = parse_instant(times.substr(slash + 1));
    if (!from || !until || *until <= *from) {
      fail(Exit::usage, "--shift: '{}' is not FROM/UNTIL, two times", times);
    }
    if (*from < span.from || *until > span.until) {
      fail(Exit::usage, "--shift: '{}' is not within --from and --until", times);
    }
    out.from = *from;
    out.until = *until;
    person = trim(text.substr(0, blank));
  }
  out.person_id = person_named(run, "--shift", person).id;
  return out;
}

Exit add_temporary(cli::Run& run, const ChangeOptions& given) {
  store::TemporarySchedule it;
  it.schedule = find_schedule(run, named(given)).name;
  const escalate::Span span = span_of(run, given);
  it.from = span.from;
  it.until = span.until;
  it.reason = given.reason;
  if (given.shifts.empty()) fail(Exit::usage, "who? --shift PERSON, or 'PERSON FROM/UNTIL'");
  for (const std::string& text : given.shifts) it.shifts.push_back(read_shift(run, text, span));
  if (run.dry_run()) {
    run.out().line(fmt::format("would be from {} until {}", format_instant(it.from),
                               format_instant(it.until)));
    return Exit::ok;
  }
  const std::string id = in_transaction(
      run, [&](alert::Trail& trail) { return escalate::add_temporary(run.db(), trail, it); });
  run.out().record({{"id", id},
                    {"schedule", it.schedule},
                    {"from", format_instant(it.from)},
                    {"until", format_instant(it.until)}});
  return Exit::ok;
}

Exit remove_temporary(cli::Run& run, const std::string& typed) {
  const auto found = store::find_temporary_schedule(run.db(), canonical_id(typed).value_or(typed));
  if (!found) fail(Exit::no_input, "no temporary schedule '{}'", typed);
  if (run.dry_run()) return found->until > run.now() ? Exit::ok : Exit::no;
  const bool ended = in_transaction(
      run, [&](alert::Trail& trail) { return escalate::end_temporary(run.db(), trail, *found); });
  return ended ? Exit::ok : Exit::no;
}

}  // namespace

Exit change_overrides(cli::Run& run, const ChangeOptions& given) {
  if (given.action == "add") return add_override(run, given);
  if (given.action == "remove") return remove_override(run, named(given));
  return list_overrides(run, find_schedule(run, named(given)).name);
}

Exit change_temporaries(cli::Run& run, const ChangeOptions& given) {
  if (given.action == "add") return add_temporary(run, given);
  if (given.action == "remove") return remove_temporary(run, named(given));
  return list_temporaries(run, find_schedule(run, named(given)).name);
}

}  // namespace tocsin::schedule_tool
