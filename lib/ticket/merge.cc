#include "ticket/merge.h"

#include <algorithm>

#include "ticket/names.h"

namespace tocsin::ticket {
namespace {

using store::Ticket;
using Problems = std::vector<Problem>;

Problems refuse(const Ticket& from, const Ticket& into, Desk& desk) {
  const auto no = [](std::string why) { return Problems{{"ticket", std::move(why)}}; };
  if (from.id == into.id) return no(fmt::format("{} cannot be merged into itself", from.number));
  if (from.merged_into) {
    return no(fmt::format("{} was merged into {} already", from.number,
                          merged_into_name(desk.db(), from)));
  }
  if (into.merged_into) {
    return no(fmt::format("{} was itself merged into {}: merge into that one", into.number,
                          merged_into_name(desk.db(), into)));
  }
  return {};
}

std::vector<std::string> union_of(std::vector<std::string> a, const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  std::sort(a.begin(), a.end());
  a.erase(std::unique(a.begin(), a.end()), a.end());
  return a;
}

Problems take_comments(Desk& desk, const Ticket& from, const Ticket& into) {
  for (store::TicketActivity a : store::trail_of(desk.db(), from.id)) {
    if (a.kind != TicketActivityKind::comment) continue;
    a.ticket_id = into.id;
    a.source = into.source;
    a.external_id.clear();
    if (a.from.empty()) a.from = from.number;
    a.at = std::max(a.at, into.created_at);
    const Done done = desk.add(std::move(a));
    if (!done.ok()) return done.problems;
  }
  return {};
}

void take_people(Desk& desk, const Ticket& from, const Ticket& into) {
  std::vector<std::int64_t> people = store::followers(desk.db(), from.id);
  if (from.requester_id) people.push_back(*from.requester_id);
  if (!into.requester_id && from.requester_id) {
    desk.edit(into.id, "requester", [&](Ticket& t) { t.requester_id = from.requester_id; });
  }
  for (const std::int64_t person : people) {
    if (person != into.requester_id) store::add_follower(desk.db(), into.id, person);
  }
}

}  // namespace

Problems merge(Desk& desk, std::int64_t from_id, std::int64_t into_id) {
  // In the order of their IDs, so that two merges at once wait for each other only one way.
  (void)desk.ticket(std::min(from_id, into_id));
  const Ticket from = desk.ticket(from_id), into = desk.ticket(into_id);
  if (auto problems = refuse(from, into, desk); !problems.empty()) return problems;
  if (auto problems = take_comments(desk, from, into); !problems.empty()) return problems;
  take_people(desk, from, into);
  if (auto tags = union_of(into.tags, from.tags); tags != into.tags) {
    desk.edit(into_id, "tags", [&](Ticket& t) { t.tags = std::move(tags); });
  }
  Done done = desk.act(into_id, TicketActivityKind::merge, from.number, "");
  if (done.ok()) done = desk.act(from_id, TicketActivityKind::merge, "", into.number);
  if (done.ok() && from.status != TicketStatus::closed) {
    done = desk.act(from_id, TicketActivityKind::status, std::string(word(from.status)), "closed");
  }
  if (done.ok()) desk.edit(from_id, "merged_into", [&](Ticket& t) { t.merged_into = into_id; });
  return done.problems;
}

}  // namespace tocsin::ticket
