#include "notify/deliver.h"

#include <unistd.h>

#include <algorithm>

#include "alert/clock.h"
#include "base/fault.h"
#include "base/id.h"
#include "notify/deliver/ask.h"
#include "notify/deliver/claims.h"
#include "notify/deliver/intake.h"
#include "notify/deliver/ledger.h"
#include "notify/identity.h"

namespace tocsin::notify {
namespace {

using Steady = std::chrono::steady_clock;

// Messages in the queue, and outcomes that are worth a transaction.
constexpr std::int64_t kMost = 1000;
constexpr std::size_t kRecordAt = 500;
// How long an outcome waits to be recorded, and a critical message to be found.
constexpr auto kTurnEvery = std::chrono::milliseconds{200};
// How often a gate that keeps everything waiting is tried again.
constexpr auto kTryEvery = std::chrono::milliseconds{20};
// Limits that nobody has touched for so long are full again.
constexpr Duration kForgetLimits{7 * 86'400'000LL};

class Delivery {
 public:
  Delivery(store::Database& db, Carriers& carriers, const Settings& settings,
           const DeliverOptions& options)
      : db_(db),
        carriers_(carriers),
        settings_(settings),
        options_(options),
        only_(options.only),
        left_(options.only ? 0 : options.limit.value_or(std::numeric_limits<std::int64_t>::max())),
        share_(std::max(1, settings.jobs / 4)),
        claims_(db, fmt::format("{}-{}", new_id(IdKind::run, options.now), ::getpid()),
                settings.claim),
        ledger_(db, carriers, settings, options.actor, options.now),
        limits_(db, settings.recovery_rate),
        routes_(db, carriers, settings, limits_, queue_),
        intake_(db, carriers, settings, limits_, routes_, queue_, found_, options.now,
                options.only.has_value()) {}

  alert::Counts run() {
    if (!options_.only) {
      alert::obey_clock(db_, options_.now);
      retake_lapsed(db_, options_.actor, options_.now);
      Fallback fallback(db_, carriers_, settings_);
      resolve_uncertain(
          db_, carriers_, options_, [&]() -> net::Engine& { return engine(); }, fallback, counts_);
      db_.transaction([&] { store::forget_allowances(db_, options_.now - kForgetLimits); },
                      store::Durability::soon);
    }
    turn();
    while (!is_idle() || !found_.settled.empty()) {
      start_what_fits();
      wait();
      if (turn_is_due() || is_idle()) turn();
    }
    limits_.close(now());
    return counts_;
  }

 private:
  Instant now() const {
    return options_.now + std::chrono::duration_cast<Duration>(Steady::now() - begun_);
  }

  net::Engine& engine() {
    if (!engine_) {
      net::EngineOptions options;
      options.ca_file = settings_.ca_file;
      options.concurrency = settings_.jobs;
      options.host_concurrency = share_;
      engine_.emplace(options);
    }
    return *engine_;
  }

  bool is_idle() const { return queue_.size() == 0 && in_flight_ == 0; }

  bool turn_is_due() const {
    return found_.settled.size() >= kRecordAt || Steady::now() - last_turn_ >= kTurnEvery;
  }

  // Until a place is free, a gate may have opened, or the next turn is due.
  void wait() {
    if (is_idle()) return;
    const std::size_t before = in_flight_;
    if (!alarm_is_set_ && queue_.size() > 0) {
      alarm_is_set_ = true;
      engine().call_at(Steady::now() + kTryEvery, [this] { alarm_is_set_ = false; });
    }
    engine().run([&] {
      return in_flight_ < before || (!alarm_is_set_ && queue_.size() > 0) || turn_is_due();
    });
  }

  // Between sends: outcomes are recorded, claims renewed, and more is claimed.
  void turn() {
    last_turn_ = Steady::now();
    renew_claims();
    take_in(ledger_.keep({now(), std::exchange(found_, {}), limits_.changes(), claims_.next(now()),
                          room(), std::exchange(only_, std::nullopt)}));
  }

