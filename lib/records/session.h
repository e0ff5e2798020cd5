// Storing records: the one way in which import and the commands write people, watches, offers,
// alerts, activity, silences and tickets.
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
#include "ticket/desk.h"

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
  // silent: what happens to tickets raises no events.
  Session(store::Database& db, alert::Trail& trail,
          ticket::Desk::Voice voice = ticket::Desk::Voice::loud)
      : db_(db), trail_(trail), offers_(db), desk_(db, trail, voice) {}

  // A record that has passed check_record.
  Stored store(const RecordType& type, const Json& record);

  store::Database& db() { return db_; }
  alert::Trail& trail() { return trail_; }
  store::OfferWriter& offers() { return offers_; }
  ticket::Desk& desk() { return desk_; }
  Instant now() const { return trail_.now(); }

  // Before the transaction ends: what the records together came to.
  void settle() { desk_.settle(); }

 private:
  store::Database& db_;
  alert::Trail& trail_;
  store::OfferWriter offers_;
  ticket::Desk desk_;
};

// Checks and stores one record. Exit::bad_input with every problem.
Stored put_record(Session& session, const Json& record);
// The same in a transaction of its own with its audit entry; `dry_run` checks, resolves and takes
// everything back.
Stored put_record(store::Database& db, alert::Trail& trail, const Json& record,
                  bool dry_run = false);

}  // namespace tocsin::records
