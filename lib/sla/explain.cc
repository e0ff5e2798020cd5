#include "sla/explain.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/time.h"
#include "sla/say.h"

namespace tocsin::sla {
namespace {

// Of a clock that ran for weeks the first and the last stretches tell enough.
constexpr std::size_t kFirstSteps = 7, kLastSteps = 3;

std::string when(Second t) {
  return format_instant(t);
}

OrderedJson maybe(const std::optional<Second>& t) {
  return t && *t != kOpen ? OrderedJson(when(*t)) : OrderedJson();
}

std::string asked_by(const Match& m) {
  std::string out;
  const auto add = [&](std::string_view field, std::string_view value) {
    out += fmt::format("{}{} = {}", out.empty() ? "" : ", ", field, value);
  };
  if (m.organization) add("organization", *m.organization);
  if (m.type) add("type", *m.type);
  if (m.tag) add("tag", *m.tag);
  if (m.priority) add("priority", word(*m.priority));
  return out.empty() ? "every ticket" : out;
}

const Zone& zone_of(const Explained& all, const std::string& calendar) {
  return all.terms.calendars.find(calendar).calendar().zone();
}

std::string say_state(const TicketClock& c) {
  switch (c.state()) {
    case ClockState::met:
      return "met";
    case ClockState::cancelled:
      return "cancelled";
    case ClockState::paused:
      return fmt::format("stands, {}", say_left(c.reading.left));
    case ClockState::running:
      return say_left(c.reading.left);
    case ClockState::breached:
      break;
  }
  if (c.runs()) return say_left(c.reading.left);
  return fmt::format("breached, stopped {} after its deadline",
                     say_duration(*c.clock.stopped - *c.reading.due_at));
}

class Lines {
 public:
  explicit Lines(const Explained& all) : all_(all) {}

  std::vector<std::string> all() {
    policy();
    for (const TicketClock& c : all_.clocks.clocks) clock(c);
    return std::move(out_);
  }

 private:
  void line(std::string text) { out_.push_back(std::move(text)); }

  void policy() {
    if (all_.clocks.policy == nullptr) {
      return line("policy    none takes a ticket like this: what still runs has no SLA");
    }
    const Policy& p = *all_.clocks.policy;
    const std::string& name = calendar_of(p, all_.history, all_.terms);
    line(fmt::format("policy    {}, which takes {}", p.name, asked_by(p.match)));
    for (const Policy& other : all_.terms.policies) {
      if (&other == &p || !other.takes(facts_of(all_.history))) continue;
      line(fmt::format("          {} would take it too ({}), but asks for less or comes later",
                       other.name, asked_by(other.match)));
    }
    if (all_.history.priority_client && p.priority_client_factor != 1) {
      line(fmt::format("          targets × {} for a priority client", p.priority_client_factor));
    }
    line(fmt::format("calendar  {} ({}), in {}", name,
                     name == p.calendar ? "the policy's" : "the organization's",
                     zone_of(all_, name).name()));
    moves(zone_of(all_, name));
  }

  void moves(const Zone& zone) {
    const char* title = "status  ";
    for (const Move& m : moves_of(all_.history)) {
      line(fmt::format("{}  {}  {}", std::exchange(title, "        "), say_when(m.at, zone),
                       word(m.to)));
    }
  }

  void clock(const TicketClock& c) {
    const Zone& zone = zone_of(all_, c.calendar);
    line("");
    line(fmt::format("{}: {}", say_clock(c.kind), say_state(c)));
    line(fmt::format("  target   {}, by policy {} and calendar {}", say_duration(c.clock.target),
                     c.policy->name, c.calendar));
    line(fmt::format("  start    {}", say_when(c.clock.started, zone)));
    for (const Interval& p : c.clock.pauses) {
      line(p.until == kOpen ? fmt::format("  stands   since {}", say_when(p.from, zone))
                            : fmt::format("  stood    {}", say_stretch(p, zone)));
    }
    steps(c, zone);
    line(c.reading.due_at ? fmt::format("  due      {}", say_when(*c.reading.due_at, zone))
                          : "  due      not while it stands, or beyond 2036");
    if (c.clock.stopped) line(fmt::format("  stopped  {}", say_when(*c.clock.stopped, zone)));
  }

