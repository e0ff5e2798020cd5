#include "notify/deliver.h"

#include <unistd.h>

#include <algorithm>

#include "base/fault.h"
#include "base/id.h"
#include "notify/deliver/ask.h"
#include "notify/deliver/claims.h"
#include "notify/deliver/queue.h"
#include "notify/deliver/record.h"
#include "notify/identity.h"
#include "store/destinations.h"

namespace tocsin::notify {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::int64_t kBatch = 500;
constexpr std::size_t kRecordAt = 500;
// How long an outcome waits to be recorded, and a critical message to be found.
constexpr auto kTurnEvery = std::chrono::milliseconds{200};
// A receiver that asked for a pause without saying how long.
constexpr Duration kPause{30'000};

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
        record_(db, claims_.by()) {}

  alert::Counts run() {
    if (!options_.only) {
      retake_lapsed(db_, options_.actor, options_.now);
      resolve_uncertain(
          db_, carriers_, options_, [&]() -> net::Engine& { return engine(); }, counts_);
    }
    turn();
    while (queue_.size() > 0 || in_flight_ > 0) {
      start_what_fits();
      if (in_flight_ > 0) {
        const std::size_t before = in_flight_;
        engine().run([&] { return in_flight_ < before || turn_is_due(); });
      }
      if (turn_is_due() || (in_flight_ == 0 && queue_.size() == 0)) turn();
    }
    // What was put away without a try may have made room for more.
    while (!record_.empty()) turn();
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

  // Between sends: outcomes are recorded, claims renewed, and more is claimed.
  void turn() {
    last_turn_ = Steady::now();
    renew_claims();
    if (!record_.empty()) fault_point("notify.before_record");
    const bool recorded = !record_.empty();
    std::vector<store::Message> claimed;
    if (recorded || something_due()) {
      db_.transaction([&] {
        alert::Trail trail(db_, options_.actor, options_.now);
        record_.write(trail);
        claimed = claim_more();
        trail.flush();
      });
    }
    if (recorded) fault_point("notify.recorded");
    if (!claimed.empty()) fault_point("notify.claimed");
    record_.committed(counts_);
    left_ -= static_cast<std::int64_t>(claimed.size());
    destinations_.clear();
    queue_.tidy(now());
    for (store::Message& m : claimed) enqueue(std::move(m));
  }

  // Lanes other than the critical one wait until there is room for a batch worth its transaction.
  std::int64_t room(store::Lane lane, std::size_t claimed) const {
    const auto taken = static_cast<std::int64_t>(claimed + (lane == 0 ? 0 : queue_.size()));
    const std::int64_t room = std::min(kBatch - taken, left_ - static_cast<std::int64_t>(claimed));
    return lane > 0 && kBatch - taken < kBatch / 2 ? 0 : room;
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
      const std::string_view channel = word(m.channel);
      return put_away(std::move(m), MessageState::failed, Reason::channel_absent,
                      fmt::format("nothing carries {}", channel));
    }
    const DestinationNow& destination = destination_of(m);
    if (!destination.usable) {
      return put_away(std::move(m), MessageState::failed, Reason::destination_disabled,
                      "the address was found dead or switched off");
    }
    Receiver& receiver =
        queue_.receiver(m.channel, carriers_.find(m.channel)->receiver_of(m.address));
    if (receiver.paused_until > now()) return defer(std::move(m), receiver.paused_until);
    queue_.add({std::move(m), destination.options, &receiver});
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
    return receiver.under_way < share_ && under_way_by_channel_[receiver.channel] <
                                              carriers_.settings_of(receiver.channel)->concurrency;
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
    ++in_flight_;
    ++work.receiver->under_way;
    ++under_way_by_channel_[work.message.channel];
    const std::string key = idempotency_key(work.message.identity);
    Carrier& carrier = *carriers_.find(work.message.channel);
    if (work.message.provider.empty()) work.message.provider = carrier.providers().front();
    auto held = std::make_shared<Work>(std::move(work));
    const store::Message& m = held->message;
    const Outgoing out{key, m.address, held->options, m.content, now(), m.provider, m.expires_at};
    const auto done = [this, held, key](DeliveryOutcome&& outcome) {
      --in_flight_;
      --held->receiver->under_way;
      --under_way_by_channel_[held->message.channel];
      finish(std::move(*held), key, std::move(outcome));
    };
    fault_point("notify.before_send");
    try {
      carrier.send(engine(), out, done);
    } catch (const Error& e) {
      // What cannot even be built (a broken secret) is this message's affair, not the batch's.
      DeliveryOutcome broken;
      broken.detail = e.what();
      done(std::move(broken));
    }
  }

  void finish(Work work, const std::string& key, DeliveryOutcome outcome) {
    fault_point("notify.sent");
    store::Message& m = work.message;
    const RetryPolicy policy = carriers_.retry_policy(m.channel);
    const Instant at = now();
    if (outcome.throttles && !options_.only) {
      work.receiver->paused_until = at + outcome.retry_after.value_or(kPause);
      for (Work& waiting : queue_.take(*work.receiver)) {
        defer(std::move(waiting.message), work.receiver->paused_until);
      }
    }
    NextStep next = after_attempt(m, outcome, policy, key, at);
    std::string provider = m.provider;
    record_.add({std::move(m), std::move(outcome), std::move(next), Reason::planned, true, at,
                 std::move(provider)});
  }

  void defer(store::Message m, Instant until) {
    NextStep next{MessageState::pending, until, m.attempts, ""};
    record_.add({std::move(m), {}, std::move(next), Reason::throttled, false, now(), ""});
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
  Record record_;
  Steady::time_point begun_ = Steady::now(), last_turn_ = begun_;
  Queue queue_;
  std::size_t in_flight_ = 0;
  std::map<Channel, int> under_way_by_channel_;
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
