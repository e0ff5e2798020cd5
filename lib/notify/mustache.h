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

// What becomes of a value: escaped for HTML, left as it is, or put between kValueBegins and
// kValueEnds (rich_text.h) with its control characters made blanks.
enum class Escape { html, none, marked };

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
