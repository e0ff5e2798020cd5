#include "net/http_time.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"

namespace tocsin::net {
namespace {

using namespace std::chrono;

constexpr Duration kLongestWait = days(365);
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

struct Fields {
  int year = -1;
  int month = -1;
  int day = -1;
  int seconds = -1;  // of the day
};

std::optional<int> number(std::string_view text, std::size_t fewest, std::size_t most) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.size() < fewest || text.size() > most || error != std::errc() || value < 0 ||
      end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

int month_number(std::string_view name) {
  const auto found = std::find(kMonths.begin(), kMonths.end(), name);
  return found == kMonths.end() ? -1 : static_cast<int>(found - kMonths.begin()) + 1;
}

// "08:49:37" as seconds of the day; a leap second is the second before it.
int seconds_of_day(std::string_view text) {
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return -1;
  const auto h = number(text.substr(0, 2), 2, 2);
  const auto m = number(text.substr(3, 2), 2, 2);
  const auto s = number(text.substr(6, 2), 2, 2);
  if (!h || !m || !s || *h > 23 || *m > 59 || *s > 60) return -1;
  return *h * 3600 + *m * 60 + std::min(*s, 59);
}

// RFC 9110, section 5.6.7: two digits that seem more than 50 years ahead are of the past.
int full_year(int two_digits, Instant now) {
  const int this_year = static_cast<int>(year_month_day(floor<days>(now)).year());
  const int year = this_year - this_year % 100 + two_digits;
  return year > this_year + 50 ? year - 100 : year;
}

Fields read_words(const std::vector<std::string>& w, Instant now) {
  Fields f;
  const auto set = [&](std::string_view year, std::string_view month, std::string_view day,
                       std::string_view time) {
    f.year = number(year, 4, 4).value_or(-1);
    f.month = month_number(month);
    f.day = number(day, 1, 2).value_or(-1);
    f.seconds = seconds_of_day(time);
  };
  if (w.size() == 6 && w[5] == "GMT" && w[0].ends_with(',')) {  // Sun, 06 Nov 1994 08:49:37 GMT
    set(w[3], w[2], w[1], w[4]);
  } else if (w.size() == 5) {  // Sun Nov  6 08:49:37 1994
    set(w[4], w[1], w[2], w[3]);
  } else if (w.size() == 4 && w[3] == "GMT" && w[1].size() == 9 && w[1][2] == '-' &&
             w[1][6] == '-') {  // Sunday, 06-Nov-94 08:49:37 GMT
    const std::string_view date = w[1];
    set("", date.substr(3, 3), date.substr(0, 2), w[2]);
    if (const auto year = number(date.substr(7), 2, 2)) f.year = full_year(*year, now);
  }
  return f;
}

}  // namespace

std::optional<Instant> parse_http_date(std::string_view text, Instant now) {
  const Fields f = read_words(split(text, ' '), now);
  if (f.year < 0 || f.month < 0 || f.day < 0 || f.seconds < 0) return std::nullopt;
  const year_month_day date{year(f.year), month(static_cast<unsigned>(f.month)),
                            day(static_cast<unsigned>(f.day))};
  if (!date.ok()) return std::nullopt;
  return Instant(sys_days(date)) + seconds(f.seconds);
}

std::string format_http_date(Instant t) {
  const auto date = floor<days>(t);
  const year_month_day ymd{date};
  const hh_mm_ss time{floor<seconds>(t - date)};
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[weekday(date).c_encoding()],
                     static_cast<unsigned>(ymd.day()),
                     kMonths[static_cast<unsigned>(ymd.month()) - 1], static_cast<int>(ymd.year()),
                     time.hours().count(), time.minutes().count(), time.seconds().count());
}

std::optional<Duration> parse_retry_after(std::string_view header, Instant now) {
  header = trim(header);
  if (header.empty()) return std::nullopt;
  if (std::all_of(header.begin(), header.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    // More digits than fit are as good as the longest wait.
    const auto count = number(header, 1, 9);
    return count ? std::min<Duration>(seconds(*count), kLongestWait) : kLongestWait;
  }
  const auto when = parse_http_date(header, now);
  if (!when) return std::nullopt;
  return std::clamp<Duration>(*when - now, Duration{0}, kLongestWait);
}

}  // namespace tocsin::net
