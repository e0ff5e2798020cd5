// The fields of a `watch` record as values: how names, days, hours, seats and prices are written.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/money.h"
#include "model/watch.h"

namespace tocsin {

// What is wrong with a field; thrown below, caught by read_criteria alone.
struct WrongField {
  std::string why;  // "FIELD: reason"
};
[[noreturn]] void wrong_field(std::string_view field, std::string_view reason);

// A field that is absent or null gives nothing; one that cannot be meant throws WrongField.
class WatchFields {
 public:
  explicit WatchFields(const Json& record) : record_(record) {}

  const Json* find(const char* field) const;  // null: absent or null
  std::optional<std::string> text(const char* field) const;
  // A list, or one text; `separator` splits the latter, unless it is '\0'.
  std::vector<std::string> texts(const char* field, char separator) const;
  std::optional<Name> name(const char* field) const;
  std::vector<Name> names(const char* field, char separator) const;
  std::optional<bool> flag(const char* field) const;
  std::optional<double> number(const char* field, double low, double high) const;
  std::optional<Money> money(const char* field) const;
  std::optional<DayOrInstant> day_or_instant(const char* field) const;
  SeatSet seats(const char* field) const;
  std::array<bool, 7> weekdays() const;  // "mon-fri,sun"
  DayHours hours() const;                // "18:00-23:00"

 private:
  const Json& record_;
};

// "53.80,-1.55"
std::optional<Place> place_in(std::string_view text);

}  // namespace tocsin
