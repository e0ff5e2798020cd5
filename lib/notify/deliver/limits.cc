#include "notify/deliver/limits.h"

#include <algorithm>

namespace tocsin::notify {
namespace {

constexpr Duration kLookAgain{5'000};
constexpr std::size_t kManyGates = 1'000;
// While a message tries whether a gate must stay shut, the others come back after this.
constexpr Duration kProbation{10'000};
// What comes back after a pause does not come back all at once.
constexpr Duration kSpacing{20};

store::Allowance fresh(const Rate& rate, Instant now) {
  store::Allowance out;
  if (rate.limits()) {
    const Bucket bucket = full_bucket(rate, now);
    out.level = bucket.level;
  }
  out.filled_at = now;
  return out;
}

// Two runs' views of one gate: the longer pause holds, unless this run has just seen it open.
void merge(store::Allowance& ours, const store::Allowance& theirs, Instant now) {
  ours.level = theirs.level;
  ours.filled_at = theirs.filled_at;
  const bool opened = ours.failures == 0 && theirs.failures >= kShutAfter;
  if (!opened && theirs.paused_until && *theirs.paused_until > now &&
      theirs.paused_until > ours.paused_until) {
    ours.paused_until = theirs.paused_until;
    ours.recovered_at = theirs.recovered_at;
    ours.failures = std::max(ours.failures, theirs.failures);
  }
}

}  // namespace

std::vector<LimitChange> save(store::Database& db, std::vector<LimitChange> changes, Instant now) {
  for (LimitChange& change : changes) {
    const auto theirs = store::lock_allowance(db, change.scope, fresh(change.rate, now));
    merge(change.kept, theirs, now);
    if (!change.rate.limits()) change.kept.filled_at = now;
    store::save_allowance(db, change.scope, change.kept);
  }
  return changes;
}

std::shared_ptr<Gate> Limits::gate(const std::string& scope, const Rate& rate, Instant now) {
  auto& known = gates_[scope];
  if (!known) {
    known = std::make_shared<Gate>();
    known->scope = scope;
    known->rate = rate;
    known->kept = store::find_allowance(db_, scope).value_or(fresh(rate, now));
    known->read_at = now;
  }
  if (wake(known->kept, now)) known->changed = true;
  return known;
}

bool Limits::may_pass(Gate& gate, Instant now) {
  if (is_paused(gate.kept, now)) return false;
  if (wake(gate.kept, now)) gate.changed = true;
  if (is_on_probation(gate.kept) && gate.under_way > 0) return false;
  if (gate.kept.recovered_at) {
    const auto rate = recovery_rate(gate.kept, recovery_, now);
    if (!rate) {
      gate.kept.recovered_at.reset();
      gate.changed = true;
    } else if (wait_for(gate.recovery, *rate, now, 1).count() > 0) {
      return false;
    }
  }
  if (!gate.rate.limits()) return true;
  if (gate.drawn == 0 && gate.dry_until <= now) draw(gate, now);
  return gate.drawn > 0;
}

void Limits::pass(Gate& gate, Instant now) {
  ++gate.under_way;
  if (gate.rate.limits()) --gate.drawn;
  if (const auto rate = recovery_rate(gate.kept, recovery_, now))
    take(gate.recovery, *rate, now, 1);
}

void Limits::draw(Gate& gate, Instant now) {
  db_.transaction(
      [&] {
        const auto kept = store::lock_allowance(db_, gate.scope, fresh(gate.rate, now));
        Bucket bucket{kept.level, kept.filled_at};
        gate.drawn = take(bucket, gate.rate, now,
                          std::clamp<std::int64_t>(gate.waiting, 1, gate.rate.burst));
        gate.dry_until = now + wait_for(bucket, gate.rate, now, 1);
        merge(gate.kept, kept, now);
        store::Allowance drawn = kept;
        drawn.level = gate.kept.level = bucket.level;
        drawn.filled_at = gate.kept.filled_at = bucket.filled_at;
        store::save_allowance(db_, gate.scope, drawn);
      },
      store::Durability::soon);
}

Instant Limits::room_at(const Gate& gate, Instant now) const {
  const store::Allowance& kept = gate.kept;
  const std::int64_t before = gate.waiting + gate.put_off, n = before + 1;
  Instant at = now;
  if (is_paused(kept, now)) at = *kept.paused_until + kSpacing * before;
  if (is_on_probation(kept) && before + gate.under_way > 0) {
    at = std::max(at, now + kProbation + kSpacing * before);
  }
  if (kept.recovered_at) at = std::max(at, now + recovery_wait(kept, recovery_, now, n));
  if (gate.rate.limits()) {
    const Bucket bucket{kept.level, kept.filled_at};
    at = std::max(at, now + wait_for(bucket, gate.rate, now, n - gate.drawn));
  }
  return at;
}

void Limits::paused(Gate& gate, Duration length, Instant now) {
  pause(gate.kept, length, now);
  gate.changed = true;
}

void Limits::spent(Gate& gate, Duration length, Instant now) {
  wait_until(gate.kept, now + length);
  gate.changed = true;
}

void Limits::failed(Gate& gate, Instant now) {
  count_failure(gate.kept, now);
  gate.changed = true;
}

void Limits::refused(Gate& gate, Instant now) {
  count_refusal(gate.kept, now);
  gate.changed = true;
}

void Limits::succeeded(Gate& gate, Instant now) {
  if (gate.kept.failures == 0) return;
  count_success(gate.kept, now);
  gate.changed = true;
}

bool Limits::has_changed() const {
  return std::any_of(gates_.begin(), gates_.end(),
                     [](const auto& entry) { return entry.second->changed; });
}

std::vector<LimitChange> Limits::changes() {
  std::vector<LimitChange> out;
  for (const auto& [scope, gate] : gates_) {
    if (gate->changed) out.push_back({scope, gate->rate, gate->kept});
    gate->changed = false;
  }
  return out;
}

void Limits::learn(const std::vector<LimitChange>& saved, Instant now) {
  for (const LimitChange& change : saved) {
    const auto gate = gates_.find(change.scope);
    if (gate != gates_.end()) merge(gate->second->kept, change.kept, now);
  }
}

void Limits::tidy(Instant now) {
  const bool many = gates_.size() > kManyGates;
  for (auto it = gates_.begin(); it != gates_.end();) {
    Gate& gate = *it->second;
    gate.put_off = 0;
    if (many && it->second.use_count() == 1 && gate.drawn == 0 && !gate.changed) {
      it = gates_.erase(it);
      continue;
    }
    if (now - gate.read_at >= kLookAgain) {
      gate.read_at = now;
      if (const auto theirs = store::find_allowance(db_, gate.scope))
        merge(gate.kept, *theirs, now);
    }
    ++it;
  }
}

void Limits::close(Instant now) {
  const bool any = std::any_of(gates_.begin(), gates_.end(),
                               [](const auto& entry) { return entry.second->drawn > 0; });
  if (!any) return;
  db_.transaction(
      [&] {
        for (const auto& [scope, gate] : gates_) {
          if (gate->drawn == 0) continue;
          store::Allowance kept = store::lock_allowance(db_, scope, fresh(gate->rate, now));
          Bucket bucket{kept.level, kept.filled_at};
          give_back(bucket, gate->rate, gate->drawn);
          kept.level = bucket.level;
          store::save_allowance(db_, scope, kept);
        }
      },
      store::Durability::soon);
}

}  // namespace tocsin::notify
