#include "notify/deliver/routes.h"

#include <fmt/format.h>

#include <algorithm>

#include "store/sealer.h"

namespace tocsin::notify {
namespace {

// A person's own budget: half of it may leave at once.
Rate in_bursts(Rate rate) {
  rate.burst = std::max<std::int64_t>(1, rate.count / 2);
  return rate;
}

std::string scope_of_provider(const std::string& provider) {
  return "provider:" + provider;
}

// The one that a message was given to, or the channel's first.
const std::string& provider_of(const store::Message& m, const std::vector<std::string>& providers) {
  const bool known = std::find(providers.begin(), providers.end(), m.provider) != providers.end();
  return known ? m.provider : providers.front();
}

// Addresses do not stand in the open, not even here.
std::string scope_of(store::Database& db, std::string_view kind, std::string_view provider,
                     std::string_view name) {
  return fmt::format("{}:{}:{}", kind, provider, db.sealer().index("allowance.scope", name));
}

}  // namespace

std::vector<std::string> circuit_scopes(store::Database& db, Carriers& carriers,
                                        const store::Message& m) {
  std::vector<std::string> out;
  const Carrier* const carrier = carriers.find(m.channel);
  if (carrier == nullptr) return out;
  for (const std::string& provider : carrier->providers()) {
    out.push_back(carrier->receivers_fail_alone()
                      ? scope_of(db, "receiver", provider, carrier->receiver_of(m.address))
                      : scope_of_provider(provider));
  }
  return out;
}

std::shared_ptr<Gate> Routes::provider_gate(const std::string& provider, Instant now) {
  return limits_.gate(scope_of_provider(provider), settings_.rates.of_provider(provider), now);
}

Receiver& Routes::receiver_of(const store::Message& m, Instant now) {
  Carrier& carrier = *carriers_.find(m.channel);
  const auto providers = carrier.providers();
  const std::string& provider = provider_of(m, providers);
  const std::string name = carrier.receiver_of(m.address);
  auto& known = queue_.receiver(fmt::format("{}\n{}\n{}", word(m.channel), provider, name));
  if (!known) {
    known = std::make_unique<Receiver>();
    known->provider = provider;
    known->channel = m.channel;
    known->fails_alone = carrier.receivers_fail_alone();
    known->gate = limits_.gate(scope_of(db_, "receiver", provider, name),
                               settings_.rates.of_receiver(provider), now);
    known->provider_gate = provider_gate(provider, now);
  }
  return *known;
}

std::vector<std::shared_ptr<Gate>> Routes::own_gates_of(const store::Message& m, Instant now) {
  std::vector<std::shared_ptr<Gate>> out;
  if (!interrupts(m.channel)) return out;
  // What is critical or escalates has a budget of its own.
  const bool urgent = m.priority >= 5 || m.purpose == Purpose::escalation;
  const std::string_view kind = urgent ? "urgent" : "usual";
  if (m.person_id && settings_.person_rate.limits()) {
    out.push_back(limits_.gate(fmt::format("person:{}:{}", *m.person_id, kind),
                               in_bursts(settings_.person_rate), now));
  }
  if (settings_.destination_rate.limits()) {
    out.push_back(limits_.gate(
        scope_of(db_, "destination", kind, fmt::format("{} {}", word(m.channel), m.address)),
        in_bursts(settings_.destination_rate), now));
  }
  return out;
}

std::optional<std::string> Routes::another(Channel channel, const std::string& than, Among among,
                                           Instant now) {
  const auto providers = carriers_.find(channel)->providers();
  auto from = providers.begin();
  if (among == Among::later) {
    from = std::find(providers.begin(), providers.end(), than);
    if (from != providers.end()) ++from;
  }
  const auto found = std::find_if(from, providers.end(), [&](const std::string& provider) {
    return provider != than && !is_down(provider_gate(provider, now)->kept, now);
  });
  return found == providers.end() ? std::nullopt : std::optional(*found);
}

}  // namespace tocsin::notify
