#include "base/time.h"

#include <fmt/format.h>

#include <array>
#include <limits>

namespace tocsin {
namespace {

using namespace std::chrono;

// Reads fixed-width decimal fields from the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool digits(int width, int& out) {
    if (rest_.size() < static_cast<std::size_t>(width)) return false;
    int value = 0;
    for (int i = 0; i < width; ++i) {
      const char c = rest_[i];
      if (c < '0' || c > '9') return false;
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(width);
    out = value;
    return true;
  }
  bool literal(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool any_of(std::string_view set, char& out) {
    if (rest_.empty() || set.find(rest_.front()) == std::string_view::npos) return false;
    out = rest_.front();
    rest_.remove_prefix(1);
    return true;
  }
  bool done() const { return rest_.empty(); }
  bool at_digit() const { return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; }

 private:
  std::string_view rest_;
};

bool scan_fraction(Scanner& in, int& millis) {
  int scale = 100;
  bool any = false;
  while (in.at_digit()) {
    int digit = 0;
    in.digits(1, digit);
    millis += digit * scale;
    scale /= 10;
    any = true;
  }
  return any;
}

bool scan_offset(Scanner& in, minutes& offset) {
  char sign = 0;
  if (in.any_of("zZ", sign)) return true;
  if (!in.any_of("+-", sign)) return false;
  int hh = 0;
  int mm = 0;
  if (!in.digits(2, hh)) return false;
  in.literal(':');
  if (!in.digits(2, mm) || hh > 23 || mm > 59) return false;
  offset = hours{hh} + minutes{mm};
  if (sign == '-') offset = -offset;
  return true;
}

struct Unit {
  std::string_view name;
  Duration length;
};
constexpr std::array<Unit, 5> kUnits{{{"d", days{1}},
                                      {"h", hours{1}},
                                      {"m", minutes{1}},
                                      {"s", seconds{1}},
                                      {"ms", milliseconds{1}}}};

const Unit* find_unit(std::string_view name) {
  for (const Unit& unit : kUnits) {
    if (unit.name == name) return &unit;
  }
  return nullptr;
}

}  // namespace

std::optional<Instant> parse_instant(std::string_view text) {
  Scanner in(text);
  int y = 0, mo = 0, d = 0;
  if (!in.digits(4, y) || !in.literal('-') || !in.digits(2, mo) || !in.literal('-') ||
      !in.digits(2, d)) {
    return std::nullopt;
  }
  const year_month_day date{year{y}, month(mo), day(d)};
  if (y == 0 || !date.ok()) return std::nullopt;
  const Instant midnight{sys_days{date}};
  if (in.done()) return midnight;

  char separator = 0;
  int hh = 0, mm = 0, ss = 0, millis = 0;
  if (!in.any_of("Tt ", separator) || !in.digits(2, hh) || !in.literal(':') || !in.digits(2, mm)) {
    return std::nullopt;
  }
  if (in.literal(':')) {
    if (!in.digits(2, ss)) return std::nullopt;
    if (in.literal('.') && !scan_fraction(in, millis)) return std::nullopt;
  }
  // A leap second counts as the last second of its minute.
  if (hh > 23 || mm > 59 || ss > 60) return std::nullopt;
  if (ss == 60) ss = 59;
  minutes offset{0};
  if (!scan_offset(in, offset) || !in.done()) return std::nullopt;
  return midnight + hours{hh} + minutes{mm} + seconds{ss} + milliseconds{millis} - offset;
}

std::string format_instant(Instant t) {
  const auto day_start = floor<days>(t);
  const year_month_day date{day_start};
  const hh_mm_ss<milliseconds> time{t - day_start};
  std::string out =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  time.hours().count(), time.minutes().count(), time.seconds().count());
  if (time.subseconds().count() != 0) out += fmt::format(".{:03}", time.subseconds().count());
  return out + "Z";
}

std::optional<Duration> parse_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  constexpr std::int64_t kMax = Duration{days{366 * 1000}}.count();
  std::int64_t total = 0;
  std::size_t i = 0;
  while (i < text.size()) {
    std::int64_t value = 0;
    const std::size_t start = i;
    while (i < text.size() && text[i] >= '0' && text[i] <= '9') {
      value = value * 10 + (text[i++] - '0');
      if (value > kMax) return std::nullopt;
    }
    if (i == start) return std::nullopt;
    const std::size_t unit_start = i;
    while (i < text.size() && text[i] >= 'a' && text[i] <= 'z') ++i;
    const Unit* unit = find_unit(text.substr(unit_start, i - unit_start));
    if (unit == nullptr || value > kMax / unit->length.count()) return std::nullopt;
    total += value * unit->length.count();
    if (total > kMax) return std::nullopt;
  }
  return Duration{total};
}

std::string format_duration(Duration d) {
  if (d == Duration::zero()) return "0s";
  std::string out = d < Duration::zero() ? "-" : "";
  std::int64_t rest = d < Duration::zero() ? -d.count() : d.count();
  for (const Unit& unit : kUnits) {
    const std::int64_t n = rest / unit.length.count();
    if (n == 0) continue;
    out += fmt::format("{}{}", n, unit.name);
    rest -= n * unit.length.count();
  }
  return out;
}

std::optional<Duration> parse_time_of_day(std::string_view text) {
  const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4)) {
    return std::nullopt;
  }
  const int h = (text[0] - '0') * 10 + (text[1] - '0');
  const int m = (text[3] - '0') * 10 + (text[4] - '0');
  if (m > 59 || h * 60 + m > 24 * 60) return std::nullopt;
  return hours{h} + minutes{m};
}

std::string say_duration(Duration d) {
  if (d < Duration::zero()) d = -d;
  if (d < seconds{1}) return "0 s";
  for (std::size_t i = 0; i + 1 < kUnits.size(); ++i) {
    const Unit& unit = kUnits[i];
    const std::int64_t n = d / unit.length;
    if (n == 0) continue;
    std::string out = fmt::format("{} {}", n, unit.name);
    const Unit& next = kUnits[i + 1];
    const std::int64_t m = (d % unit.length) / next.length;
    if (m != 0 && next.name != "ms") out += fmt::format(" {} {}", m, next.name);
    return out;
  }
  return "0 s";
}

}  // namespace tocsin
