// What a query takes and gives: null, integer, real or text.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include "base/clock.h"
#include "model/words.h"

namespace tocsin::store {

template <typename E>
concept Worded = std::is_enum_v<E> && requires {
  Words<E>::list;
};

// A bound parameter. Text is not copied: it must live until the query has been given.
class Value {
 public:
  // Implicit on purpose: a query takes its values as they are.
  // NOLINTBEGIN(google-explicit-constructor)
  Value(std::nullptr_t) {}
  Value(std::nullopt_t) {}
  template <std::integral T>
  Value(T v) : held_(static_cast<std::int64_t>(v)) {}
  Value(double v) : held_(v) {}
  Value(std::string_view v) : held_(v) {}
  Value(const std::string& v) : held_(std::string_view(v)) {}
  Value(const char* v) : held_(std::string_view(v)) {}
  Value(Instant v) : held_(to_ms(v)) {}
  Value(Duration v) : held_(static_cast<std::int64_t>(v.count())) {}
  template <Worded E>
  Value(E v) : held_(word(v)) {}
  template <typename T>
  Value(const std::optional<T>& v) {
    if (v) *this = Value(*v);
  }
  // NOLINTEND(google-explicit-constructor)

  using Held = std::variant<std::nullptr_t, std::int64_t, double, std::string_view>;
  const Held& held() const { return held_; }

 private:
  Held held_ = nullptr;
};

// Empty text is stored as NULL: "absent" has one form in the database.
inline Value text_or_null(std::string_view text) {
  return text.empty() ? Value(nullptr) : Value(text);
}

}  // namespace tocsin::store
