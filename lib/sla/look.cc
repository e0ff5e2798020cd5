#include "sla/look.h"

#include <fmt/format.h>

#include <algorithm>

#include "alert/alerts.h"
#include "base/time.h"
#include "sla/say.h"
#include "ticket/events.h"

namespace tocsin::sla {
namespace {

std::string terms_of(const store::TicketClock& c) {
  return fmt::format("{} by {}, {}", say_duration(c.target), c.policy, c.calendar);
}

const store::TicketClock* find_in(const std::vector<store::TicketClock>& clocks,
                                  const store::TicketClock& wanted) {
  const auto found = std::find_if(clocks.begin(), clocks.end(), [&](const auto& c) {
    return c.kind == wanted.kind && c.started_at == wanted.started_at;
  });
  return found == clocks.end() ? nullptr : &*found;
}

std::optional<Shift> shift_of(const store::TicketClock& before, const store::TicketClock& now) {
  if (before.stopped_at || now.stopped_at) return std::nullopt;
  const bool other_terms =
      before.policy != now.policy || before.calendar != now.calendar || before.target != now.target;
  const bool moved = before.due_at && now.due_at && before.due_at != now.due_at;
  if (!other_terms && !moved) return std::nullopt;
  std::string why = fmt::format("{}: {}", say_clock(now.kind), terms_of(now));
  if (other_terms) why += fmt::format(" (was {})", terms_of(before));
  return Shift{now.kind, before.due_at, now.due_at, std::move(why)};
}

std::string why_ended(const store::TicketClock& c) {
  switch (c.state) {
    case ClockState::met:
      return c.kind == ClockKind::resolution ? "resolved in time" : "answered in time";
    case ClockState::breached:
      return c.kind == ClockKind::resolution ? "resolved late" : "answered late";
    case ClockState::cancelled:
      return "the ticket was cancelled or merged";
    case ClockState::running:
    case ClockState::paused:
      break;
  }
  return "the deadline moved";
}

// The state of a clock people know of is `told`; it has come to `reached`.
void tell(const TicketClock& clock, const store::TicketClock& row, std::optional<seconds> told,
          std::optional<seconds> reached, Look& look) {
  if (told == reached) return;
  if (told) look.end.push_back({clock.kind, *told, why_ended(row), reached.has_value()});
  if (reached) look.raise.push_back({&clock, *reached});
}

SupportEvent event_of(const Notice& notice, SupportEvent event, const Zone& zone) {
  const TicketClock& c = *notice.clock;
  const Second due = c.reading.due_at.value_or(c.clock.started);
  event.distinction = word(c.kind);
  if (notice.left > seconds{0}) event.distinction += fmt::format("/{}", notice.left.count());
  event.detail = fmt::format("{}: {}, due {} ({})", say_clock(c.kind), say_left(c.reading.left),
                             say_when(due, zone), zone.name());
  event.metadata["clock"] = word(c.kind);
  event.metadata["dueAt"] = format_instant(due);
  event.metadata["timeLeft"] = say_left(c.reading.left);
  event.metadata["policy"] = c.policy->name;
  return event;
}

// As model/support_event.h and event_of() make it.
std::string key_of(const std::string& ticket, ClockKind kind, seconds left) {
  if (left <= seconds{0}) return fmt::format("sla_breach/{}/{}", ticket, word(kind));
  return fmt::format("sla_warning/{}/{}/{}", ticket, word(kind), left.count());
}

class Teller {
 public:
  Teller(store::Database& db, alert::Trail& trail, const store::Ticket& ticket,
         alert::Counts& counts)
      : db_(db), trail_(trail), ticket_(ticket), counts_(counts) {}

  void end(const Ending& e) {
    const std::string key = key_of(ticket_.public_id, e.kind, e.left);
    const bool was_open = e.replaced ? alert::replace_by_key(db_, trail_, key, e.why)
                                     : alert::resolve_by_key(db_, trail_, key, e.why);
    if (was_open) ++counts_["ended"];
  }

