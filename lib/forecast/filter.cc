#include "forecast/filter.h"

#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "forecast/series_record.h"

namespace tocsin::forecast {
namespace {

constexpr std::size_t kLinesPerJob = 4;

class Filter {
 public:
  Filter(const TakeAnswer& take, const FilterOptions& options) : take_(take), options_(options) {}

  void run(const ReadLine& read) {
    std::exception_ptr failed;
    {
      std::jthread giver([this] { give(); });
      std::vector<std::jthread> workers;
      for (int i = 0; i < options_.jobs; ++i) workers.emplace_back([this] { work(); });
      try {
        for (SeriesLine line; read(line) && put(std::move(line)); line = {}) {
        }
      } catch (...) {
        failed = std::current_exception();
      }
      const std::scoped_lock lock(mutex_);
      over_ = true;
      changed_.notify_all();
    }
    if (failed_) failed = failed_;
    if (failed) std::rethrow_exception(failed);
  }

 private:
  struct Slot {
    Answered answered;
    bool taken = false, done = false;
  };

  // False once nobody takes answers any more.
  bool put(SeriesLine line) {
    std::unique_lock lock(mutex_);
    const std::size_t room = kLinesPerJob * static_cast<std::size_t>(options_.jobs);
    changed_.wait(lock, [&] { return window_.size() < room || failed_; });
    if (failed_) return false;
    window_.push_back(std::make_shared<Slot>());
    window_.back()->answered.line = std::move(line);
    changed_.notify_all();
    return true;
  }

  std::shared_ptr<Slot> untaken() const {
    for (const auto& slot : window_) {
      if (!slot->taken) return slot;
    }
    return nullptr;
  }

  void work() {
    std::unique_lock lock(mutex_);
    while (true) {
      std::shared_ptr<Slot> slot;
      changed_.wait(lock, [&] { return (slot = untaken()) != nullptr || over_ || failed_; });
      if (slot == nullptr || failed_) return;
      slot->taken = true;
      lock.unlock();
      answer(slot->answered);
      lock.lock();
      slot->done = true;
      changed_.notify_all();
    }
  }

  void answer(Answered& to) const {
    to.reason = to.line.fault;
    if (!to.reason.empty()) return;
    // The guard of one item: whatever one series does, the others are served.
    try {
      if (const auto series = read_series(to.line.text, to.reason, options_.lenient)) {
        to.forecast = forecast(*series, options_.forecast);
      }
    } catch (const std::exception& e) {
      to.reason = e.what();
    }
  }

  void give() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [&] { return window_.empty() ? over_ : window_.front()->done; });
      if (window_.empty()) return;
      const std::shared_ptr<Slot> slot = window_.front();
      window_.pop_front();
      const bool idle = window_.empty() || !window_.front()->done;
      changed_.notify_all();
      lock.unlock();
      try {
        take_(slot->answered, idle);
      } catch (...) {
        lock.lock();
        failed_ = std::current_exception();
        changed_.notify_all();
        return;
      }
      lock.lock();
    }
  }

  const TakeAnswer& take_;
  const FilterOptions& options_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Slot>> window_;  // in the order of the lines
  bool over_ = false;                         // nothing more is read
  std::exception_ptr failed_;                 // of take_
};

}  // namespace

void forecast_lines(const ReadLine& read, const TakeAnswer& take, const FilterOptions& options) {
  Filter(take, options).run(read);
}

}  // namespace tocsin::forecast
