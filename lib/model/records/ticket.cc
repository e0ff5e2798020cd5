// ticket, ticket_activity.

#include "model/ticket.h"

#include "model/records/fields.h"
#include "model/records/tables.h"

namespace tocsin::records {
namespace {

constexpr Field kTicketFields[] = {
    text("source", "Which system it comes from"),
    exported(text("id")),
    required(text("external_id", "What that system calls it")),
    required(text("subject", "What it is about, a line")),
    text("number", "What people call it"),
    text("organization", "Whose it is"),
    text("ticket_type", "Its type: incident, question, …"),  // `type` names the record
    word("priority", Words<TicketPriority>::list, "How much depends on it"),
    word("status", Words<TicketStatus>::list, "How it stands"),
    text("requester", "Who asked"),
    text("assignee", "Who works on it"),
    text("team", "Whose work it is"),
    texts("tags", "Its tags"),
    text("description", "More about it"),
    time("created_at", "When it was asked"),
    time("first_response_at", "When an agent first answered"),
    time("resolved_at", "When it was resolved"),
    time("closed_at", "When it was closed"),
    time("updated_at", "As of when this holds"),
    exported(text("merged_into")),
    exported(time("archived_at")),
    exported(field(FieldKind::any, "sla")),
};

constexpr Field kTrailFields[] = {
    text("source"),
    text("external_id"),
    required(text("ticket")),
    required(word("kind", Words<TicketActivityKind>::list)),
    required(time("at")),
    text("by"),
    text("from"),
    text("to"),
    flag("public"),
    text("text"),
};

}  // namespace

constinit const RecordType kTicket{.name = "ticket", .fields = kTicketFields};
constinit const RecordType kTicketActivity{.name = "ticket_activity", .fields = kTrailFields};

}  // namespace tocsin::records
