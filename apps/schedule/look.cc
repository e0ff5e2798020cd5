// schedule list, show, who, gaps.

#include "base/time.h"
#include "commands.h"

namespace tocsin::schedule_tool {
namespace {

using escalate::LiveSchedule;
using std::chrono::days;

constexpr Duration kShown = days{14}, kLookedAhead = days{366}, kGapsAhead = days{30};
constexpr Duration kLongestShown = days{3 * 366};

escalate::Span span_of(const cli::Run& run, const LookOptions& given, Duration usual) {
  const Instant from = given.from.value_or(run.now());
  const Instant until = given.until.value_or(from + usual);
  if (until <= from) fail(Exit::usage, "--until is not after --from");
  if (until - from > kLongestShown) fail(Exit::usage, "more than three years are not shown");
  return {from, until};
}

LiveSchedule load(cli::Run& run, const std::string& name, const escalate::Span& span) {
  return escalate::live_schedule(run.db(), find_schedule(run, name), span.from, span.until);
}

// Who is on call at `t`, why, and who after whom.
OrderedJson state_at(const LiveSchedule& live, Instant t) {
  const escalate::Schedule& schedule = live.schedule;
  const auto now = escalate::on_call_at(schedule, live.changes, t);
  const auto next = escalate::next_hand_off(schedule, live.changes, t, t + kLookedAhead);
  const escalate::Crew crew = now ? now->people : escalate::Crew{};
  return {{"schedule", schedule.name},
          {"people", ids_of(schedule, crew)},
          {"names", names_of(schedule, crew)},
          {"because", now ? OrderedJson(because(live, now->source)) : OrderedJson()},
          {"until", next ? OrderedJson(format_instant(next->at)) : OrderedJson()},
          {"next", next ? ids_of(schedule, next->to) : OrderedJson::array()},
          {"next_names", next ? OrderedJson(names_of(schedule, next->to)) : OrderedJson()}};
}

cli::Colour red_where_nobody(const OrderedJson& row) {
  return row.contains("people") && row["people"].empty() ? cli::Colour::red : cli::Colour::none;
}

OrderedJson shift_row(const LiveSchedule& live, Instant from, Instant until,
                      const escalate::Crew& crew) {
  return {{"schedule", live.schedule.name},        {"from", format_instant(from)},
          {"until", format_instant(until)},        {"local", say_wall(live.schedule.zone, from)},
          {"length", say_duration(until - from)},  {"people", ids_of(live.schedule, crew)},
          {"names", names_of(live.schedule, crew)}};
}

// The timeline with its gaps, a row each.
std::vector<OrderedJson> timeline_rows(const LiveSchedule& live, const escalate::Span& span) {
  std::vector<OrderedJson> rows;
  Instant at = span.from;
  const auto gap_until = [&](Instant t) {
    if (at >= t) return;
    rows.push_back(shift_row(live, at, t, {}));
    rows.back()["because"] = nullptr;
  };
  for (const auto& s : escalate::timeline(live.schedule, live.changes, span.from, span.until)) {
    gap_until(s.from);
    rows.push_back(shift_row(live, s.from, s.until, s.people));
    rows.back()["because"] = because(live, s.source);
    at = s.until;
  }
  gap_until(span.until);
  return rows;
}

}  // namespace

Exit list(cli::Run& run) {
  std::vector<OrderedJson> rows;
  for (const std::string& name : chosen(run, {})) {
    OrderedJson row{{"schedule", name}, {"description", nullptr}, {"layers", nullptr}};
    try {
      const LiveSchedule live = load(run, name, {run.now(), run.now() + kLookedAhead});
      row["description"] = live.schedule.description;
      row["layers"] = live.schedule.layers.size();
      row["zone"] = live.schedule.zone.name();
      row.update(state_at(live, run.now()));
    } catch (const Error& e) {
      if (e.status() != Exit::config) throw;
      row["error"] = e.what();
      row["names"] = e.what();
    }
    rows.push_back(std::move(row));
  }
  run.out().rows({{"schedule", "SCHEDULE"},
                  {"names", "ON CALL", false, red_where_nobody},
                  {"until", "UNTIL"},
                  {"next_names", "THEN"},
                  {"layers", "LAYERS", true},
                  {"description", "DESCRIPTION"}},
                 rows, "No schedules.");
  return Exit::ok;
}

Exit show(cli::Run& run, const LookOptions& given) {
  const escalate::Span span = span_of(run, given, kShown);
  const LiveSchedule live = load(run, given.schedule, span);
  for (const escalate::Person& p : live.schedule.people) {
    if (p.present) continue;
    run.out().line(p.id ? fmt::format("{} is disabled: nobody in their turns", p.name)
                        : fmt::format("no one user '{}': nobody in their turns", p.name));
  }
  run.out().rows({{"from", "FROM"},
                  {"local", "LOCAL"},
                  {"length", "FOR", true},
                  {"names", "ON CALL", false, red_where_nobody},
                  {"because", "BECAUSE"}},
                 timeline_rows(live, span));
  return Exit::ok;
}

Exit who(cli::Run& run, const LookOptions& given) {
  const Instant at = given.at.value_or(run.now());
  std::vector<OrderedJson> rows;
  bool all = true;
  for (const std::string& name : chosen(run, given.schedules)) {
    rows.push_back(state_at(load(run, name, {at, at + kLookedAhead}), at));
    all = all && !rows.back()["people"].empty();
  }
  run.out().rows({{"schedule", "SCHEDULE"},
                  {"names", "ON CALL", false, red_where_nobody},
                  {"because", "BECAUSE"},
                  {"until", "UNTIL"},
                  {"next_names", "THEN"}},
                 rows, "No schedules.");
  return all ? Exit::ok : Exit::no;
}

Exit gaps(cli::Run& run, const LookOptions& given) {
  const escalate::Span span = span_of(run, given, kGapsAhead);
  std::vector<OrderedJson> rows;
  for (const std::string& name : chosen(run, given.schedules)) {
    const LiveSchedule live = load(run, name, span);
    const auto shifts = escalate::timeline(live.schedule, live.changes, span.from, span.until);
    for (const escalate::Span& gap : escalate::gaps(shifts, span.from, span.until)) {
      OrderedJson row = shift_row(live, gap.from, gap.until, {});
      row.erase("people");
      row.erase("names");
      rows.push_back(std::move(row));
    }
  }
  run.out().rows({{"schedule", "SCHEDULE"},
                  {"from", "NOBODY FROM"},
                  {"until", "UNTIL"},
                  {"local", "LOCAL"},
                  {"length", "FOR", true}},
                 rows, "No gaps.");
  return rows.empty() ? Exit::ok : Exit::no;
}

}  // namespace tocsin::schedule_tool
