// When one server may be asked again. Two clocks, and both must have come:
//
//   the crawl delay    what robots.txt, the platform or the operator ask for; it never gets shorter
//   back-pressure      what the server bears: the pause that keeps `jobs` requests under way at its
//                      present latency. Half the way to it with each good answer, at once when it
//                      is longer; never shorter after an answer that is none; at least doubled,
//                      from a second on, when the server says 429 or 503. At most a minute.
//
// The second one is Scrapy's AutoThrottle (target = latency / concurrency), which does not wait for
// a server to complain. A plain value.
#pragma once

#include <chrono>

#include "base/clock.h"

namespace tocsin::scrape {

class Pace {
 public:
  using Pause = std::chrono::microseconds;

  void set(Duration delay, int jobs) {
    delay_ = delay;
    jobs_ = jobs;
  }
  void at_least(Duration delay) { delay_ = std::max(delay_, delay); }
  void at_most(int jobs) { jobs_ = std::min(jobs_, jobs); }

  enum class Answer { good, bad, overloaded };
  void answered(Answer answer, Duration latency);

  int jobs() const { return jobs_; }
  // From the start of one request to the start of the next.
  Pause pause() const { return std::max<Pause>(delay_, pressure_); }

 private:
  Duration delay_{};
  int jobs_ = 1;
  Pause pressure_{};
};

}  // namespace tocsin::scrape
