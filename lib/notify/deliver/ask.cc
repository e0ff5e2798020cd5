#include "notify/deliver/ask.h"

#include "alert/audit.h"
#include "alert/dead_address.h"
#include "base/fault.h"
#include "notify/decide_outcome.h"
#include "notify/identity.h"
#include "store/decisions.h"
#include "store/destinations.h"

namespace tocsin::notify {
namespace {

constexpr std::int64_t kBatch = 500;

DeliveryOutcome nobody_to_ask(std::string detail) {
  DeliveryOutcome out;
  out.outcome = OutcomeClass::uncertain;
  out.detail = std::move(detail);
  return out;
}

// What the destination says, as send() gets it.
std::string options_of(store::Database& db, const store::Message& m) {
  const auto destination =
      m.destination_id ? store::find_destination(db, *m.destination_id) : std::nullopt;
  return destination ? destination->options : "";
}

std::vector<DeliveryOutcome> ask_all(store::Database& db, Carriers& carriers, net::Engine& engine,
                                     const std::vector<store::Message>& messages) {
  std::vector<DeliveryOutcome> answers(messages.size(), nobody_to_ask("no answer"));
  std::size_t open = messages.size();
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const store::Message& m = messages[i];
    const auto done = [&, i](DeliveryOutcome&& answer) {
      answers[i] = std::move(answer);
      --open;
    };
    Carrier* const carrier = carriers.find(m.channel);
    if (carrier == nullptr) {
      done(nobody_to_ask("nothing carries this channel"));
      continue;
    }
    const std::string options = options_of(db, m);
    const Outgoing out{idempotency_key(m.identity),
                       m.address,
                       options,
                       m.content,
                       m.created_at,
                       m.provider,
                       m.expires_at};
    try {
      carrier->ask(engine, out, done);
    } catch (const Error& e) {
      done(nobody_to_ask(e.what()));
    }
  }
  engine.run([&] { return open == 0; });
  return answers;
}

}  // namespace

void resolve_uncertain(store::Database& db, Carriers& carriers, const DeliverOptions& options,
                       const std::function<net::Engine&()>& engine, Fallback& fallback,
                       alert::Counts& counts) {
  for (bool more = true; more;) {
    const auto messages = store::uncertain(db, options.now, kBatch);
    if (messages.empty()) return;
    const auto answers = ask_all(db, carriers, engine(), messages);
    fault_point("notify.asked");
    std::int64_t confirmed = 0;
    db.transaction([&] {
      confirmed = 0;
      alert::Trail trail(db, options.actor, options.now);
      Json moved = Json::object();
      for (std::size_t i = 0; i < messages.size(); ++i) {
        const store::Message& m = messages[i];
        const ChannelSettings channel = carriers.settings_of(m.channel) == nullptr
                                            ? ChannelSettings{}
                                            : *carriers.settings_of(m.channel);
        const RetryPolicy policy = carriers.retry_policy(m.channel);
        const NextStep next = after_asking(m, answers[i], policy, channel.guarantee, options.now);
        if (!store::resolve(db,
                            {m.id, next.state, m.reason, options.now, next.due_at, next.attempts,
                             "", answers[i].provider_id, next.error},
                            m.attempts)) {
          continue;
        }
        store::add_decision(
            db, {options.now, m.alert_id, m.person_id, m.destination_id, m.id, "ask", Reason::asked,
                 fmt::format("{}: {}", word(next.state), answers[i].detail)});
        if (answers[i].dead_address && m.destination_id) {
          alert::address_is_dead(db, trail, *m.destination_id, answers[i].detail);
        }
        if (next.exhausted) alert::address_takes_nothing(db, trail, m, next.error);
        if (answers[i].outcome == OutcomeClass::delivered) ++confirmed;
        if (next.state == MessageState::failed) fallback.replace(m, options.now, next.error);
        moved[std::string(word(next.state))].push_back(m.public_id);
      }
      trail.note("notify.ask", "outbox", "", moved);
      trail.flush();
    });
    if (confirmed > 0) counts["confirmed"] += confirmed;
    more = messages.size() == static_cast<std::size_t>(kBatch);
  }
}

}  // namespace tocsin::notify
