// What became of the messages that a run claimed, until it is written down: all of it in one
// transaction, with attempts, decisions and one audit entry.
#pragma once

#include <vector>

#include "alert/audit.h"
#include "alert/job_run.h"
#include "notify/decide_outcome.h"

namespace tocsin::notify {

struct Settled {
  store::Message message;  // its content is not needed any more
  DeliveryOutcome outcome;
  NextStep next;
  Reason reason = Reason::planned;
  bool tried = true;
  Instant at{};
  std::string provider;  // who carried it
};

class Record {
 public:
  Record(store::Database& db, std::string claimant) : db_(db), claimant_(std::move(claimant)) {}

  void add(Settled settled);
  std::size_t size() const { return settled_.size(); }
  bool empty() const { return settled_.empty(); }

  // Inside a transaction, which may be run again; noted in the trail, not flushed.
  void write(alert::Trail& trail);
  // The transaction was committed: what was written is counted and forgotten.
  void committed(alert::Counts& total);

 private:
  void write(const Settled& settled, alert::Trail& trail, Json& moved);

  store::Database& db_;
  std::string claimant_;
  std::vector<Settled> settled_;
  alert::Counts counts_;
};

}  // namespace tocsin::notify
