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
  Record(store::Database& db, Fallback& fallback, std::string claimant)
      : db_(db), fallback_(fallback), claimant_(std::move(claimant)) {}

  void add(Settled settled);
  std::size_t size() const { return settled_.size(); }
  bool empty() const { return settled_.empty(); }

  // Inside a transaction, which may be run again; noted in the trail, not flushed.
  void write(alert::Trail& trail);
  // The transaction was committed: what was written is counted and forgotten.
  void committed(alert::Counts& total);

 private:
  void tell(const Settled& settled, alert::Trail& trail, Json& told);
  void try_elsewhere(Settled& settled);

  store::Database& db_;
  Fallback& fallback_;
  std::string claimant_;
  std::vector<Settled> settled_;
  std::set<std::string> refusals_told_;  // by provider
  alert::Counts counts_;
};

}  // namespace tocsin::notify
