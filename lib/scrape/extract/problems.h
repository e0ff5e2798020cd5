// What was wrong with a page, as sentences that name where and why.
//
// The list is bounded, so that a hostile page cannot fill memory or a log with complaints.
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

namespace tocsin::scrape {

class Problems {
 public:
  static constexpr std::size_t kMost = 100;

  void add(std::string sentence) {
    if (list_.size() < kMost) {
      list_.push_back(std::move(sentence));
    } else {
      ++more_;
    }
  }
  // The sentences, and one more for those that were left out.
  std::vector<std::string> take() && {
    if (more_ > 0) list_.push_back(fmt::format("{} more problems on this page", more_));
    return std::move(list_);
  }

 private:
  std::vector<std::string> list_;
  std::size_t more_ = 0;
};

}  // namespace tocsin::scrape
