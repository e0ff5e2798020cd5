// What the rest of a page tells about the values found on it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "net/url.h"

namespace tocsin::scrape {

struct PageContext {
  std::optional<net::Url> base;  // of relative references; absent: only absolute ones resolve
  std::string language;          // BCP 47, "" unknown
  std::optional<Instant> now;    // of the reading, for dates that leave the year open

  // "" for what is no address of the web ("javascript:…", "mailto:…") or cannot be resolved.
  std::string resolve(std::string_view reference) const;
};

}  // namespace tocsin::scrape