  void take_in(Turned turned) {
    for (const auto& [name, count] : turned.counts) counts_[name] += count;
    if (!options_.only) left_ -= static_cast<std::int64_t>(turned.claimed.size());
    limits_.learn(turned.limits, now());
    queue_.tidy();
    limits_.tidy(now());
    // Whether a provider is back is tried by what it knows already.
    std::stable_partition(turned.claimed.begin(), turned.claimed.end(),
                          [](const store::Message& m) { return m.attempts > 0; });
    static const DestinationNow nobody;
    for (store::Message& m : turned.claimed) {
      const DestinationNow& destination =
          m.destination_id ? turned.destinations.at(*m.destination_id) : nobody;
      intake_.take(std::move(m), destination, now());
    }
  }

  // Lanes other than the critical one wait until there is room for a batch worth its transaction.
  std::array<std::int64_t, store::kLanes> room() const {
    const std::int64_t free = kMost - static_cast<std::int64_t>(queue_.size());
    std::array<std::int64_t, store::kLanes> out;
    out.fill(std::min(free < kMost / 2 ? 0 : free, left_));
    out[0] = std::min(kMost, left_);
    return out;
  }

  void renew_claims() {
    if (is_idle() && found_.settled.empty()) return claims_.forget();
    if (claims_.want_renewal(now())) queue_.keep_only(claims_.renew(now()));
  }

  // Places a lane may fill: some are kept for what is critical.
  std::size_t places(store::Lane lane) const {
    const auto all = static_cast<std::size_t>(settings_.jobs);
    return lane == 0 ? all : std::max<std::size_t>(1, all - all / 8);
  }

  bool may_send(const Receiver& receiver) {
    if (receiver.under_way >= share_ || under_way_by_channel_[receiver.channel] >=
                                            carriers_.settings_of(receiver.channel)->concurrency) {
      return false;
    }
    if (options_.only) return true;
    const Instant at = now();
    return limits_.may_pass(*receiver.gate, at) && limits_.may_pass(*receiver.provider_gate, at);
  }

  void start_what_fits() {
    for (store::Lane lane = 0; lane < store::kLanes; ++lane) {
      while (in_flight_ < places(lane)) {
        if (claims_.want_renewal(now())) renew_claims();
        auto work = queue_.next(lane, [&](const Receiver& r) { return may_send(r); });
        if (!work) break;
        send(std::move(*work));
      }
    }
  }

  void send(Work work) {
    const Instant at = now();
    for (const auto& gate : work.own_gates) {
      if (!limits_.may_pass(*gate, at)) return intake_.defer(std::move(work), at);
    }
    ++in_flight_;
    ++work.receiver->under_way;
    ++under_way_by_channel_[work.message.channel];
    limits_.pass(*work.receiver->gate, at);
    limits_.pass(*work.receiver->provider_gate, at);
    for (const auto& gate : work.own_gates) limits_.pass(*gate, at);
    const std::string key = idempotency_key(work.message.identity);
    auto held = std::make_shared<Work>(std::move(work));
    const store::Message& m = held->message;
    const Outgoing out{
        key, m.address, held->options, m.content, at, held->receiver->provider, m.expires_at};
    const auto done = [this, held, key](DeliveryOutcome&& outcome) {
      --in_flight_;
      --held->receiver->under_way;
      --under_way_by_channel_[held->message.channel];
      --held->receiver->gate->under_way;
      --held->receiver->provider_gate->under_way;
      for (const auto& gate : held->own_gates) --gate->under_way;
      finish(std::move(*held), key, std::move(outcome));
    };
    fault_point("notify.before_send");
    try {
      carriers_.find(m.channel)->send(engine(), out, done);
    } catch (const Error& e) {
      // What cannot even be built is this message's affair, not the batch's; a broken secret is the
      // operator's.
      DeliveryOutcome broken;
      broken.detail = e.what();
      broken.refuses_us = broken.not_set_up = e.status() == Exit::config;
      done(std::move(broken));
    }
  }

