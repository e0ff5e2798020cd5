#include "model/support_event.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.h"

namespace tocsin {
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
constexpr std::string_view kBreach = "sla_breach";

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

const EventKind& rule_of(std::string_view kind) {
  const auto* const found = std::find_if(kKinds.begin(), kKinds.end(),
                                         [&](const EventKind& k) { return k.kind == kind; });
  if (found == kKinds.end()) fail(Exit::software, "'{}' is no support event", kind);
  return *found;
}

std::string body_of(const SupportEvent& event) {
  if (event.comment.empty()) return event.detail;
  return event.commenter.empty() ? event.comment
                                 : fmt::format("{}: {}", event.commenter, event.comment);
}

}  // namespace

std::vector<std::string_view> support_event_kinds() {
  std::vector<std::string_view> out;
  for (const EventKind& k : kKinds) out.push_back(k.kind);
  return out;
}

AlertDraft draft_of(const SupportEvent& event) {
  const EventKind& rule = rule_of(event.kind);
  const std::string& name = event.number.empty() ? event.ticket : event.number;
  AlertDraft draft;
  draft.kind = event.kind;
  draft.priority = rule.priority[static_cast<std::size_t>(event.priority)];
  if (event.priority_client) draft.priority = std::min(draft.priority + 1, kCritical);
  draft.subject = {"ticket", event.ticket};
  draft.title =
      fmt::format("{}: {}{}{}", name, rule.says, event.subject.empty() ? "" : ", ", event.subject);
  draft.body = body_of(event);
  draft.labels = {{"kind", event.kind}, {"severity", word(event.priority)}, {"ticket", name}};
  if (!event.organization.empty()) draft.labels["organization"] = event.organization;
  if (event.internal) draft.labels["internal"] = "true";
  draft.metadata = event.metadata;
  draft.recipients = event.to;
  for (const std::string& team : mentioned(event.comment)) {
    draft.recipients.push_back("team:" + team);
  }
  if (event.kind == kBreach) draft.recipients.emplace_back("role:ops_manager");
  draft.dedup_key = fmt::format("{}/{}", event.kind, event.ticket);
  if (!event.distinction.empty()) draft.dedup_key += "/" + event.distinction;
  return draft;
}

}  // namespace tocsin
