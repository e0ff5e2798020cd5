// A page that another page leads to.
#pragma once

#include <string>

namespace tocsin::scrape {

struct PageLink {
  // The next part of a list, or what it lists.
  enum class Kind { next, followed } kind = Kind::followed;
  std::string url;  // normalised, without credentials
};

}  // namespace tocsin::scrape
