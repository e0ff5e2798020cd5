// Planning's last step: what the chain decided, written down as messages and reasons.
#pragma once

#include <string>
#include <vector>

#include "notify/channels/table.h"
#include "notify/facts.h"
#include "notify/plan.h"

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
  std::string write(const Item& item, const std::string& message, const Links& links);
  std::string variant_of(const Item& item);

  store::Database& db_;
  Carriers& carriers_;
  const Settings& settings_;
  const PlanOptions& options_;
  RunFacts& facts_;
  Json made_ = Json::array();
};

// What is written for this recipient, before it is filled with a notice.
Writing writing_for(const Recipient* who, const Settings& settings);

}  // namespace tocsin::notify
