// What became of the messages that a run claimed, until it is written down: all of it in one
// transaction, with attempts, decisions, fallbacks and one audit entry.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "alert/audit.h"
#include "alert/job_run.h"
#include "notify/decide_outcome.h"
#include "notify/deliver/fallback.h"

namespace tocsin::notify {

struct Settled {
  store::Message message;  // its content is not needed any more
  DeliveryOutcome outcome;
  NextStep next;
  Reason reason = Reason::planned;  // why it went this way, if there is anything to say
  bool tried = true;
  Instant at{};
  std::string provider;           // who carried it, or will
  bool rather_elsewhere = false;  // fails, instead of waiting, if another channel takes its place
};

class Record {
 public:
  Record(store::Database& db, Fallback& fallback) : db_(db), fallback_(fallback) {}

  // Inside a transaction, which may be run again; noted in the trail, not flushed. How many went
  // which way, of those still claimed by this claimant: sent, retried, failed, expired, uncertain,
  // deferred.
  alert::Counts write(const std::vector<Settled>& settled, const std::string& claimant,
                      alert::Trail& trail);

 private:
  void tell(const Settled& settled, alert::Trail& trail, Json& told);
  void try_elsewhere(Settled& settled);

  store::Database& db_;
  Fallback& fallback_;
  std::set<std::string> refusals_told_;  // by provider
  alert::Counts counts_;
};

}  // namespace tocsin::notify
