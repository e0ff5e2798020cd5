// One mustache template: text with {{name}} places (kainjow's library underneath).
//
// Values come as JSON; null, false, empty text and empty lists count as absent. A Mustache may be
// rendered many times, by one thread at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/json.h"

namespace tocsin::notify {

enum class Escape { html, none };

class Mustache {
 public:
  // Throws Exit::config with the reason if the text is no template.
  Mustache(std::string_view text, Escape escape);
  ~Mustache();
  Mustache(Mustache&&) noexcept;
  std::string render(const Json& values) const;

 private:
  struct Held;
  std::unique_ptr<Held> held_;
};

}  // namespace tocsin::notify
