// What a run has claimed and not yet sent: by lane, and within a lane by receiver, who take turns.
#pragma once

#include <array>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "notify/deliver/limits.h"
#include "store/messages.h"

namespace tocsin::notify {

struct Receiver;

// A claimed message on its way.
struct Work {
  store::Message message;
  std::string options;  // of its destination
  Receiver* receiver = nullptr;
  std::vector<std::shared_ptr<Gate>> own_gates;  // its address's and its person's, if limited
};

// What shares limits, see Carrier::receiver_of(), by way of one provider.
struct Receiver {
  std::string provider;
  Channel channel = Channel::email;
  bool fails_alone = false;  // rather than with all of its provider
  std::shared_ptr<Gate> gate, provider_gate;
  int under_way = 0;
  std::array<std::deque<Work>, store::kLanes> waiting;

  // Where its failures count.
  Gate& circuit() const { return fails_alone ? *gate : *provider_gate; }
};

class Queue {
 public:
  // Null until made. A receiver stays where it is as long as something waits or is under way.
  std::unique_ptr<Receiver>& receiver(const std::string& name) { return receivers_[name]; }

  void add(Work work);
  std::size_t size() const { return size_; }

  // The next message of this lane whose receiver `may` take one now, in turn; nothing if none may.
  std::optional<Work> next(store::Lane lane, const std::function<bool(const Receiver&)>& may);
  // All that waits behind this gate.
  std::vector<Work> take(const Gate& gate);
  // Forgets messages that are not among these.
  void keep_only(const std::unordered_set<std::int64_t>& ids);
  // Forgets receivers that nothing waits for, once there are many.
  void tidy();

 private:
  void leave(const Work& work);

  std::unordered_map<std::string, std::unique_ptr<Receiver>> receivers_;
  std::array<std::deque<Receiver*>, store::kLanes> turns_;
  std::size_t size_ = 0;
};

}  // namespace tocsin::notify
