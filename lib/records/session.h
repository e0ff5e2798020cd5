// Storing records: the one way in which import and the commands write people, watches, offers,
// alerts, activity and silences.
//
// A Session lives as long as one transaction. What cannot be stored (a reference that leads
// nowhere) is a value, not a fault: the transaction goes on with the next record.
#pragma once

#include <string>
#include <vector>

#include "alert/audit.h"
#include "model/record.h"
#include "store/change.h"
#include "store/offer_writer.h"

namespace tocsin::records {

inline constexpr std::string_view kDefaultSource = "import";

struct Stored {
  store::Change change = store::Change::unchanged;
  std::int64_t id = 0;  // of the row, where it has one of its own
  std::vector<Problem> problems;
  bool ok() const { return problems.empty(); }
};

class Session {
 public:
  Session(store::Database& db, alert::Trail& trail) : db_(db), trail_(trail), offers_(db) {}

  // A record that has passed check_record.
  Stored store(const RecordType& type, const Json& record);

  store::Database& db() { return db_; }
  alert::Trail& trail() { return trail_; }
  store::OfferWriter& offers() { return offers_; }
  Instant now() const { return trail_.now(); }

 private:
  store::Database& db_;
  alert::Trail& trail_;
  store::OfferWriter offers_;
};

// Checks and stores one record in a transaction of its own with its audit entry. Exit::bad_input
// with every problem; `dry_run` checks, resolves and takes everything back.
Stored put_record(store::Database& db, alert::Trail& trail, const Json& record,
                  bool dry_run = false);

}  // namespace tocsin::records
