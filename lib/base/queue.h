// A queue between threads. Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace tocsin {

template <typename T>
class Queue {
 public:
  // `room`: what push() waits for when there are that many.
  explicit Queue(std::size_t room) : room_(room) {}

  // Waits for room; false, and nothing is kept, once the queue is closed.
  bool push(T item) {
    std::unique_lock lock(mutex_);
    taken_.wait(lock, [&] { return items_.size() < room_ || closed_; });
    return add(std::move(item));
  }
  // For a thread that must not wait: takes it whatever the room.
  bool push_at_once(T item) {
    const std::scoped_lock lock(mutex_);
    return add(std::move(item));
  }

  // The oldest; waits for one. Nothing once the queue is closed, whatever is left in it.
  std::optional<T> pop() {
    std::unique_lock lock(mutex_);
    added_.wait(lock, [&] { return !items_.empty() || closed_; });
    if (closed_) return std::nullopt;
    std::optional<T> item(std::move(items_.front()));
    items_.pop_front();
    taken_.notify_one();
    return item;
  }
  // All there are, as soon as there are so many (1 to the room); what there is at that time. Who
  // takes many at once is woken once for them. For one taker.
  std::deque<T> take(std::chrono::steady_clock::time_point until, std::size_t enough) {
    std::unique_lock lock(mutex_);
    enough_ = enough;
    added_.wait_until(lock, until, [&] { return items_.size() >= enough_ || closed_; });
    taken_.notify_all();
    return std::exchange(items_, {});
  }

  // Nobody waits any more.
  void close() {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    added_.notify_all();
    taken_.notify_all();
  }

 private:
  bool add(T item) {
    if (closed_) return false;
    items_.push_back(std::move(item));
    if (items_.size() >= enough_) added_.notify_one();
    return true;
  }

  const std::size_t room_;
  std::mutex mutex_;
  std::condition_variable added_, taken_;
  std::deque<T> items_;
  std::size_t enough_ = 1;
  bool closed_ = false;
};

}  // namespace tocsin
