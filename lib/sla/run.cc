#include "sla/run.h"

#include <algorithm>
#include <functional>
#include <limits>

#include "alert/audit.h"
#include "base/error.h"
#include "base/fault.h"
#include "base/log.h"
#include "sla/look.h"
#include "store/ticket_clocks.h"

namespace tocsin::sla {
namespace {

// What a transaction touches fits the cache of a connection.
constexpr std::int64_t kBatch = 200;
const char* const kLock = "sla.clocks";

class ClockRun {
 public:
  ClockRun(store::Database& db, Terms& terms, const ClockJob& job)
      : db_(db), terms_(terms), job_(job), trail_(db, job.actor, job.now) {}

  // `first`: what is to be made due.
  alert::Counts run(const std::function<void()>& first) {
    transaction([&] {
      first();
      follow_terms();
    });
    std::optional<store::Ticket> last;
    std::int64_t left = job_.limit.value_or(std::numeric_limits<std::int64_t>::max());
    for (bool more = true; more && left > 0;) {
      const alert::Counts before = counts_;
      const auto from = last;
      std::int64_t seen = 0;
      transaction([&] {
        counts_ = before;
        const auto due = store::tickets_due(db_, job_.now, from, std::min(kBatch, left));
        fault_point("sla.loaded");
        for (const store::Ticket& t : due) look(t);
        seen = std::ssize(due);
        if (!due.empty()) last = due.back();
        fault_point("sla.decided");
      });
      fault_point("sla.committed");
      left -= seen;
      more = seen == kBatch;
    }
    return counts_;
  }

 private:
  template <typename Body>
  void transaction(const Body& body) {
    const auto whole = [&] {
      trail_.clear();
      body();
      trail_.flush();
    };
    // What a power cut takes back is due again.
    db_.transaction(whole, store::Durability::soon);
  }

  void follow_terms() {
    const std::string before = store::sla_terms(db_);
    if (before == terms_.digest) return;
    store::set_sla_terms(db_, terms_.digest, job_.now);
    if (!before.empty()) store::make_tickets_due(db_, job_.now);
  }

  void look(const store::Ticket& ticket) {
    try {
      look_at(db_, trail_, terms_, ticket, counts_);
    } catch (const Error& e) {
      if (e.status() != Exit::bad_input) throw;
      log::warning("", "ticket {}: {}", ticket.number, e.what());
      ++counts_["failed"];
      store::Ticket without = ticket;
      without.sla_status.reset();
      without.sla_next_at.reset();
      store::save_sla(db_, without);
    }
  }

  store::Database& db_;
  Terms& terms_;
  const ClockJob& job_;
  alert::Trail trail_;
  alert::Counts counts_{{"looked", 0}, {"warned", 0}, {"breached", 0}};
};

alert::Counts run_after(store::Database& db, Terms& terms, const ClockJob& job,
                        const std::function<void()>& first) {
  const auto lock = store::NamedLock::acquire(db, kLock, job.wait);
  if (!lock) {
    log::info("-", "another run is looking at the clocks; left to it");
    return {{"skipped", 1}};
  }
  ClockRun run(db, terms, job);
  return job.dry_run ? db.rehearse([&] { return run.run(first); }) : run.run(first);
}

}  // namespace

alert::Counts run_clocks(store::Database& db, Terms& terms, const ClockJob& job) {
  return run_after(db, terms, job, [] {});
}

alert::Counts recompute_clocks(store::Database& db, Terms& terms,
                               const std::vector<std::int64_t>& tickets, const ClockJob& job) {
  return run_after(db, terms, job, [&] {
    for (const std::int64_t id : tickets) store::make_ticket_due(db, id, job.now);
    if (tickets.empty()) store::make_tickets_due(db, job.now);
  });
}

}  // namespace tocsin::sla
