#include "notify/candidates.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "store/destinations.h"

namespace tocsin::notify {
namespace {

Item item_for(const Notice& notice, const Recipient& who, const Route* route) {
  Item item;
  item.notice = &notice;
  item.recipient = &who;
  item.route = route;
  return item;
}

}  // namespace

Batch who_should_know(const alert::Alert& alert, const Notice& notice, RunFacts& facts) {
  std::vector<std::string> own = alert.facts.recipients;
  if (alert.assignee_id) own.push_back(fmt::format("person:{}", *alert.assignee_id));
  Batch batch;
  std::vector<std::string> asked;
  std::set<const Recipient*> seen;
  for (const Route* route : facts.routing().routes_of(notice)) {
    const auto& tokens = route->recipients.empty() ? own : route->recipients;
    asked.insert(asked.end(), tokens.begin(), tokens.end());
    for (const std::string& token : tokens) {
      for (const Recipient* known : facts.people().resolve(token)) {
        const Recipient* const r = facts.people().as_told_of(known, notice);
        if (seen.insert(r).second) batch.items.push_back(item_for(notice, *r, route));
      }
    }
  }
  if (batch.items.empty()) {
    Dropped nobody;
    nobody.notice = &notice;
    nobody.stage = "recipients";
    nobody.reason = Reason::nobody;
    nobody.detail = asked.empty() ? "the alert names no recipient" : join(asked, ", ");
    batch.dropped.push_back(std::move(nobody));
  }
  return batch;
}

Batch who_was_told(const Notice& ended, const std::vector<store::Sent>& sent, RunFacts& facts) {
  const Route* route = facts.routing().routes_of(ended).front();
  const auto of = [&](const store::Sent& s) {
    const Recipient* const known = s.person_id        ? facts.people().person(*s.person_id)
                                   : s.destination_id ? facts.people().owner_of(*s.destination_id)
                                                      : nullptr;
    return facts.people().as_told_of(known, ended);
  };
  std::set<const Recipient*> seen;
  for (const store::Sent& s : sent) {
    if (s.is_told() && s.purpose == Purpose::resolved) seen.insert(of(s));
  }
  Batch batch;
  for (const store::Sent& s : sent) {
    const Recipient* who = s.is_told() ? of(s) : nullptr;
    if (who != nullptr && seen.insert(who).second) {
      batch.items.push_back(item_for(ended, *who, route));
    }
  }
  return batch;
}

std::vector<Knows> knowledge(const std::vector<store::Sent>& sent) {
  std::vector<Knows> out;
  for (const store::Sent& s : sent) {
    if (s.is_told())
      out.push_back({s.person_id, s.destination_id, s.purpose, s.priority, s.left_at});
  }
  return out;
}

}  // namespace tocsin::notify
