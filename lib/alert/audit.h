// The audit trail: every change and every send, with actor, time, what and a digest of the details.
//
// Entries are hash-chained over digests: chain = SHA-256(previous chain, at, actor, action,
// subject, digest). The details themselves can be erased later and the chain still verifies.
//
// A Trail collects entries during a transaction; flush() writes them as the transaction's last act,
// because it takes the lock that keeps all writers of the chain in line. What arrives in bulk
// (offers, delivered messages) is one entry a batch, its details listing what it holds.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "store/database.h"

namespace tocsin::alert {

class Trail {
 public:
  Trail(store::Database& db, std::string actor, Instant now)
      : db_(db), actor_(std::move(actor)), now_(now) {}

  void note(std::string_view action, std::string_view subject_type, std::string_view subject_id,
            const Json& details = Json::object());
  // Call inside the transaction, last. Does nothing when nothing was noted.
  void flush();
  // After a rolled-back transaction that will run again.
  void clear() { entries_.clear(); }

  const std::string& actor() const { return actor_; }
  // Of what is noted from now on. Returns who it was before.
  std::string speak_for(std::string actor) { return std::exchange(actor_, std::move(actor)); }
  Instant now() const { return now_; }

 private:
  struct Entry {
    std::string actor, action, subject_type, subject_id, details;
  };
  store::Database& db_;
  std::string actor_;
  Instant now_;
  std::vector<Entry> entries_;
};

struct AuditVerdict {
  std::int64_t entries = 0;
  std::int64_t first_broken = 0;  // 0: the chain holds
  std::string reason;
};

AuditVerdict verify_audit(store::Database& db);

}  // namespace tocsin::alert