  void raise(const Notice& notice, const Zone& zone) {
    if (!concerned_) {
      concerned_ = ticket::concerned_by(db_, trail_.actor(), ticket_);
      concerned_->actor_id.reset();  // time does it, whoever looks
    }
    const bool late = notice.left <= seconds{0};
    const auto about =
        ticket::event_about(ticket_, *concerned_, late ? "sla_breach" : "sla_warning");
    alert::raise(db_, trail_, draft_of(event_of(notice, about, zone)));
    ++counts_[late ? "breached" : "warned"];
  }

  void shift(const Shift& s) {
    const auto text = [](const std::optional<Instant>& t) {
      return t ? format_instant(*t) : std::string();
    };
    store::TicketActivity a;
    a.ticket_id = ticket_.id;
    a.source = ticket_.source;
    a.kind = TicketActivityKind::sla;
    a.at = trail_.now();
    a.by = trail_.actor();
    a.from = text(s.from);
    a.to = text(s.to);
    a.text = s.why;
    (void)store::save_activity(db_, a);
    trail_.note(
        "ticket.sla", "ticket", ticket_.public_id,
        {{"number", ticket_.number}, {"clock", word(s.kind)}, {"from", a.from}, {"to", a.to}});
    ++counts_["moved"];
  }

 private:
  store::Database& db_;
  alert::Trail& trail_;
  const store::Ticket& ticket_;
  alert::Counts& counts_;
  std::optional<ticket::Concerned> concerned_;
};

}  // namespace

Look decide(const TicketClocks& clocks, const std::vector<store::TicketClock>& stored,
            std::int64_t ticket_id) {
  Look out;
  auto rows = rows_of(clocks, ticket_id);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    store::TicketClock& row = rows[i];
    const TicketClock& clock = clocks.clocks[i];
    const store::TicketClock* const before = find_in(stored, row);
    const auto told = before == nullptr ? std::nullopt : before->told_left;
    if (before != nullptr) {
      row.id = before->id;
      if (auto shift = shift_of(*before, row)) out.shifts.push_back(std::move(*shift));
    }
    // What stands goes on where it stood.
    const bool stands = clock.runs() && clock.reading.paused;
    row.told_left = stands ? told : reached_lead(clock);
    tell(clock, row, told, row.told_left, out);
    if (before == nullptr || *before != row) out.save.push_back(row);
  }
  for (const store::TicketClock& before : stored) {
    if (find_in(rows, before) != nullptr) continue;
    out.remove.push_back(before.id);
    if (!before.stopped_at) {
      out.shifts.push_back({before.kind, before.due_at, std::nullopt,
                            fmt::format("{}: no SLA asks for it any more (was {})",
                                        say_clock(before.kind), terms_of(before))});
    }
    if (before.told_left) {
      out.end.push_back({before.kind, *before.told_left, "no SLA asks for it any more", false});
    }
  }
  return out;
}

void look_at(store::Database& db, alert::Trail& trail, Terms& terms, const store::Ticket& ticket,
             alert::Counts& counts) {
  const TicketHistory history = history_of(db, ticket);
  const TicketClocks clocks = clocks_of(history, terms, to_second(trail.now()));
  const Look look = decide(clocks, store::clocks_of(db, ticket.id), ticket.id);
  for (const std::int64_t id : look.remove) store::remove_clock(db, id);
  for (const store::TicketClock& row : look.save) store::save_clock(db, row);

  Teller teller(db, trail, ticket, counts);
  for (const Shift& s : look.shifts) teller.shift(s);
  for (const Ending& e : look.end) teller.end(e);
  for (const Notice& n : look.raise) {
    teller.raise(n, terms.calendars.find(n.clock->calendar).calendar().zone());
  }

  store::Ticket after = ticket;
  after.sla_status = clocks.status;
  after.sla_next_at = clocks.next_at;
  if (ticket.urgent_at) {
    after.urgent_at = clocks.urgent_at ? Instant{*clocks.urgent_at}
                                       : urgent_at(ticket.priority, ticket.created_at);
  }
  store::save_sla(db, after);
  ++counts["looked"];
}

}  // namespace tocsin::sla
