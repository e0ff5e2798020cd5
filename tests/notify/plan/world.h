// One notice to one person who can be reached by mail and by text message, and nothing against it.
#pragma once

#include <deque>
#include <map>

#include "base/time.h"
#include "notify/plan/chain.h"
#include "notify/plan/routing.h"

namespace tocsin::notify::test {

inline Instant at(std::string_view text) {
  return *parse_instant(text);
}

struct World {
  Notice notice;
  Recipient ann;
  std::map<std::string, Recipient> others;  // by token
  Routing routing;
  Mutes mutes;
  std::optional<Inhibitors> inhibitors;
  ChainFacts facts;
  std::vector<Told> told;
  GroupState group;
  Flow flow;

  World() {
    notice.alert_id = 1;
    notice.alert_public_id = "a-1";
    notice.kind = "price_drop";
    notice.subject = {"event", "7"};
    notice.priority = 3;
    ann.person_id = 1;
    ann.name = "Ann";
    ann.time_zone = "Europe/London";
    ann.places = {{1, Channel::email, "ann@example.org", true, false},
                  {2, Channel::sms, "+447700900123", true, false}};
    routing.root.name = "default";
    inhibitors.emplace(routing.inhibit);
    facts.now = at("2026-06-01T12:00:00Z");
    facts.carried = {Channel::email, Channel::sms, Channel::webhook, Channel::slack};
    facts.mutes = &mutes;
    facts.inhibitors = &*inhibitors;
    facts.ladders = &routing.ladders;
    facts.still_open = [](const Inhibitors::Source&) { return true; };
    facts.resolve = [this](const std::string& token) {
      std::vector<const Recipient*> out;
      const auto found = others.find(token);
      if (found != others.end()) out.push_back(&found->second);
      return out;
    };
    facts.group = [this](const Item&, const std::string&) { return group; };
    facts.told = [this](const Item&) { return told; };
    facts.flow = [this](const Item&, Budget) -> const Flow& { return flow; };
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  Batch candidates() {
    Item item;
    item.notice = &notice;
    item.recipient = &ann;
    item.route = &routing.root;
    Batch batch;
    batch.items.push_back(item);
    return batch;
  }
  // The same, as it waits for that place.
  Batch candidates_at(const Place* place) {
    Batch batch = candidates();
    batch.items.front().place = place;
    return batch;
  }
  Batch run() { return decide(candidates(), facts); }
  // The reason it was dropped for; nothing if it goes on.
  std::optional<Reason> verdict() {
    const Batch batch = run();
    if (batch.dropped.empty()) return std::nullopt;
    return batch.dropped.front().reason;
  }
};

}  // namespace tocsin::notify::test
