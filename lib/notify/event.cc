#include "notify/event.h"

#include <algorithm>
#include <array>

#include "base/digest.h"
#include "base/error.h"
#include "base/text.h"
#include "base/time.h"
#include "notify/people.h"

namespace tocsin::notify {
namespace {

// Priorities for tickets that are critical, high, medium, low (WAIST, table of kinds).
struct EventKind {
  std::string_view kind;
  std::array<Priority, 4> priority;
  std::string_view says;
};

constexpr auto kKinds = std::to_array<EventKind>({
    {"ticket_created", {5, 4, 3, 2}, "new ticket"},
    {"ticket_assigned", {4, 4, 3, 2}, "assigned"},
    {"ticket_updated", {2, 2, 2, 2}, "updated"},
    {"ticket_comment", {2, 2, 2, 2}, "new comment"},
    {"ticket_resolved", {2, 2, 2, 2}, "resolved"},
    {"ticket_closed", {2, 2, 2, 2}, "closed"},
    {"sla_warning", {4, 4, 3, 2}, "SLA deadline is near"},
    {"sla_breach", {5, 4, 4, 3}, "SLA deadline was missed"},
});
constexpr std::size_t kMostMentions = 20;
constexpr std::string_view kAgents = "role:agent";
constexpr auto kTicketPriorities =
    std::to_array<std::string_view>({"critical", "high", "medium", "low"});

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

const EventKind& kind_of(const std::string& type) {
  const auto* const found = std::find_if(kKinds.begin(), kKinds.end(),
                                         [&](const EventKind& k) { return k.kind == type; });
  if (found != kKinds.end()) return *found;
  std::vector<std::string_view> known;
  for (const EventKind& k : kKinds) known.push_back(k.kind);
  const auto near = nearest(type, known);
  fail(Exit::bad_input, "notificationType: '{}' is not known{}", type,
       near ? fmt::format(" (did you mean {}?)", *near) : "");
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

// The names behind an "@" that begins a word; "ann@example.org" mentions nobody.
std::vector<std::string> mentioned(std::string_view comment) {
  std::vector<std::string> out;
  for (auto at = comment.find('@'); at != comment.npos; at = comment.find('@', at + 1)) {
    if (at > 0 && (is_word(comment[at - 1]) || comment[at - 1] == '.')) continue;
    std::size_t end = at + 1;
    while (end < comment.size() && is_word(comment[end])) ++end;
    std::string name(comment.substr(at + 1, end - at - 1));
    const bool is_new = !name.empty() && std::find(out.begin(), out.end(), name) == out.end();
    if (is_new && out.size() < kMostMentions) out.push_back(std::move(name));
  }
  return out;
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

std::size_t priority_index(const std::string& priority) {
  if (priority.empty()) return 2;
  const auto* const found =
      std::find(kTicketPriorities.begin(), kTicketPriorities.end(), to_lower(priority));
  if (found == kTicketPriorities.end()) {
    fail(Exit::bad_input, "context.priority: '{}' is not critical, high, medium or low", priority);
  }
  return static_cast<std::size_t>(found - kTicketPriorities.begin());
}

}  // namespace

AlertDraft draft_of_event(std::string_view json, Instant now) {
  std::string why;
  const auto event = parse_json(json, why, {.bytes = 1U << 20, .depth = 16});
  if (!event) fail(Exit::bad_input, "the event is no JSON: {}", why);
  if (!event->is_object()) fail(Exit::bad_input, "the event must be an object");
  const std::string ticket = text_of(*event, "ticketId", true);
  const EventKind& kind = kind_of(text_of(*event, "notificationType", true));
  const Json context = event->value("context", Json::object());
  if (!context.is_object()) fail(Exit::bad_input, "context: must be an object");

  const std::size_t priority = priority_index(text_of(context, "priority"));
  const std::string number = text_of(context, "ticketNumber");
  const std::string subject = text_of(context, "ticketSubject");
  AlertDraft draft;
  draft.kind = kind.kind;
  draft.priority = kind.priority[priority];
  draft.subject = {"ticket", ticket};
  draft.title = fmt::format("{}: {}{}{}", number.empty() ? ticket : number, kind.says,
                            subject.empty() ? "" : ", ", subject);
  const std::string comment = text_of(context, "commentContent");
  if (!comment.empty()) {
    const std::string by = text_of(context, "commenterName");
    draft.body = by.empty() ? comment : fmt::format("{}: {}", by, comment);
  }
  draft.labels = {{"kind", kind.kind},
                  {"severity", kTicketPriorities[priority]},
                  {"ticket", number.empty() ? ticket : number}};
  draft.metadata = context;
  const std::string assignee = assignee_of(context);
  draft.recipients = {assignee.empty() ? std::string(kAgents) : "person:" + assignee};
  for (const std::string& name : mentioned(comment)) draft.recipients.push_back("team:" + name);
  if (is_true(context, "internal") || is_true(context, "isInternal")) {
    draft.labels["internal"] = "true";
  }
  if (draft.kind == "sla_breach") draft.recipients.emplace_back("role:ops_manager");

  // A ticket is created once and breaches once; the rest is an activity of its own each time.
  draft.dedup_key = fmt::format("{}/{}", kind.kind, ticket);
  if (draft.kind.starts_with("ticket_") && draft.kind != "ticket_created") {
    draft.dedup_key +=
        fmt::format("/{}/{}", sha256_hex(context.dump()).substr(0, 16), format_instant(now));
  }
  return draft;
}

void replace_strangers(store::Database& db, AlertDraft& draft) {
  People people(db);
  for (std::string& recipient : draft.recipients) {
    if (recipient.starts_with("person:") && people.resolve(recipient).empty()) recipient = kAgents;
  }
}

}  // namespace tocsin::notify
