#include "notify/deliver/queue.h"

#include <algorithm>

namespace tocsin::notify {
namespace {

constexpr std::size_t kManyReceivers = 1000;

}  // namespace

Receiver& Queue::receiver(Channel channel, const std::string& name) {
  auto& known = receivers_[name];
  if (!known) {
    known = std::make_unique<Receiver>();
    known->name = name;
    known->channel = channel;
  }
  return *known;
}

void Queue::add(Work work) {
  const auto lane = static_cast<std::size_t>(store::lane_of(work.message.priority));
  Receiver& receiver = *work.receiver;
  if (receiver.waiting[lane].empty()) turns_[lane].push_back(&receiver);
  receiver.waiting[lane].push_back(std::move(work));
  ++size_;
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
    --size_;
    if (!waiting.empty()) turns.push_back(receiver);
    return work;
  }
  return std::nullopt;
}

std::vector<Work> Queue::take(Receiver& receiver) {
  std::vector<Work> out;
  for (std::size_t lane = 0; lane < receiver.waiting.size(); ++lane) {
    auto& waiting = receiver.waiting[lane];
    if (waiting.empty()) continue;
    std::move(waiting.begin(), waiting.end(), std::back_inserter(out));
    waiting.clear();
    std::erase(turns_[lane], &receiver);
  }
  size_ -= out.size();
  return out;
}

void Queue::keep_only(const std::unordered_set<std::int64_t>& ids) {
  for (std::size_t lane = 0; lane < turns_.size(); ++lane) {
    std::erase_if(turns_[lane], [&](Receiver* receiver) {
      auto& waiting = receiver->waiting[lane];
      size_ -= std::erase_if(waiting, [&](const Work& w) { return !ids.contains(w.message.id); });
      return waiting.empty();
    });
  }
}

void Queue::tidy(Instant now) {
  if (receivers_.size() < kManyReceivers) return;
  std::erase_if(receivers_, [&](const auto& entry) {
    const Receiver& r = *entry.second;
    return r.under_way == 0 && r.paused_until <= now &&
           std::all_of(r.waiting.begin(), r.waiting.end(),
                       [](const auto& waiting) { return waiting.empty(); });
  });
}

}  // namespace tocsin::notify
