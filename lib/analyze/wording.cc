#include "analyze/wording.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace tocsin::analyze {
namespace {

constexpr auto kSigns = std::to_array<std::pair<std::string_view, std::string_view>>(
    {{"EUR", "€"}, {"GBP", "£"}, {"JPY", "¥"}, {"USD", "$"}});
constexpr auto kMonths = std::to_array<std::string_view>(
    {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"});

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
  const auto midnight = std::chrono::floor<std::chrono::days>(t);
  const std::chrono::year_month_day date{midnight};
  std::string text =
      fmt::format("{} {} {}", static_cast<unsigned>(date.day()),
                  kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()));
  if (day) return text;
  const auto minutes = std::chrono::floor<std::chrono::minutes>(t - midnight).count();
  return fmt::format("{} {:02}:{:02}", text, minutes / 60, minutes % 60);
}

}  // namespace tocsin::analyze
