#include "ticket/events.h"

#include <algorithm>

#include "alert/alerts.h"
#include "base/time.h"
#include "store/activity.h"
#include "store/people.h"

namespace tocsin::ticket {
namespace {

using store::Ticket;
using store::TicketActivity;

// The alerts that ask for somebody to take the ticket.
constexpr std::string_view kAsking[] = {"ticket_created", "ticket_assigned"};

std::string person_token(std::int64_t id) {
  return fmt::format("person:{}", id);
}

class Teller {
 public:
  Teller(const Changes& changes, const Concerned& concerned, Instant now)
      : changes_(changes), ticket_(changes.ticket), concerned_(concerned), now_(now) {}

  std::vector<SupportEvent> all() {
    if (changes_.is_new) tell("ticket_created");
    if (changes_.is_new && ticket_.assignee_id) assigned(ticket_.updated_at);
    for (const TicketActivity& a : changes_.added) tell_of(a);
    if (!changes_.is_new && (!detail_.empty() || !changes_.edited.empty())) updated();
    return std::move(events_);
  }

 private:
  void tell_of(const TicketActivity& a) {
    const auto status =
        a.kind == TicketActivityKind::status ? from_word<TicketStatus>(a.to) : std::nullopt;
    if (a.kind == TicketActivityKind::comment) {
      if (a.from.empty()) commented(a);
    } else if (a.kind == TicketActivityKind::assign && !a.to.empty()) {
      assigned(a.at);
    } else if (status == TicketStatus::resolved) {
      ended("ticket_resolved", a);
    } else if (status == TicketStatus::closed) {
      ended("ticket_closed", a);
    } else {
      gather(a);
    }
  }

  SupportEvent& tell(std::string kind) {
    return events_.emplace_back(event_about(ticket_, concerned_, std::move(kind)));
  }

  void tell_the_served(SupportEvent& e) const {
    const auto add = [&](std::int64_t person) {
      const std::string token = person_token(person);
      const bool known = std::find(e.to.begin(), e.to.end(), token) != e.to.end();
      if (!known && person != concerned_.actor_id) e.to.push_back(token);
    };
    if (ticket_.requester_id) add(*ticket_.requester_id);
    for (const std::int64_t person : concerned_.followers) add(person);
  }

  void commented(const TicketActivity& a) {
    SupportEvent& e = tell("ticket_comment");
    e.comment = a.text;
    e.commenter = concerned_.actor_name;
    e.internal = !a.is_public;
    e.metadata["commentContent"] = a.text;
    e.metadata["commenterName"] = e.commenter;
    e.distinction = std::to_string(a.id);
    if (a.is_public) tell_the_served(e);
  }

  void assigned(Instant at) {
    SupportEvent& e = tell("ticket_assigned");
    e.detail = "assigned to " + concerned_.assignee_name;
    e.distinction = fmt::format("{}/{}", concerned_.assignee_name, format_instant(at));
  }

  void ended(const char* kind, const TicketActivity& a) {
    SupportEvent& e = tell(kind);
    e.detail = "by " + concerned_.actor_name;
    e.distinction = std::to_string(a.id);
    tell_the_served(e);
  }

  void gather(const TicketActivity& a) {
    if (!detail_.empty()) detail_ += ", ";
    detail_ += word(a.kind);
    if (!a.from.empty()) detail_ += " " + a.from;
    if (!a.from.empty() || !a.to.empty()) detail_ += " → ";
    detail_ += a.to.empty() ? "none" : a.to;
    last_ = a.id;
  }

  void updated() {
    SupportEvent& e = tell("ticket_updated");
    e.detail = detail_;
    for (const std::string& field : changes_.edited) {
      e.detail += (e.detail.empty() ? "" : ", ") + field;
    }
    e.distinction = last_ == 0 ? format_instant(now_) : std::to_string(last_);
  }

  const Changes& changes_;
  const Ticket& ticket_;
  const Concerned& concerned_;
  Instant now_;
  std::vector<SupportEvent> events_;
  std::string detail_;
  std::int64_t last_ = 0;
};

}  // namespace

Concerned concerned_by(store::Database& db, const std::string& actor, const Ticket& ticket) {
  Concerned out;
  out.actor_name = actor;
  if (const auto person = store::find_person_named(db, actor)) {
    out.actor_id = person->id;
    out.actor_name = person->name;
  }
  const auto name_of = [&](const std::optional<std::int64_t>& id) {
    const auto person = id ? store::find_person(db, *id) : std::nullopt;
    return person ? person->name : std::string();
  };
  out.assignee_name = name_of(ticket.assignee_id);
  out.requester_name = name_of(ticket.requester_id);
  if (ticket.organization_id) {
    if (const auto organization = store::find_organization(db, *ticket.organization_id)) {
      out.organization = organization->external_id;
      out.priority_client = organization->priority_client;
    }
  }
  out.followers = store::followers(db, ticket.id);
  return out;
}

SupportEvent event_about(const Ticket& ticket, const Concerned& concerned, std::string kind) {
  SupportEvent e;
  e.kind = std::move(kind);
  e.ticket = ticket.public_id;
  e.number = ticket.number;
  e.subject = ticket.subject;
  e.priority = ticket.priority;
  e.priority_client = concerned.priority_client;
  e.organization = concerned.organization;
  e.metadata = {{"ticketNumber", ticket.number},
                {"ticketSubject", ticket.subject},
                {"priority", word(ticket.priority)},
                {"status", word(ticket.status)}};
  const auto name = [&](const char* field, const std::string& value) {
    if (!value.empty()) e.metadata[field] = value;
  };
  name("assigneeName", concerned.assignee_name);
  name("requesterName", concerned.requester_name);
  if (ticket.assignee_id) {
    e.to.clear();
    if (ticket.assignee_id != concerned.actor_id) e.to = {person_token(*ticket.assignee_id)};
  } else if (ticket.team_id) {
    e.to = {fmt::format("team:{}", *ticket.team_id)};
  }
  return e;
}

std::vector<SupportEvent> events_of(const Changes& changes, const Concerned& concerned,
                                    Instant now) {
  return Teller(changes, concerned, now).all();
}

void raise_events(store::Database& db, alert::Trail& trail, const Changes& changes) {
  const Ticket& ticket = changes.ticket;
  const Concerned concerned = concerned_by(db, trail.actor(), ticket);
  if (concerned.actor_id) {
    store::add_activity(db, {.person_id = *concerned.actor_id,
                             .kind = "ticket",
                             .at = trail.now(),
                             .alert = "",
                             .ticket = ticket.public_id});
  }
  if (!is_unresolved(ticket.status)) {
    alert::replace_of_subject(db, trail, {"ticket", ticket.public_id}, kAsking,
                              fmt::format("the ticket is {}", word(ticket.status)));
  }
  for (const SupportEvent& event : events_of(changes, concerned, trail.now())) {
    alert::raise(db, trail, draft_of(event));
  }
}

}  // namespace tocsin::ticket
