// By whom a message leaves: its receiver with the gates in its way, and another provider where the
// one it has is down.
#pragma once

#include "notify/channels/table.h"
#include "notify/deliver/queue.h"

namespace tocsin::notify {

// Where the failures of a message would count, by each provider that may carry it: scopes of
// allowances. None where its channel is not plugged in.
std::vector<std::string> circuit_scopes(store::Database& db, Carriers& carriers,
                                        const store::Message& m);

class Routes {
 public:
  Routes(store::Database& db, Carriers& carriers, const Settings& settings, Limits& limits,
         Queue& queue)
      : db_(db), carriers_(carriers), settings_(settings), limits_(limits), queue_(queue) {}

  // By way of its provider, or the channel's first. Its channel is plugged in.
  Receiver& receiver_of(const store::Message& m, Instant now);
  // Limits of its person and its address, where there are any.
  std::vector<std::shared_ptr<Gate>> own_gates_of(const store::Message& m, Instant now);
  // A provider of this channel, other than that one, that is not down; of those after it in order,
  // or of all.
  enum class Among { later, all };
  std::optional<std::string> another(Channel channel, const std::string& than, Among among,
                                     Instant now);

 private:
  std::shared_ptr<Gate> provider_gate(const std::string& provider, Instant now);

  store::Database& db_;
  Carriers& carriers_;
  const Settings& settings_;
  Limits& limits_;
  Queue& queue_;
};

}  // namespace tocsin::notify
