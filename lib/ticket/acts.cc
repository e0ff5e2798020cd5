#include "ticket/acts.h"

#include <algorithm>

#include "ticket/names.h"
#include "ticket/transitions.h"

namespace tocsin::ticket {
namespace {

using store::Ticket;
using Problems = std::vector<Problem>;
using enum TicketActivityKind;

constexpr std::size_t kLongestTag = 100;

Problems no(const char* field, std::string why) {
  return {{field, std::move(why)}};
}

}  // namespace

Problems comment(Desk& desk, std::int64_t id, std::string text, bool is_public) {
  const Ticket& t = desk.ticket(id);
  if (t.merged_into) return no("ticket", objection(t, t.status, merged_into_name(desk.db(), t)));
  return desk.act(id, TicketActivityKind::comment, "", "", std::move(text), is_public).problems;
}

Problems set_status(Desk& desk, std::int64_t id, TicketStatus to) {
  const Ticket& t = desk.ticket(id);
  std::string why = objection(t, to, merged_into_name(desk.db(), t));
  if (!why.empty()) return no("status", std::move(why));
  return desk.act(id, status, std::string(word(t.status)), std::string(word(to))).problems;
}

Problems reopen(Desk& desk, std::int64_t id) {
  const Ticket& t = desk.ticket(id);
  if (is_unresolved(t.status)) {
    return no("status", fmt::format("{} is {}: it has not ended", t.number, word(t.status)));
  }
  return set_status(desk, id, TicketStatus::open);
}

Problems assign(Desk& desk, std::int64_t id, std::optional<std::int64_t> person_id) {
  const Ticket& t = desk.ticket(id);
  if (t.assignee_id == person_id) {
    return no("assignee",
              fmt::format("{} is {} already", t.number, person_id ? "theirs" : "nobody's"));
  }
  return desk
      .act(id, TicketActivityKind::assign, person_name(desk.db(), t.assignee_id),
           person_name(desk.db(), person_id))
      .problems;
}

Problems tag(Desk& desk, std::int64_t id, std::string_view given, bool has) {
  if (given.empty() || given.size() > kLongestTag) {
    return no("tags", fmt::format("a tag has 1 to {} bytes", kLongestTag));
  }
  const std::string name(given);
  auto tags = desk.ticket(id).tags;
  const auto at = std::lower_bound(tags.begin(), tags.end(), name);
  const bool there = at != tags.end() && *at == name;
  if (there == has) return {};
  if (has) {
    tags.insert(at, name);
  } else {
    tags.erase(at);
  }
  const Done done = desk.act(id, TicketActivityKind::tag, has ? "" : name, has ? name : "");
  if (done.ok()) desk.retag(id, std::move(tags));
  return done.problems;
}

Problems archive(Desk& desk, std::int64_t id) {
  const Ticket& t = desk.ticket(id);
  if (t.archived_at) return no("ticket", fmt::format("{} is in the archive already", t.number));
  if (is_unresolved(t.status)) {
    return no("ticket",
              fmt::format("{} is {}: resolve, close or cancel it first", t.number, word(t.status)));
  }
  desk.archive(id);
  return {};
}

}  // namespace tocsin::ticket
