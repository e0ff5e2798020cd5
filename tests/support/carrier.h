// One try by a carrier, waited for.
#pragma once

#include "notify/channel.h"

namespace tocsin::test {

inline notify::DeliveryOutcome send_once(notify::Carrier& carrier, const notify::Outgoing& out) {
  net::Engine engine;
  std::optional<notify::DeliveryOutcome> outcome;
  carrier.send(engine, out, [&](notify::DeliveryOutcome&& o) { outcome = std::move(o); });
  engine.run_until_idle();
  return outcome.value();
}

}  // namespace tocsin::test