  void finish(Work work, const std::string& key, DeliveryOutcome outcome) {
    fault_point("notify.sent");
    const Instant at = now();
    if (!options_.only) learn(*work.receiver, work.message.destination_id, outcome, at);
    store::Message& m = work.message;
    RetryPolicy policy = carriers_.retry_policy(m.channel);
    // Tries are not used up on a provider that is down for everybody, nor do its pauses grow; on a
    // receiver that is down alone only those are that its schedule has.
    const store::Allowance& circuit = work.receiver->circuit().kept;
    const bool down = is_down(circuit, at), alone = work.receiver->fails_alone;
    if (down && alone) {
      const Instant began = m.expires_at ? *m.expires_at - settings_.expire_after : m.created_at;
      m.attempts = std::min(m.attempts, tries_within(policy, at - began) - 1);
    } else if (down) {
      policy.max_attempts = std::numeric_limits<int>::max();
      m.expires_at.reset();  // it may still leave, and expires when it is claimed too late
    }
    NextStep next = after_attempt(m, outcome, policy, key, at);
    if (down && next.state == MessageState::pending) {
      ++work.receiver->circuit().triers;
      if (!alone) {
        next.attempts = std::max(1, m.attempts);
        next.due_at = std::min(next.due_at, *circuit.paused_until);
      }
    }
    Settled settled{std::move(m), std::move(outcome),     std::move(next), Reason::planned, true,
                    at,           work.receiver->provider};
    const bool used_up = settled.next.state == MessageState::failed &&
                         settled.outcome.outcome == OutcomeClass::transient;
    if (!options_.only && (used_up || settled.outcome.refuses_us)) try_next_provider(settled, at);
    if (!options_.only && settled.outcome.refuses_us) await_operator(settled);
    settled.message.content.clear();
    found_.settled.push_back(std::move(settled));
  }

  // What an outcome says about more than its message.
  void learn(Receiver& receiver, std::optional<std::int64_t> destination_id,
             const DeliveryOutcome& outcome, Instant at) {
    Gate& circuit = receiver.circuit();
    if (outcome.not_set_up) return;
    if (outcome.refuses_us) {
      limits_.refused(circuit, at);
    } else if (outcome.throttles && outcome.retry_after) {
      limits_.paused(*receiver.gate, *outcome.retry_after, at);
    } else if (outcome.outcome == OutcomeClass::transient ||
               outcome.outcome == OutcomeClass::uncertain) {
      if (outcome.throttles) limits_.paused(*receiver.gate, kFirstPause, at);
      limits_.failed(circuit, at);
    } else {
      if (is_on_probation(circuit.kept)) {
        found_.recovered.insert(receiver.channel);
        if (receiver.fails_alone) found_.to_try.emplace(receiver.channel, destination_id);
      }
      limits_.succeeded(circuit, at);
    }
    if (outcome.spent_for) limits_.spent(*receiver.gate, *outcome.spent_for, at);
    for (Gate* gate : {receiver.gate.get(), receiver.provider_gate.get()}) {
      if (gate->waiting == 0 || !is_paused(gate->kept, at)) continue;
      for (Work& waiting : queue_.take(*gate)) intake_.take_again(std::move(waiting), at);
    }
  }

  void try_next_provider(Settled& settled, Instant at) {
    const auto other =
        routes_.another(settled.message.channel, settled.provider, Routes::Among::later, at);
    if (!other) return;
    settled.next = {MessageState::pending, at, 0,
                    fmt::format("{}: {}", settled.provider, settled.next.error)};
    settled.reason = Reason::fallback;
    settled.provider = *other;
  }

  // Where no other provider has it: another channel is looked for once, else it waits.
  void await_operator(Settled& settled) {
    if (settled.next.state != MessageState::pending || settled.reason != Reason::planned) return;
    settled.rather_elsewhere = settled.message.reason != Reason::refused;
    settled.reason = Reason::refused;
  }

  store::Database& db_;
  Carriers& carriers_;
  const Settings& settings_;
  const DeliverOptions& options_;
  std::optional<std::int64_t> only_;  // until claimed
  std::int64_t left_;                 // to be claimed by lane
  int share_;                         // places that one receiver may hold
  Claims claims_;
  Ledger ledger_;
  Limits limits_;
  Queue queue_;
  Routes routes_;
  Findings found_;  // until the next turn
  Intake intake_;
  Steady::time_point begun_ = Steady::now(), last_turn_ = begun_;
  std::size_t in_flight_ = 0;
  bool alarm_is_set_ = false;
  std::map<Channel, int> under_way_by_channel_;
  alert::Counts counts_;
  std::optional<net::Engine> engine_;  // last: goes first, with its callbacks
};

}  // namespace

alert::Counts deliver(store::Database& db, Carriers& carriers, const Settings& settings,
                      const DeliverOptions& options) {
  return Delivery(db, carriers, settings, options).run();
}

}  // namespace tocsin::notify
