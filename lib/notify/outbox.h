// Planning's last step: what the chain decided, written down as messages and reasons.
#pragma once

#include <string>
#include <vector>

#include "notify/channels/table.h"
#include "notify/facts.h"
#include "notify/plan.h"
#include "store/messages.h"

namespace tocsin::notify {

class Outbox {
 public:
  Outbox(store::Database& db, Carriers& carriers, const Settings& settings,
         const PlanOptions& options, RunFacts& facts)
      : db_(db), carriers_(carriers), settings_(settings), options_(options), facts_(facts) {}

  // Makes the item's message. False if it could not be made, or was made before: then the reason is
  // recorded.
  bool put(const Item& item, PlanResult& result);
  void record(std::optional<std::int64_t> alert_id, const Dropped& dropped);
  // The public IDs of what was made since this was asked last.
  Json take_made();

 private:
  store::Database& db_;
  Carriers& carriers_;
  const Settings& settings_;
  const PlanOptions& options_;
  RunFacts& facts_;
  Json made_ = Json::array();
};

// What is written for this recipient, before it is filled with a notice.
Writing writing_for(const Recipient* who, const Settings& settings);
// Writes it into the message: content and variant. Throws what the carrier does.
void write(store::Message& m, Carriers& carriers, const Writing& writing);

}  // namespace tocsin::notify
