// What becomes of a claimed message first: it joins the queue, or goes back to the outbox at once,
// because it is too old, its address is dead, it is a reminder and its recipient not at work any
// more, its provider is down, or no room in sight.
#pragma once

#include <set>
#include <string>

#include "notify/deliver/ledger.h"
#include "notify/deliver/queue.h"
#include "notify/deliver/routes.h"
#include "notify/people.h"
#include "notify/settings.h"

namespace tocsin::notify {

class Intake {
 public:
  // With `at_once` a message is sent now or not at all, past all gates: somebody is waiting for it.
  Intake(store::Database& db, Carriers& carriers, const Settings& settings, Limits& limits,
         Routes& routes, Queue& queue, Findings& found, Instant begin, bool at_once)
      : db_(db),
        carriers_(carriers),
        settings_(settings),
        people_(db),
        limits_(limits),
        routes_(routes),
        queue_(queue),
        found_(found),
        begin_(begin),
        at_once_(at_once),
        carried_(carriers.carried()) {}

  void take(store::Message m, const DestinationNow& destination, Instant now);
  // Once more, after something was learnt about the gates in its way.
  void take_again(Work work, Instant now);
  // Back to the outbox, untried, until there may be room.
  void defer(Work work, Instant now);

 private:
  bool is_too_old(const store::Message& m, Instant now) const;
  Instant at_work(const store::Message& m, Instant now);
  void await_work(store::Message m, Instant until, Instant now);
  Instant room_for(const Work& work, Instant now) const;
  void go_around(Work work, Instant now);
  bool may_be_written_anew(const store::Message& m);
  bool may_leave_with_others(const Work& work);
  void put_back(Work work, Instant now, bool rather_elsewhere);
  void put_off(Work work, Instant until, Instant now, bool rather_elsewhere);
  void put_away(store::Message m, MessageState to, Reason reason, std::string error, Instant now);

  store::Database& db_;
  Carriers& carriers_;
  const Settings& settings_;
  People people_;
  Limits& limits_;
  Routes& routes_;
  Queue& queue_;
  Findings& found_;
  Instant begin_;
  bool at_once_;
  std::set<Channel> carried_;
};

}  // namespace tocsin::notify
