#include "notify/event.h"

#include <algorithm>

#include "base/digest.h"
#include "base/error.h"
#include "base/text.h"
#include "base/time.h"
#include "model/support_event.h"
#include "notify/people.h"

namespace tocsin::notify {
namespace {

std::string text_of(const Json& object, const char* name, bool required = false) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) {
    if (required) fail(Exit::bad_input, "{}: is missing", name);
    return "";
  }
  if (found->is_number_integer()) return found->dump();
  if (!found->is_string()) fail(Exit::bad_input, "{}: must be text", name);
  return found->get<std::string>();
}

std::string kind_of(const Json& event) {
  std::string kind = text_of(event, "notificationType", true);
  const auto known = support_event_kinds();
  if (std::find(known.begin(), known.end(), kind) != known.end()) return kind;
  const auto near = nearest(kind, known);
  fail(Exit::bad_input, "notificationType: '{}' is not known{}", kind,
       near ? fmt::format(" (did you mean {}?)", *near) : "");
}

bool is_true(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return false;
  if (!found->is_boolean()) fail(Exit::bad_input, "context.{}: must be true or false", name);
  return found->get<bool>();
}

std::string assignee_of(const Json& context) {
  const std::string id = text_of(context, "assigneeId");
  return id.empty() ? text_of(context, "assigneeName") : id;
}

TicketPriority priority_of(const Json& context) {
  const std::string priority = text_of(context, "priority");
  if (priority.empty()) return TicketPriority::medium;
  const auto known = from_word<TicketPriority>(to_lower(priority));
  if (!known) {
    fail(Exit::bad_input, "context.priority: '{}' is not critical, high, medium or low", priority);
  }
  return *known;
}

}  // namespace

AlertDraft draft_of_event(std::string_view json, Instant now) {
  std::string why;
  const auto event = parse_json(json, why, {.bytes = 1U << 20, .depth = 16});
  if (!event) fail(Exit::bad_input, "the event is no JSON: {}", why);
  if (!event->is_object()) fail(Exit::bad_input, "the event must be an object");
  SupportEvent out;
  out.ticket = text_of(*event, "ticketId", true);
  out.kind = kind_of(*event);
  const Json context = event->value("context", Json::object());
  if (!context.is_object()) fail(Exit::bad_input, "context: must be an object");
  out.priority = priority_of(context);
  out.number = text_of(context, "ticketNumber");
  out.subject = text_of(context, "ticketSubject");
  out.comment = text_of(context, "commentContent");
  out.commenter = text_of(context, "commenterName");
  out.internal = is_true(context, "internal") || is_true(context, "isInternal");
  out.metadata = context;
  const std::string assignee = assignee_of(context);
  if (!assignee.empty()) out.to = {"person:" + assignee};
  // A ticket is created once and breaches once; the rest is an activity of its own each time.
  if (out.kind.starts_with("ticket_") && out.kind != "ticket_created") {
    out.distinction =
        fmt::format("{}/{}", sha256_hex(context.dump()).substr(0, 16), format_instant(now));
  }
  return draft_of(out);
}

void replace_strangers(store::Database& db, AlertDraft& draft) {
  People people(db);
  for (std::string& recipient : draft.recipients) {
    if (recipient.starts_with("person:") && people.resolve(recipient).empty()) recipient = kAgents;
  }
}

}  // namespace tocsin::notify
