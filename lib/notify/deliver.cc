#include "notify/deliver.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <deque>
#include <unordered_map>

#include "alert/audit.h"
#include "base/fault.h"
#include "base/id.h"
#include "base/log.h"
#include "notify/decide_outcome.h"
#include "notify/identity.h"
#include "store/decisions.h"
#include "store/destinations.h"

namespace tocsin::notify {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::int64_t kBatch = 500;
constexpr std::size_t kFlushAt = 500;
constexpr auto kFlushEvery = std::chrono::milliseconds{200};
// A receiver that asked for a pause without saying how long.
constexpr Duration kPause{30'000};

// What a destination says of itself, as delivery needs it.
struct DestinationNow {
  std::string options;
  bool usable = true;
};

struct Settled {
  store::Message message;
  DeliveryOutcome outcome;
  NextStep next;
  Reason reason = Reason::planned;
  bool tried = true;
  Instant at{};
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
        claimant_(fmt::format("{}-{}", new_id(IdKind::run, options.now), ::getpid())) {}

  alert::Counts run() {
    if (!options_.only) retake_lapsed();
    claim_more();
    if (queued_ == 0) {
      flush();
      return counts_;
    }
    net::EngineOptions engine;
    engine.concurrency = settings_.jobs;
    engine.host_concurrency = share_;
    engine_.emplace(engine);
    last_flush_ = Steady::now();
    for (;;) {
      start_what_fits();
      if (in_flight_ == 0 && queued_ == 0) {
        flush();
        claim_more();
        if (queued_ == 0) break;
        continue;
      }
      const std::size_t before = in_flight_;
      engine_->run([&] { return in_flight_ < before || flush_due(); });
      if (flush_due()) {
        flush();
        claim_more();
      }
    }
    flush();
    return counts_;
  }

 private:
  Instant now() const {
    return options_.now + std::chrono::duration_cast<Duration>(Steady::now() - begun_);
  }
  bool flush_due() const {
    return settled_.size() >= kFlushAt ||
           (!settled_.empty() && Steady::now() - last_flush_ >= kFlushEvery);
  }

  // Claims of runs that died: the provider may or may not have them.
  void retake_lapsed() {
    for (bool more = true; more;) {
      more = db_.transaction([&] {
        const auto lapsed = store::lapsed(db_, now(), kBatch);
        if (lapsed.empty()) return false;
        alert::Trail trail(db_, options_.actor, options_.now);
        for (const store::Message& m : lapsed) {
          const ChannelSettings* channel = carriers_.settings_of(m.channel);
          const bool again = channel == nullptr || channel->guarantee == Guarantee::at_least_once;
          const std::string error = "a run died while sending it";
          store::add_attempt(db_, {m.id, now(), OutcomeClass::uncertain, 0, error, Duration{0},
                                   again ? std::optional(now()) : std::nullopt});
          store::settle(db_, {m.id, "", again ? MessageState::pending : MessageState::uncertain,
                              Reason::interrupted, now(), now(), m.attempts + 1, "", error});
        }
        trail.note("notify.retake", "outbox", "", {{"messages", lapsed.size()}});
        trail.flush();
        return lapsed.size() == static_cast<std::size_t>(kBatch);
      });
    }
  }

  void claim_more() {
    if (options_.only) {
      if (left_ == 0) return;
      left_ = 0;
      db_.transaction([&] {
        if (auto m = store::claim_one(db_, claim(), *options_.only)) enqueue(std::move(*m));
      });
      return;
    }
    // The critical lane is looked at even while a batch of others waits.
    for (store::Lane lane = 0; lane < store::kLanes && left_ > 0; ++lane) {
      const std::int64_t room = kBatch - static_cast<std::int64_t>(lane == 0 ? 0 : queued_);
      if (room < kBatch / 2) break;
      const auto claimed =
          db_.transaction([&] { return store::claim(db_, claim(), lane, std::min(room, left_)); });
      left_ -= static_cast<std::int64_t>(claimed.size());
      if (!claimed.empty()) fault_point("notify.claimed");
      for (const store::Message& m : claimed) enqueue(m);
    }
  }
  store::Claim claim() const { return {now(), now() + settings_.claim, claimant_}; }

  void enqueue(store::Message m) {
    if (m.expires_at && *m.expires_at <= now() && m.attempts == 0) {
      return put_away(std::move(m), MessageState::expired, Reason::expired, "too old");
    }
    if (!carried_.contains(m.channel)) {
      std::string error = fmt::format("nothing carries {}", word(m.channel));
      return put_away(std::move(m), MessageState::failed, Reason::channel_absent, std::move(error));
    }
    if (!destination_of(m).usable) {
      return put_away(std::move(m), MessageState::failed, Reason::destination_disabled,
                      "the address was found dead or switched off");
    }
    std::string receiver = carriers_.find(m.channel)->receiver_of(m.address);
    auto& lane = lanes_[static_cast<std::size_t>(store::lane_of(m.priority))];
    auto& waiting = lane.waiting[receiver];
    if (waiting.empty()) lane.turn.push_back(receiver);
    waiting.push_back(std::move(m));
    ++queued_;
  }

  const DestinationNow& destination_of(const store::Message& m) {
    static const DestinationNow nobody;
    if (!m.destination_id) return nobody;
    const auto known = destinations_.find(*m.destination_id);
    if (known != destinations_.end()) return known->second;
    if (destinations_.size() > 2 * static_cast<std::size_t>(kBatch)) destinations_.clear();
    const auto d = store::find_destination(db_, *m.destination_id);
    DestinationNow out;
    if (d) out = {d->options, d->enabled && !d->dead_at};
    return destinations_.emplace(*m.destination_id, std::move(out)).first->second;
  }

  // Places a lane may fill: some are kept for what is critical.
  std::size_t places(std::size_t lane) const {
    const auto all = static_cast<std::size_t>(settings_.jobs);
    return lane == 0 ? all : std::max<std::size_t>(1, all - all / 8);
  }

  std::optional<Instant> pause_of(const std::string& receiver) {
    const auto paused = paused_.find(receiver);
    if (paused == paused_.end()) return std::nullopt;
    if (paused->second > now()) return paused->second;
    paused_.erase(paused);
    return std::nullopt;
  }

  void start_what_fits() {
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      auto& lane = lanes_[i];
      for (std::size_t passed = 0; passed < lane.turn.size() && in_flight_ < places(i);) {
        const std::string receiver = std::move(lane.turn.front());
        lane.turn.pop_front();
        auto& waiting = lane.waiting[receiver];
        if (const auto paused = pause_of(receiver)) {
          queued_ -= waiting.size();
          for (store::Message& m : waiting) defer(std::move(m), *paused);
          lane.waiting.erase(receiver);
          continue;
        }
        const Channel channel = waiting.front().channel;
        if (under_way_[receiver] >= share_ ||
            under_way_by_channel_[channel] >= carriers_.settings_of(channel)->concurrency) {
          lane.turn.push_back(receiver);
          ++passed;
          continue;
        }
        store::Message m = std::move(waiting.front());
        waiting.pop_front();
        --queued_;
        if (waiting.empty()) {
          lane.waiting.erase(receiver);
        } else {
          lane.turn.push_back(receiver);
        }
        passed = 0;
        send(std::move(m), receiver);
      }
    }
  }

  void send(store::Message m, const std::string& receiver) {
    ++in_flight_;
    ++under_way_[receiver];
    ++under_way_by_channel_[m.channel];
    const std::string key = idempotency_key(m.identity);
    const DestinationNow& destination = destination_of(m);
    auto held = std::make_shared<store::Message>(std::move(m));
    const Outgoing out{key, held->address,   destination.options, held->content, now(),
                       {},  held->expires_at};
    const auto done = [this, held, key, receiver](DeliveryOutcome&& outcome) {
      --in_flight_;
      --under_way_[receiver];
      --under_way_by_channel_[held->channel];
      finish(std::move(*held), key, receiver, std::move(outcome));
    };
    fault_point("notify.before_send");
    try {
      carriers_.find(held->channel)->send(*engine_, out, done);
    } catch (const Error& e) {
      // What cannot even be built (a broken secret) is this message's affair, not the batch's.
      DeliveryOutcome broken;
      broken.detail = e.what();
      done(std::move(broken));
    }
  }

  void finish(store::Message m, const std::string& key, const std::string& receiver,
              DeliveryOutcome outcome) {
    fault_point("notify.sent");
    const ChannelSettings& channel = *carriers_.settings_of(m.channel);
    const RetryPolicy policy{settings_.retry_base, settings_.retry_max, channel.max_attempts};
    const Instant at = now();
    if (outcome.throttles && !options_.only) {
      paused_[receiver] = at + outcome.retry_after.value_or(kPause);
    }
    NextStep next = after_attempt(m, outcome, policy, channel.guarantee, key, at);
    settled_.push_back(
        {std::move(m), std::move(outcome), std::move(next), Reason::planned, true, at});
  }

  void defer(store::Message m, Instant until) {
    NextStep next{MessageState::pending, until, m.attempts, ""};
    settled_.push_back({std::move(m), {}, std::move(next), Reason::throttled, false, now()});
  }

  void put_away(store::Message m, MessageState to, Reason reason, std::string error) {
    NextStep next{to, now(), m.attempts, std::move(error)};
    settled_.push_back({std::move(m), {}, std::move(next), reason, false, now()});
  }

  void flush() {
    last_flush_ = Steady::now();
    if (settled_.empty()) return;
    fault_point("notify.before_record");
    alert::Counts counts;
    db_.transaction([&] {
      counts.clear();
      alert::Trail trail(db_, options_.actor, options_.now);
      Json moved = Json::object();
      for (const Settled& s : settled_) record(s, counts, moved);
      trail.note("notify.deliver", "outbox", "", moved);
      trail.flush();
    });
    fault_point("notify.recorded");
    for (const auto& [name, count] : counts) counts_[name] += count;
    settled_.clear();
  }

  void record(const Settled& s, alert::Counts& counts, Json& moved) {
    const store::Message& m = s.message;
    const NextStep& next = s.next;
    const bool ours =
        store::settle(db_, {m.id, claimant_, next.state, s.tried ? m.reason : s.reason, s.at,
                            next.due_at, next.attempts, s.outcome.provider_id, next.error});
    const bool again = next.state == MessageState::pending;
    if (s.tried) {
      store::add_attempt(
          db_, {m.id, s.at, s.outcome.outcome, s.outcome.code, s.outcome.detail, s.outcome.latency,
                again ? std::optional(next.due_at) : std::nullopt});
    }
    if (!ours) return;
    const std::string name = !s.tried && again ? "deferred"
                             : again           ? "retried"
                                               : std::string(word(next.state));
    ++counts[name];
    moved[name].push_back(m.public_id);
    if (!s.tried) {
      store::add_decision(db_, {s.at, m.alert_id, m.person_id, m.destination_id, m.id, "deliver",
                                s.reason, next.error});
    }
    if (s.outcome.dead_address && m.destination_id && destination_of(m).usable) {
      store::mark_destination_dead(db_, *m.destination_id, s.at, s.outcome.detail);
      destinations_.erase(*m.destination_id);
    }
    if (next.state == MessageState::failed) {
      log::info(m.public_id, "failed by {}: {}", word(m.channel), next.error);
    }
  }

  struct LaneQueue {
    std::unordered_map<std::string, std::deque<store::Message>> waiting;  // by receiver
    std::deque<std::string> turn;
  };

  store::Database& db_;
  Carriers& carriers_;
  const Settings& settings_;
  const DeliverOptions& options_;
  std::int64_t left_;
  std::set<Channel> carried_;
  int share_;  // places that one receiver may hold
  std::string claimant_;
  Steady::time_point begun_ = Steady::now(), last_flush_ = begun_;
  std::array<LaneQueue, store::kLanes> lanes_;
  std::size_t queued_ = 0, in_flight_ = 0;
  std::unordered_map<std::string, int> under_way_;  // by receiver
  std::map<Channel, int> under_way_by_channel_;
  std::unordered_map<std::string, Instant> paused_;  // by receiver
  std::unordered_map<std::int64_t, DestinationNow> destinations_;
  std::vector<Settled> settled_;
  alert::Counts counts_;
  std::optional<net::Engine> engine_;  // last: goes first, with its callbacks
};

}  // namespace

alert::Counts deliver(store::Database& db, Carriers& carriers, const Settings& settings,
                      const DeliverOptions& options) {
  return Delivery(db, carriers, settings, options).run();
}

}  // namespace tocsin::notify
