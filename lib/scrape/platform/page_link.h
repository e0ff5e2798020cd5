// A page that another page leads to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"

namespace tocsin::scrape {

struct PageLink {
  // The next part of a list, or what it lists.
  enum class Kind { next, followed } kind = Kind::followed;
  std::string url;  // normalised, without credentials
  // How many parts the list has at most, or how many steps the page may be from one that a person
  // added.
  std::int64_t limit = 1;
  std::optional<Duration> interval = {};  // how often it is to be fetched
};

}  // namespace tocsin::scrape
