#include "sla/ticket_clocks.h"

#include <algorithm>

#include "sla/status.h"

namespace tocsin::sla {
namespace {

std::optional<Second> earlier(std::optional<Second> a, std::optional<Second> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

// When it ended; nothing while it has not, or where that clock waits for its closing.
std::optional<Second> end_of(const TicketHistory& h, const std::vector<Move>& moves,
                             TicketStatus ends_on) {
  const store::Ticket& t = h.ticket;
  if (is_unresolved(t.status)) return std::nullopt;
  if (ends_on == TicketStatus::closed && t.status == TicketStatus::resolved) return std::nullopt;
  auto at = t.resolved_at ? t.resolved_at : t.closed_at;
  if (ends_on == TicketStatus::closed && t.closed_at) at = t.closed_at;
  return at ? to_second(*at) : moves.back().at;
}

// The stretches in which it had ended, or a status of the policy holds; open if that lasts.
IntervalSet pauses_of(const std::vector<Move>& moves, const Policy& policy) {
  std::vector<Interval> out;
  for (std::size_t i = 0; i < moves.size(); ++i) {
    const TicketStatus s = moves[i].to;
    const bool is_last = i + 1 == moves.size();
    const bool waits_to_close =
        s == TicketStatus::resolved && policy.resolution_on == TicketStatus::closed;
    const bool stands = policy.pauses_on(s) || (!is_unresolved(s) && !is_last && !waits_to_close);
    if (stands) out.push_back({moves[i].at, is_last ? kOpen : moves[i + 1].at});
  }
  return IntervalSet(std::move(out));
}

// Those that had begun when the clock stopped; one that lasts ended with it.
IntervalSet until(const IntervalSet& pauses, std::optional<Second> stopped) {
  if (!stopped) return pauses;
  std::vector<Interval> out;
  for (const Interval& p : pauses) {
    if (p.from < *stopped) out.push_back({p.from, std::min(p.until, *stopped)});
  }
  return IntervalSet(std::move(out));
}

struct Span {
  ClockKind kind;
  Second started;
  std::optional<Second> stopped;
  bool by_ending = false;
};

// All there could be; a policy says which have a target.
std::vector<Span> spans_of(const TicketHistory& h, std::optional<Second> ended) {
  const Second created = to_second(h.ticket.created_at);
  const auto& answered = h.ticket.first_response_at;
  std::vector<Span> out{{ClockKind::first_response, created, ended, true}};
  if (answered) out.front() = {ClockKind::first_response, created, to_second(*answered)};
  std::optional<Second> asked;
  for (const Remark& r : answered ? remarks_of(h) : std::vector<Remark>()) {
    if (r.at < to_second(*answered)) continue;
    if (!r.by_agent && !asked) {
      asked = r.at;
    } else if (r.by_agent && asked) {
      out.push_back({ClockKind::next_response, *asked, r.at});
      asked.reset();
    }
  }
  if (asked) out.push_back({ClockKind::next_response, *asked, ended, true});
  out.push_back({ClockKind::resolution, created, ended, true});
  return out;
}

// As if a pause that is open had just ended: what is left is then due no sooner.
std::optional<Second> due_if_resumed(const SlaClock& clock, WorkingTime& calendar) {
  std::vector<Interval> closed;
  for (const Interval& p : clock.pauses) {
    if (p.until != kOpen) closed.push_back(p);
  }
  return calendar.due(clock.started, clock.target, IntervalSet(std::move(closed)));
}

// When people are to hear of it next, when it is breached, or when its ticket, which stands so,
// stands more urgent because of it.
std::optional<Second> next_instant(const TicketClock& c, SlaStatus ticket, WorkingTime& calendar,
                                   Second now) {
  std::vector<seconds> instants{seconds{0}};
  for (const LeadTime& lead : c.policy->warn) instants.push_back(lead.of(c.clock.target));
  if (const auto left = more_urgent_at(ticket, c.clock.target)) instants.push_back(*left);
  std::optional<seconds> next;
  for (const seconds left : instants) {
    if (left < c.reading.left) next = std::max(left, next.value_or(left));
  }
  return next ? calendar.due(now, c.reading.left - *next) : std::nullopt;
}

}  // namespace

ClockState TicketClock::state() const {
  if (cancelled) return ClockState::cancelled;
  if (reading.breached) return ClockState::breached;
  if (!runs()) return ClockState::met;
  return reading.paused ? ClockState::paused : ClockState::running;
}

const std::string& calendar_of(const Policy& policy, const TicketHistory& history,
                               const Terms& terms) {
  const bool own = !history.calendar.empty() && !policy.match.organization &&
                   terms.calendars.has(history.calendar);
  return own ? history.calendar : policy.calendar;
}

TicketClocks clocks_of(const TicketHistory& history, Terms& terms, Second now) {
  TicketClocks out;
  const TicketFacts facts = facts_of(history);
  out.policy = policy_of(facts, terms.policies);
  const auto moves = moves_of(history);
  const TicketStatus status = history.ticket.status;
  const bool void_ended = status == TicketStatus::cancelled || history.ticket.merged_into;
  for (Span s : spans_of(history, end_of(history, moves, TicketStatus::resolved))) {
    const TicketFacts then = s.stopped ? facts_at(history, *s.stopped) : facts;
    const Policy* const policy = s.stopped ? policy_of(then, terms.policies) : out.policy;
    const auto target = policy == nullptr
                            ? std::nullopt
                            : policy->targets_of(then)[static_cast<std::size_t>(s.kind)];
    if (!target) continue;
    if (s.kind == ClockKind::resolution) s.stopped = end_of(history, moves, policy->resolution_on);
    const std::string& name = calendar_of(*policy, history, terms);
    WorkingTime& calendar = terms.calendars.find(name);
    SlaClock clock{.target = *target,
                   .started = s.started,
                   .pauses = until(pauses_of(moves, *policy), s.stopped),
                   .stopped = s.stopped};
    const ClockReading reading = read_clock(clock, calendar, now);
    out.clocks.push_back(
        {s.kind, policy, name, std::move(clock), reading, void_ended && s.by_ending});
    const TicketClock& c = out.clocks.back();
    if (!c.runs()) continue;
    const SlaStatus stands = status_of(reading.left, c.clock.target);
    out.status = std::min(out.status.value_or(stands), stands);
    out.urgent_at = earlier(out.urgent_at, due_if_resumed(c.clock, calendar));
  }
  for (const TicketClock& c : out.clocks) {
    if (!c.runs() || c.reading.paused) continue;
    WorkingTime& calendar = terms.calendars.find(c.calendar);
    out.next_at = earlier(out.next_at, next_instant(c, *out.status, calendar, now));
  }
  return out;
}

std::optional<seconds> reached_lead(const TicketClock& clock) {
  if (!clock.runs() || clock.reading.paused) return std::nullopt;
  if (clock.reading.breached) return seconds{0};
  std::optional<seconds> out;
  for (const LeadTime& lead : clock.policy->warn) {
    const seconds at = lead.of(clock.clock.target);
    if (clock.reading.left <= at) out = std::min(out.value_or(at), at);
  }
  return out;
}

std::vector<store::TicketClock> rows_of(const TicketClocks& clocks, std::int64_t ticket_id) {
  std::vector<store::TicketClock> out;
  for (const TicketClock& c : clocks.clocks) {
    store::TicketClock row;
    row.ticket_id = ticket_id;
    row.kind = c.kind;
    row.started_at = c.clock.started;
    row.policy = c.policy->name;
    row.calendar = c.calendar;
    row.target = c.clock.target;
    row.state = c.state();
    row.due_at = c.reading.due_at;
    if (!c.runs()) {
      row.stopped_at = std::max(c.clock.started, *c.clock.stopped);
      row.worked = c.reading.elapsed;
    }
    if (row.state == ClockState::met) row.decided_at = row.stopped_at;
    if (row.state == ClockState::breached) row.decided_at = row.due_at;
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace tocsin::sla
