#include "notify/deliver.h"

#include <unistd.h>

#include <algorithm>

#include "base/fault.h"
#include "base/id.h"
#include "notify/clock.h"
#include "notify/deliver/ask.h"
#include "notify/deliver/claims.h"
#include "notify/deliver/record.h"
#include "notify/deliver/routes.h"
#include "notify/identity.h"
#include "store/destinations.h"
#include "store/held_messages.h"

namespace tocsin::notify {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::int64_t kBatch = 500;
constexpr std::size_t kRecordAt = 500;
// How long an outcome waits to be recorded, and a critical message to be found.
constexpr auto kTurnEvery = std::chrono::milliseconds{200};
// How often a gate that keeps everything waiting is tried again.
constexpr auto kTryEvery = std::chrono::milliseconds{20};
// A run waits for gates this long after its start; what finds no room by then goes back to the
// outbox, as does what would wait behind so many.
constexpr Duration kPatience{20'000};
constexpr std::int64_t kMostWaiting = 125;
// Limits that nobody has touched for so long are full again.
constexpr Duration kForgetLimits{7 * 86'400'000LL};
// What is held for a provider that is down is looked at again after this, if nobody finds it up.
constexpr Duration kLookAgain{600'000};
// Messages of this priority on do not wait for a provider that is down.
constexpr Priority kUrgent = 4;

// What a destination says of itself, as delivery needs it.
struct DestinationNow {
  std::string options;
  bool usable = true;
};

class Delivery {
 public:
  Delivery(store::Database& db, Carriers& carriers, const Settings& settings,
           const DeliverOptions& options)
      : db_(db),
        carriers_(carriers),
        settings_(settings),
        options_(options),
        left_(options.limit.value_or(std::numeric_limits<std::int64_t>::max())),
        carried_(carriers.carried()),
        share_(std::max(1, settings.jobs / 4)),
        claims_(db, fmt::format("{}-{}", new_id(IdKind::run, options.now), ::getpid()),
                settings.claim),
        fallback_(db, carriers, settings),
        record_(db, fallback_, claims_.by()),
        limits_(db, settings.recovery_rate),
        routes_(db, carriers, settings, limits_, queue_) {}

  alert::Counts run() {
    if (!options_.only) {
      obey_clock(db_, options_.now);
      retake_lapsed(db_, options_.actor, options_.now);
      resolve_uncertain(
          db_, carriers_, options_, [&]() -> net::Engine& { return engine(); }, fallback_, counts_);
      db_.transaction([&] { store::forget_allowances(db_, options_.now - kForgetLimits); });
    }
    turn();
    while (queue_.size() > 0 || in_flight_ > 0 || !record_.empty()) {
      start_what_fits();
      wait();
      if (turn_is_due() || (in_flight_ == 0 && queue_.size() == 0)) turn();
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

  bool turn_is_due() const {
    return record_.size() >= kRecordAt || Steady::now() - last_turn_ >= kTurnEvery;
  }

  // Until a place is free, a gate may have opened, or the next turn is due.
  void wait() {
    if (queue_.size() == 0 && in_flight_ == 0) return;
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
    const bool recorded = !record_.empty();
    if (recorded) fault_point("notify.before_record");
    std::vector<store::Message> claimed;
    if (recorded || limits_.has_changed() || something_due()) {
      db_.transaction([&] {
        alert::Trail trail(db_, options_.actor, options_.now);
        record_.write(trail);
        limits_.save(now());
        for (const Channel channel : recovered_) {
          store::look_at_provider_down(db_, channel, options_.now);
        }
        for (const auto& [channel, destination] : to_try_) {
          store::try_again_now(db_, channel, destination, now());
        }
        claimed = claim_more();
        trail.flush();
      });
    }
    if (recorded) fault_point("notify.recorded");
    if (!claimed.empty()) fault_point("notify.claimed");
    record_.committed(counts_);
    limits_.saved();
    if (!recovered_.empty()) counts_["recovered"] += std::ssize(recovered_);
    recovered_.clear();
    to_try_.clear();
    left_ -= static_cast<std::int64_t>(claimed.size());
    destinations_.clear();
    queue_.tidy();
    limits_.tidy(now());
    // Whether a provider is back is tried by what it knows already.
    std::stable_partition(claimed.begin(), claimed.end(),
                          [](const store::Message& m) { return m.attempts > 0; });
    for (store::Message& m : claimed) enqueue(std::move(m));
  }

  // Lanes other than the critical one wait until there is room for a batch worth its transaction.
  std::int64_t room(store::Lane lane, std::size_t claimed) const {
    const auto taken = static_cast<std::int64_t>(claimed + (lane == 0 ? 0 : queue_.size()));
    if (lane > 0 && kBatch - taken < kBatch / 2) return 0;
    return std::min(kBatch - taken, left_ - static_cast<std::int64_t>(claimed));
  }

  bool something_due() {
    if (options_.only) return left_ > 0;
    for (store::Lane lane = 0; lane < store::kLanes; ++lane) {
      if (room(lane, 0) > 0 && store::is_any_due(db_, lane, now())) return true;
    }
    return false;
  }

  std::vector<store::Message> claim_more() {
    std::vector<store::Message> out;
    if (options_.only) {
      if (left_ == 0) return out;
      left_ = 1;
      if (auto m = claims_.take_one(now(), *options_.only)) out.push_back(std::move(*m));
      return out;
    }
    for (store::Lane lane = 0; lane < store::kLanes; ++lane) {
      const std::int64_t most = room(lane, out.size());
      if (most <= 0) continue;
      auto more = claims_.take(now(), lane, most);
      std::move(more.begin(), more.end(), std::back_inserter(out));
    }
    return out;
  }

  void renew_claims() {
    if (queue_.size() == 0 && in_flight_ == 0 && record_.empty()) return claims_.forget();
    if (claims_.want_renewal(now())) queue_.keep_only(claims_.renew(now()));
  }

  // Once tried, a message of a channel with its own schedule is worth trying to the end of that.
  bool is_too_old(const store::Message& m) {
    if (!m.expires_at || *m.expires_at > now()) return false;
    return m.attempts == 0 || carriers_.retry_policy(m.channel).schedule.empty();
  }

  void enqueue(store::Message m) {
    if (is_too_old(m)) {
      return put_away(std::move(m), MessageState::expired, Reason::expired, "too old");
    }
    if (!carried_.contains(m.channel)) {
      std::string error = fmt::format("nothing carries {}", word(m.channel));
      return put_away(std::move(m), MessageState::failed, Reason::channel_absent, std::move(error));
    }
    const DestinationNow& destination = destination_of(m);
    if (!destination.usable) {
      return put_away(std::move(m), MessageState::failed, Reason::destination_disabled,
                      "the address was found dead or switched off");
    }
    const Instant at = now();
    Receiver& receiver = routes_.receiver_of(m, at);
    Work work{std::move(m), destination.options, &receiver, {}};
    if (options_.only) return queue_.add(std::move(work));
    work.own_gates = routes_.own_gates_of(work.message, at);
    if (is_down(receiver.circuit().kept, at)) return go_around(std::move(work), at);
    if (is_on_probation(receiver.circuit().kept) && can_leave_with_others(work.message) &&
        others_try(work)) {
      if (receiver.fails_alone) to_try_.emplace(work.message.channel, work.message.destination_id);
      const bool urgent = work.message.priority >= kUrgent;
      return put_back(std::move(work), urgent);
    }
    const Instant room = room_for(work, at);
    const bool crowded =
        room > at && receiver.gate->waiting + receiver.provider_gate->waiting >= kMostWaiting;
    const bool too_late = room > at && room > options_.now + kPatience;
    if (crowded || too_late) return defer(std::move(work), room, false);
    queue_.add(std::move(work));
  }

  Instant room_for(const Work& work, Instant at) const {
    Instant room = std::max(limits_.room_at(*work.receiver->gate, at),
                            limits_.room_at(*work.receiver->provider_gate, at));
    for (const auto& gate : work.own_gates) room = std::max(room, limits_.room_at(*gate, at));
    return room;
  }

  // Its provider is down: another one carries it, or another channel, or it waits.
  void go_around(Work work, Instant at) {
    const std::string down = work.receiver->provider;
    const auto other = routes_.another(work.message.channel, down, Routes::Among::all, at);
    if (other) return hand_over(std::move(work.message), *other, fmt::format("{} is down", down));
    const bool urgent = work.message.priority >= kUrgent;
    if (can_leave_with_others(work.message) && others_try(work)) {
      return put_back(std::move(work), urgent);
    }
    ++work.receiver->circuit().triers;
    const Instant room = room_for(work, at);
    defer(std::move(work), room, urgent);
  }

  // Whether there are messages that try its provider again: in this run, or in the outbox.
  bool others_try(const Work& work) {
    Gate& circuit = work.receiver->circuit();
    if (circuit.triers + circuit.waiting + circuit.under_way > 0) return true;
    const auto where = work.receiver->fails_alone ? work.message.destination_id : std::nullopt;
    if (!store::is_any_tried_again(db_, work.message.channel, where)) return false;
    ++circuit.triers;
    return true;
  }

  // Until its provider is back: then it leaves with what else gathers for its address.
  void put_back(Work work, bool rather_elsewhere) {
    Instant until = now() + kLookAgain;
    if (work.message.expires_at) until = std::min(until, *work.message.expires_at);
    NextStep next{MessageState::held, until, work.message.attempts, ""};
    record_.add({std::move(work.message),
                 {},
                 std::move(next),
                 Reason::provider_down,
                 false,
                 now(),
                 work.receiver->provider,
                 rather_elsewhere});
  }

  // Never sent, so that nobody knows its content by its key.
  bool can_leave_with_others(const store::Message& m) {
    return m.attempts == 0 && m.alert_id && m.destination_id && m.purpose != Purpose::direct &&
           m.purpose != Purpose::digest && !store::carries_others(db_, m.id);
  }

  // Read again every turn: an address may be found dead at any time.
  const DestinationNow& destination_of(const store::Message& m) {
    static const DestinationNow nobody;
    if (!m.destination_id) return nobody;
    const auto known = destinations_.find(*m.destination_id);
    if (known != destinations_.end()) return known->second;
    const auto d = store::find_destination(db_, *m.destination_id);
    DestinationNow out;
    if (d) out = {d->options, d->enabled && !d->dead_at};
    return destinations_.emplace(*m.destination_id, std::move(out)).first->second;
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
      if (limits_.may_pass(*gate, at)) continue;
      const Instant room = room_for(work, at);
      return defer(std::move(work), room, false);
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
    record_.add(std::move(settled));
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
        recovered_.insert(receiver.channel);
        if (receiver.fails_alone) to_try_.emplace(receiver.channel, destination_id);
      }
      limits_.succeeded(circuit, at);
    }
    if (outcome.spent_for) limits_.spent(*receiver.gate, *outcome.spent_for, at);
    for (Gate* gate : {receiver.gate.get(), receiver.provider_gate.get()}) {
      if (gate->waiting == 0 || !is_paused(gate->kept, at)) continue;
      for (Work& waiting : queue_.take(*gate)) enqueue(std::move(waiting.message));
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

  void hand_over(store::Message m, std::string provider, std::string why) {
    NextStep next{MessageState::pending, now(), m.attempts, std::move(why)};
    record_.add(
        {std::move(m), {}, std::move(next), Reason::fallback, false, now(), std::move(provider)});
  }

  void defer(Work work, Instant until, bool rather_elsewhere) {
    ++work.receiver->gate->put_off;
    ++work.receiver->provider_gate->put_off;
    for (const auto& gate : work.own_gates) ++gate->put_off;
    NextStep next{MessageState::pending, until, work.message.attempts, ""};
    const Reason reason =
        work.message.reason == Reason::refused ? Reason::refused : Reason::throttled;
    record_.add({std::move(work.message),
                 {},
                 std::move(next),
                 reason,
                 false,
                 now(),
                 work.receiver->provider,
                 rather_elsewhere});
  }

  void put_away(store::Message m, MessageState to, Reason reason, std::string error) {
    NextStep next{to, now(), m.attempts, std::move(error)};
    record_.add({std::move(m), {}, std::move(next), reason, false, now(), ""});
  }

  store::Database& db_;
  Carriers& carriers_;
  const Settings& settings_;
  const DeliverOptions& options_;
  std::int64_t left_;
  std::set<Channel> carried_;
  int share_;  // places that one receiver may hold
  Claims claims_;
  Fallback fallback_;
  Record record_;
  Limits limits_;
  Queue queue_;
  Routes routes_;
  Steady::time_point begun_ = Steady::now(), last_turn_ = begun_;
  std::size_t in_flight_ = 0;
  bool alarm_is_set_ = false;
  std::map<Channel, int> under_way_by_channel_;
  // Since the last turn: whose circuits opened, and whose messages that were tried are to try
  // again.
  std::set<Channel> recovered_;
  std::set<std::pair<Channel, std::optional<std::int64_t>>> to_try_;
  std::unordered_map<std::int64_t, DestinationNow> destinations_;
  alert::Counts counts_;
  std::optional<net::Engine> engine_;  // last: goes first, with its callbacks
};

}  // namespace

alert::Counts deliver(store::Database& db, Carriers& carriers, const Settings& settings,
                      const DeliverOptions& options) {
  return Delivery(db, carriers, settings, options).run();
}

}  // namespace tocsin::notify
