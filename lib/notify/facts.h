// What planning reads from the store, as the values its stages take.
#pragma once

#include <optional>

#include "alert/alerts.h"
#include "notify/histories.h"
#include "notify/people.h"
#include "notify/plan/chain.h"
#include "notify/plan/routing.h"
#include "notify/settings.h"

namespace tocsin::notify {

// The silences and maintenance windows that hold now. One whose matchers cannot be read, or whose
// mute time the policy does not know, is left out with a warning: it would cover more than meant.
std::vector<Mute> mutes_at(store::Database& db, Instant now, const Routing& routing);

// Why nobody is to be told any more that an alert is so, as it stands now; nothing if they are.
std::optional<Reason> overtaken(AlertStatus status);

// The alert as it stands, to be told for the first time.
Notice notice_of(const alert::Alert& alert);

// All that one run knows: what holds for the whole run, what it reads from the store as it is
// asked, and the facts of the chain made of both.
class RunFacts {
 public:
  RunFacts(store::Database& db, const Settings& settings, std::set<Channel> carried, Instant now);
  RunFacts(const RunFacts&) = delete;
  RunFacts& operator=(const RunFacts&) = delete;

  // At the beginning of each transaction: what others may have changed is read again.
  void refresh();
  // What was noted since did not happen after all.
  void forget() { histories_.forget(); }

  const ChainFacts& chain() const { return chain_; }
  const Routing& routing() const { return routing_; }
  People& people() { return people_; }
  // What is to be counted from now on.
  void note(const Item& item, const store::Sent& sent) { histories_.of(item).add(sent); }
  const Flow& flow(const Item& item, Budget budget) {
    return histories_.of(item).flow(item.place->channel, budget);
  }

 private:
  void read_inhibitors();

  store::Database& db_;
  Routing routing_;
  People people_;
  Histories histories_;
  Mutes mutes_;
  std::optional<Inhibitors> inhibitors_;
  std::map<std::int64_t, std::optional<Habits>> habits_;  // by person; absent: not to be learned
  std::map<std::int64_t, bool> open_;                     // sources, as found in this transaction
  ChainFacts chain_;
};

// How the provider calls the first message about this alert to the destination, for what comes
// after it: chats show the two as one thread. Empty if there is none.
std::string first_told(store::Database& db, const Notice& notice, std::int64_t destination_id);

}  // namespace tocsin::notify
