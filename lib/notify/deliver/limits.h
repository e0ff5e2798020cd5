// The gates of one run, kept in the database so that other runs, now and later, know of pauses and
// share the rates.
//
// Tokens of a limited rate are drawn a few at a time and the rest is given back, so that a message
// costs no transaction of its own. What has neither limit nor trouble costs one look at its first
// message and writes nothing.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "notify/deliver/gate.h"
#include "notify/settings.h"

namespace tocsin::notify {

struct Gate {
  std::string scope;
  Rate rate;
  store::Allowance kept;
  int under_way = 0;
  std::int64_t waiting = 0;  // in the queue
  std::int64_t put_off = 0;  // in this turn
  std::int64_t triers = 0;   // in this run, those put off that will try it again
  std::int64_t drawn = 0;    // tokens taken from the bucket and not yet used
  Instant dry_until{};       // the bucket has nothing before
  Bucket recovery;
  Instant read_at{};
  bool changed = false;
};

// What a run found out about a gate, for other runs to know.
struct LimitChange {
  std::string scope;
  Rate rate;
  store::Allowance kept;
};

// Inside a transaction, which may be run again: kept for all runs, together with what others found
// out. As they are afterwards.
std::vector<LimitChange> save(store::Database& db, std::vector<LimitChange> changes, Instant now);

class Limits {
 public:
  // `recovery`: how what was down is first let through again.
  Limits(store::Database& db, const Rate& recovery) : db_(db), recovery_(recovery) {}

  std::shared_ptr<Gate> gate(const std::string& scope, const Rate& rate, Instant now);

  // Whether one more may pass now; if so, it has.
  bool may_pass(Gate& gate, Instant now);
  void pass(Gate& gate, Instant now);
  // When one more than those that wait could pass.
  Instant room_at(const Gate& gate, Instant now) const;

  void paused(Gate& gate, Duration length, Instant now);
  void spent(Gate& gate, Duration length, Instant now);
  void failed(Gate& gate, Instant now);
  void refused(Gate& gate, Instant now);
  void succeeded(Gate& gate, Instant now);

  // What changed since the last call, to be saved; and what came of that.
  bool has_changed() const;
  std::vector<LimitChange> changes();
  void learn(const std::vector<LimitChange>& saved, Instant now);
  // Between turns: forgets gates that nobody uses, looks again at the others.
  void tidy(Instant now);
  // At the end, in a transaction of its own: gives back what was drawn and not used.
  void close(Instant now);

 private:
  void draw(Gate& gate, Instant now);

  store::Database& db_;
  Rate recovery_;
  std::map<std::string, std::shared_ptr<Gate>, std::less<>> gates_;
};

}  // namespace tocsin::notify
