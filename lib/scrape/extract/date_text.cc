#include "scrape/extract/date_text.h"

#include "base/text.h"

namespace tocsin::scrape {
namespace {

using namespace std::chrono;

class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool digits(std::size_t width, int& out) {
    if (leading_digits() < width) return false;
    out = 0;
    for (const char c : rest_.substr(0, width)) out = out * 10 + (c - '0');
    rest_.remove_prefix(width);
    return true;
  }
  bool literal(std::string_view any_of) {
    if (rest_.empty() || any_of.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void blanks() {
    while (literal(" ")) {
    }
  }
  std::size_t leading_digits() const {
    std::size_t n = 0;
    while (n < rest_.size() && rest_[n] >= '0' && rest_[n] <= '9') ++n;
    return n;
  }
  bool done() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

bool read_day(Scanner& in, sys_days& out) {
  const bool basic = in.leading_digits() == 8;
  int y = 0;
  int m = 0;
  int d = 0;
  if (!in.digits(4, y) || (!basic && !in.literal("-")) || !in.digits(2, m) ||
      (!basic && !in.literal("-")) || !in.digits(2, d)) {
    return false;
  }
  const year_month_day date{year{y}, month(static_cast<unsigned>(m)),
                            day(static_cast<unsigned>(d))};
  out = sys_days{date};
  return y > 0 && date.ok();
}

bool read_fraction(Scanner& in, int& millis) {
  const std::size_t width = in.leading_digits();
  int scale = 100;
  for (std::size_t i = 0; i < width; ++i, scale /= 10) {
    int digit = 0;
    if (!in.digits(1, digit)) return false;
    millis += digit * scale;
  }
  return width > 0;
}

bool read_time(Scanner& in, Duration& out) {
  const std::size_t run = in.leading_digits();
  const bool basic = run == 4 || run == 6;
  int h = 0;
  int m = 0;
  int s = 0;
  int millis = 0;
  if (!in.digits(2, h) || (!basic && !in.literal(":")) || !in.digits(2, m)) return false;
  if (basic ? run == 6 : in.literal(":")) {
    if (!in.digits(2, s)) return false;
    if (in.literal(".,") && !read_fraction(in, millis)) return false;
  }
  const bool midnight_after = h == 24 && m == 0 && s == 0 && millis == 0;
  if ((h > 23 && !midnight_after) || m > 59 || s > 60) return false;
  if (s == 60) s = 59;  // a leap second counts as the last second of its minute
  out = hours{h} + minutes{m} + seconds{s} + milliseconds{millis};
  return true;
}

// The offset from UTC if there is one; false where what follows is no zone.
bool read_zone(Scanner& in, std::optional<Duration>& offset, bool& utc) {
  in.blanks();
  if (in.done() || in.rest().front() == '[') return true;
  if (in.literal("Zz")) {
    offset = Duration{0};
    utc = true;
    return true;
  }
  bool west = false;
  if (in.rest().starts_with("\xE2\x88\x92")) {  // U+2212, ISO 8601's minus
    in = Scanner(in.rest().substr(3));
    west = true;
  } else {
    west = in.rest().front() == '-';
    if (!in.literal("+-")) return false;
  }
  int h = 0;
  int m = 0;
  if (!in.digits(2, h)) return false;
  in.literal(":");
  if (in.leading_digits() > 0 && !in.digits(2, m)) return false;
  if (h > 14 || m > 59) return false;
  const Duration distance = hours{h} + minutes{m};
  offset = west ? -distance : distance;
  return true;
}

}  // namespace

std::optional<DateText> read_date(std::string_view text) {
  Scanner in(trim(text));
  sys_days day;
  if (!read_day(in, day)) return std::nullopt;
  DateText out{day, day, StartPrecision::day, ""};
  if (in.done()) return out;
  Duration time{0};
  std::optional<Duration> offset;
  if (!in.literal("Tt ")) return std::nullopt;
  in.blanks();
  if (!read_time(in, time) || !read_zone(in, offset, out.utc)) return std::nullopt;
  if (in.literal("[")) {
    out.zone = in.rest().substr(0, in.rest().find(']'));
    if (out.zone.size() + 1 != in.rest().size()) return std::nullopt;
  } else if (!in.done()) {
    return std::nullopt;
  }
  out.wall = day + time;
  out.at = out.wall - offset.value_or(Duration{0});
  out.precision = offset ? StartPrecision::exact : StartPrecision::local;
  return out;
}

}  // namespace tocsin::scrape
