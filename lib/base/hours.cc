#include "base/hours.h"

#include "base/time.h"

namespace tocsin {

std::optional<HourRange> parse_hours(std::string_view text) {
  using std::chrono::days;
  using std::chrono::minutes;
  const auto dash = text.find('-');
  if (dash == text.npos) return std::nullopt;
  const auto from = parse_time_of_day(text.substr(0, dash));
  const auto until = parse_time_of_day(text.substr(dash + 1));
  if (!from || !until || *from == days{1} || *from == *until) return std::nullopt;
  const auto whole = [](Duration d) { return std::chrono::duration_cast<minutes>(d); };
  return HourRange{whole(*from), whole(*until < *from ? *until + days{1} : *until)};
}

}  // namespace tocsin
