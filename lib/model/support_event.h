// Support events (NT-10): what happens to a ticket, as the draft of an alert with kind, priority,
// recipients and dedup key by WAIST. The one way, whoever reports it: the ticket writer, the SLA
// clocks, or another program by `notify send`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/alert.h"
#include "model/ticket.h"

namespace tocsin {

inline constexpr std::string_view kAgents = "role:agent";

struct SupportEvent {
  std::string kind;             // one of support_event_kinds()
  std::string ticket;           // whose it is: the subject of the alert
  std::string number, subject;  // as people call it; may be empty
  TicketPriority priority = TicketPriority::medium;
  bool priority_client = false;    // counts one higher, at most 5
  std::string comment, commenter;  // "@name" in a comment reaches the team of that name
  bool internal = false;           // stays among our own people
  std::string detail;              // what else it says, where there is no comment
  std::vector<std::string> to{std::string(kAgents)};  // tokens of recipients
  // What tells it from the next event of its kind: an activity, an assignee and a time, a clock and
  // a lead time. Empty: the ticket has one such event at a time.
  std::string distinction;
  std::string organization;        // its external ID, for routing
  Json metadata = Json::object();  // values for templates
};

std::vector<std::string_view> support_event_kinds();

// Exit::software for a kind that is none.
AlertDraft draft_of(const SupportEvent& event);

}  // namespace tocsin
