#include "notify/deliver/queue.h"

#include <algorithm>

namespace tocsin::notify {
namespace {

constexpr std::size_t kManyReceivers = 1000;

template <typename Change>
void at_each_gate(const Work& work, Change&& change) {
  change(*work.receiver->gate);
  change(*work.receiver->provider_gate);
  for (const auto& gate : work.own_gates) change(*gate);
}

}  // namespace

void Queue::add(Work work) {
  const auto lane = static_cast<std::size_t>(store::lane_of(work.message.priority));
  Receiver& receiver = *work.receiver;
  if (receiver.waiting[lane].empty()) turns_[lane].push_back(&receiver);
  at_each_gate(work, [](Gate& gate) { ++gate.waiting; });
  receiver.waiting[lane].push_back(std::move(work));
  ++size_;
}

void Queue::leave(const Work& work) {
  at_each_gate(work, [](Gate& gate) { --gate.waiting; });
  --size_;
}

std::optional<Work> Queue::next(store::Lane lane, const std::function<bool(const Receiver&)>& may) {
  const auto index = static_cast<std::size_t>(lane);
  auto& turns = turns_[index];
  for (std::size_t asked = turns.size(); asked > 0; --asked) {
    Receiver* const receiver = turns.front();
    turns.pop_front();
    auto& waiting = receiver->waiting[index];
    if (!may(*receiver)) {
      turns.push_back(receiver);
      continue;
    }
    Work work = std::move(waiting.front());
    waiting.pop_front();
    leave(work);
    if (!waiting.empty()) turns.push_back(receiver);
    return work;
  }
  return std::nullopt;
}

std::vector<Work> Queue::take(const Gate& gate) {
  std::vector<Work> out;
  for (std::size_t lane = 0; lane < turns_.size(); ++lane) {
    std::erase_if(turns_[lane], [&](Receiver* receiver) {
      if (receiver->gate.get() != &gate && receiver->provider_gate.get() != &gate) return false;
      auto& waiting = receiver->waiting[lane];
      std::move(waiting.begin(), waiting.end(), std::back_inserter(out));
      waiting.clear();
      return true;
    });
  }
  for (const Work& work : out) leave(work);
  return out;
}

void Queue::keep_only(const std::unordered_set<std::int64_t>& ids) {
  for (std::size_t lane = 0; lane < turns_.size(); ++lane) {
    std::erase_if(turns_[lane], [&](Receiver* receiver) {
      auto& waiting = receiver->waiting[lane];
      std::erase_if(waiting, [&](const Work& work) {
        const bool gone = !ids.contains(work.message.id);
        if (gone) leave(work);
        return gone;
      });
      return waiting.empty();
    });
  }
}

void Queue::tidy() {
  if (receivers_.size() < kManyReceivers) return;
  std::erase_if(receivers_, [&](const auto& entry) {
    const Receiver& r = *entry.second;
    return r.under_way == 0 && std::all_of(r.waiting.begin(), r.waiting.end(),
                                           [](const auto& waiting) { return waiting.empty(); });
  });
}

}  // namespace tocsin::notify
