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

#include "store/messages.h"

namespace tocsin::notify {

struct Receiver;

// A claimed message on its way.
struct Work {
  store::Message message;
  std::string options;  // of its destination
  Receiver* receiver = nullptr;
};

// What shares limits, see Carrier::receiver_of().
struct Receiver {
  std::string name;
  Channel channel = Channel::email;
  int under_way = 0;
  Instant paused_until{};
  std::array<std::deque<Work>, store::kLanes> waiting;
};

class Queue {
 public:
  // The receiver of that name; stays where it is as long as something waits or is under way.
  Receiver& receiver(Channel channel, const std::string& name);

  void add(Work work);
  std::size_t size() const { return size_; }

  // The next message of this lane whose receiver `may` take one now, in turn; nothing if none may.
  std::optional<Work> next(store::Lane lane, const std::function<bool(const Receiver&)>& may);
  // All that waits for this receiver.
  std::vector<Work> take(Receiver& receiver);
  // Forgets messages that are not among these.
  void keep_only(const std::unordered_set<std::int64_t>& ids);
  // Forgets receivers that nothing waits for, once there are many.
  void tidy(Instant now);

 private:
  std::unordered_map<std::string, std::unique_ptr<Receiver>> receivers_;
  std::array<std::deque<Receiver*>, store::kLanes> turns_;
  std::size_t size_ = 0;
};

}  // namespace tocsin::notify
