#include "analyze/wording.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/wall_time.h"

namespace tocsin::analyze {
namespace {

constexpr auto kSigns = std::to_array<std::pair<std::string_view, std::string_view>>(
    {{"EUR", "€"}, {"GBP", "£"}, {"JPY", "¥"}, {"USD", "$"}});

}  // namespace

std::string say_money(const Money& m) {
  for (const auto& [code, sign] : kSigns) {
    if (m.currency.code() == code && m.minor >= 0) return fmt::format("{}{}", sign, m.amount());
  }
  return m.text();
}

std::string say_tickets(std::int64_t n) {
  return fmt::format("{} ticket{}", n, n == 1 ? "" : "s");
}

std::string say_wall_time(LocalTime t, bool day) {
  return day ? say_date(t) : say_date(t) + " " + say_time_of_day(t);
}

}  // namespace tocsin::analyze
