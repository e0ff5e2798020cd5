// When a message cannot reach a person by its channel: the same notice by the person's next one, or
// to their deputy.
#pragma once

#include <set>
#include <string_view>

#include "notify/channels/table.h"
#include "notify/people.h"
#include "store/messages.h"

namespace tocsin::notify {

// The place of the first channel, by rank, that this recipient left switched on and that was not
// used yet; null where there is none. Pure.
const Place* next_place(const Recipient& recipient, const std::set<Channel>& used,
                        const std::set<Channel>& carried);

class Fallback {
 public:
  Fallback(store::Database& db, Carriers& carriers, const Settings& settings)
      : db_(db), carriers_(carriers), settings_(settings), people_(db) {}

  // Puts the message that is to replace this one into the outbox, or says why there is none. Only
  // for what an open alert tells a person. Inside a transaction.
  // Where none replaces what was to tell of an alert, and nothing else about it is on its way, its
  // escalation does not wait.
  bool replace(const store::Message& message, Instant now, std::string_view why);

 private:
  bool tell_elsewhere(const store::Message& message, Instant now, std::string_view why);
  std::set<Channel> channels_used(const store::Message& message);
  std::optional<Item> deputy_of(const store::Message& message, const Notice& notice,
                                const Recipient& who);
  bool put(const store::Message& message, Item item, Instant now, std::string_view why);

  store::Database& db_;
  Carriers& carriers_;
  const Settings& settings_;
  People people_;
};

}  // namespace tocsin::notify
