// The one writer of tickets: whatever changes one, a record that comes in, an agent's command, a
// merge, passes through a Desk, and settle() draws the consequences once a ticket: how it stands by
// its trail, the index of its words, the audit trail, the support events. Its SLA clocks are due
// for a look (sla/run.h).
//
//   db.transaction([&] {
//     trail.clear();
//     Desk desk(db, trail, Desk::Voice::loud);
//     … desk.add(activity) …
//     desk.settle();
//     trail.flush();
//   });
//
// A Desk lives as long as one transaction. What cannot be done is a value (Problem) and leaves the
// ticket as it was. Not thread-safe.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "alert/audit.h"
#include "model/record.h"
#include "store/change.h"
#include "store/ticket_activity.h"
#include "store/tickets.h"

namespace tocsin::ticket {

// What came together about one ticket in one transaction.
struct Changes {
  store::Ticket before, ticket;  // of a new one `before` is as it was first stored
  bool is_new = false;
  std::vector<store::TicketActivity> added;
  std::vector<std::string> edited;  // fields that no kind of activity tells of
};

struct Done {
  store::Saved saved;
  std::vector<Problem> problems;
  bool ok() const { return problems.empty(); }
};

class Desk {
 public:
  // loud: by an agent; every change is noted in the audit trail and raises its event, and a status
  // moves as the rules allow. silent: history of another system, of which nobody is to hear.
  enum class Voice { silent, loud };
  Desk(store::Database& db, alert::Trail& trail, Voice voice)
      : db_(db), trail_(trail), voice_(voice) {}

  // The whole ticket as a record says it, found by (source, external_id); id, public_id and what
  // follows from the trail are made here. A record that speaks of an earlier time than the one
  // stored changes nothing.
  Done put(store::Ticket wanted);
  // Something that happened to a ticket.
  Done add(store::TicketActivity activity);
  // The same, now and by the actor of the trail.
  Done act(std::int64_t ticket_id, TicketActivityKind kind, std::string from, std::string to,
           std::string text = "", bool is_public = false);
  // A field that has no kind of activity.
  void edit(std::int64_t ticket_id, std::string_view field,
            const std::function<void(store::Ticket&)>& change);

  void retag(std::int64_t ticket_id, std::vector<std::string> tags);
  // Noted, and no event: nothing happened to whom the ticket concerns.
  void archive(std::int64_t ticket_id);

  // The ticket as it stands with what was done here. Exit::software if there is none.
  const store::Ticket& ticket(std::int64_t id) { return touch(id).ticket; }
  store::Database& db() { return db_; }
  Instant now() const { return trail_.now(); }

  // Before the transaction ends.
  void settle();

 private:
  struct Touched : Changes {
    bool moved = false;      // its trail says something else
    bool text_open = false;  // the index has been told that its text goes
  };
  Touched& touch(std::int64_t id);
  void open_text(Touched& touched);
  void stand(Touched& touched);
  void settle_one(Touched& touched);
  void note(const Changes& changes);
  Done change(const store::Ticket& stored, store::Ticket wanted);
  std::vector<Problem> tell_differences(const store::Ticket& stored, const store::Ticket& wanted);

  store::Database& db_;
  alert::Trail& trail_;
  Voice voice_;
  std::map<std::int64_t, Touched> touched_;
};

}  // namespace tocsin::ticket