  void steps(const TicketClock& c, const Zone& zone) {
    const auto all = steps_of(c, all_.terms.calendars.find(c.calendar), all_.now);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i == kFirstSteps && all.size() > kFirstSteps + kLastSteps + 1) {
        i = all.size() - kLastSteps;
        line(fmt::format("           … {} stretches more …", i - kFirstSteps));
      }
      const Interval& stretch = all[i].stretch;
      line(fmt::format("  ran      {}: {}, in all {}", say_stretch(stretch, zone),
                       format_duration(stretch.until - stretch.from), format_duration(all[i].run)));
    }
  }

  const Explained& all_;
  std::vector<std::string> out_;
};

OrderedJson json_of(const TicketClock& c, const Explained& all) {
  OrderedJson out{{"clock", word(c.kind)},
                  {"state", word(c.state())},
                  {"policy", c.policy->name},
                  {"calendar", c.calendar},
                  {"time_zone", zone_of(all, c.calendar).name()},
                  {"target_seconds", c.clock.target.count()},
                  {"started_at", when(c.clock.started)},
                  {"due_at", maybe(c.reading.due_at)},
                  {"stopped_at", maybe(c.clock.stopped)},
                  {"elapsed_seconds", c.reading.elapsed.count()},
                  {"remaining_seconds", c.reading.left.count()}};
  out["pauses"] = OrderedJson::array();
  for (const Interval& p : c.clock.pauses) {
    out["pauses"].push_back({{"from", when(p.from)}, {"until", maybe(p.until)}});
  }
  out["steps"] = OrderedJson::array();
  for (const Step& s : steps_of(c, all.terms.calendars.find(c.calendar), all.now)) {
    out["steps"].push_back({{"from", when(s.stretch.from)},
                            {"until", when(s.stretch.until)},
                            {"seconds", (s.stretch.until - s.stretch.from).count()},
                            {"total_seconds", s.run.count()}});
  }
  return out;
}

}  // namespace

std::vector<Step> steps_of(const TicketClock& c, const WorkingTime& calendar, Second now) {
  Second until = std::max(c.clock.started, c.clock.stopped.value_or(now));
  if (c.reading.due_at && !c.clock.stopped) until = *c.reading.due_at;
  std::vector<Step> out;
  seconds run{0};
  for (const Interval& i : calendar.work_in(c.clock.started, until).without(c.clock.pauses)) {
    run += i.until - i.from;
    out.push_back({i, run});
  }
  return out;
}

OrderedJson sla_of(const TicketClocks& clocks) {
  OrderedJson out{{"status", clocks.status ? OrderedJson(word(*clocks.status)) : OrderedJson()},
                  {"clocks", OrderedJson::object()}};
  for (const TicketClock& c : clocks.clocks) {
    out["clocks"][std::string(word(c.kind))] = {{"due_at", maybe(c.reading.due_at)},
                                                {"remaining_seconds", c.reading.left.count()},
                                                {"met", c.state() == ClockState::met},
                                                {"paused", c.state() == ClockState::paused}};
  }
  return out;
}

OrderedJson explained(const Explained& all) {
  const store::Ticket& t = all.history.ticket;
  OrderedJson out{{"ticket", t.public_id},
                  {"number", t.number},
                  {"priority", word(t.priority)},
                  {"organization", all.history.organization},
                  {"priority_client", all.history.priority_client}};
  const Policy* const policy = all.clocks.policy;
  out["policy"] = policy == nullptr ? OrderedJson() : OrderedJson(policy->name);
  if (policy != nullptr) out["matches"] = asked_by(policy->match);
  out["status"] = all.clocks.status ? OrderedJson(word(*all.clocks.status)) : OrderedJson();
  out["next_change_at"] = maybe(all.clocks.next_at);
  out["moves"] = OrderedJson::array();
  for (const Move& m : moves_of(all.history)) {
    out["moves"].push_back({{"at", when(m.at)}, {"status", word(m.to)}});
  }
  out["clocks"] = OrderedJson::array();
  for (const TicketClock& c : all.clocks.clocks) out["clocks"].push_back(json_of(c, all));
  return out;
}

std::vector<std::string> explained_lines(const Explained& all) {
  return Lines(all).all();
}

}  // namespace tocsin::sla
