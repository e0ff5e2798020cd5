#include "scrape/extract/clock_phrase.h"

#include <algorithm>

#include "scrape/extract/date_words.h"

namespace tocsin::scrape {
namespace {

using namespace std::chrono;

enum class Half { none, am, pm };

struct Clock {
  int hour = 0, minute = 0;
  Half half = Half::none;
  std::size_t behind = 0;
};

class ClockAt {
 public:
  explicit ClockAt(std::span<const DateToken> tokens) : t_(tokens) {}

  std::optional<Clock> find(std::size_t at) const {
    if (any(at, {"noon"})) return Clock{12, 0, Half::none, at + 1};
    const auto hour = number(at, 2, 24);
    if (!hour || follows_mark(at)) return std::nullopt;
    auto out = with_minutes(at, *hour);
    if (!out) out = bare_hour(at, *hour);
    if (!out || !settle(*out)) return std::nullopt;
    return out;
  }

  std::optional<ClockText> read(std::size_t at) const {
    const auto clock = find(at);
    if (!clock) return std::nullopt;
    ClockText out;
    out.since_midnight = hours{clock->hour} + minutes{clock->minute};
    read_zone(clock->behind, out);
    return out;
  }

 private:
  bool mark(std::size_t at, char c) const { return at < t_.size() && t_[at].is_mark(c); }
  bool tight(std::size_t at) const { return at < t_.size() && !t_[at].spaced; }
  bool any(std::size_t at, std::initializer_list<std::string_view> words) const {
    return at < t_.size() && t_[at].is_word() &&
           std::find(words.begin(), words.end(), t_[at].text) != words.end();
  }
  std::optional<int> number(std::size_t at, std::size_t width, int most) const {
    if (at >= t_.size() || !t_[at].is_number() || t_[at].text.size() > width) return std::nullopt;
    return t_[at].value <= most ? std::optional(t_[at].value) : std::nullopt;
  }
  // The minutes of "10:30" are no hour.
  bool follows_mark(std::size_t at) const {
    return at > 0 && tight(at) && (mark(at - 1, ':') || mark(at - 1, '.'));
  }

  // am, pm, a.m., p.m. at `at`; moves it behind.
  Half half(std::size_t& at) const {
    Half out = Half::none;
    if (any(at, {"am", "pm"})) {
      out = t_[at].text == "am" ? Half::am : Half::pm;
      ++at;
    } else if (any(at, {"a", "p"}) && mark(at + 1, '.') && any(at + 2, {"m"})) {
      out = t_[at].text == "a" ? Half::am : Half::pm;
      at += mark(at + 3, '.') ? 4 : 3;
    }
    return out;
  }
  bool says_hour(std::size_t at) const {
    return any(at, {"uhr", "h", "hs", "hrs", "uur", "heures", "horas", "ore"});
  }

  std::optional<Clock> with_minutes(std::size_t at, int hour) const {
    const bool colon = mark(at + 1, ':');
    const bool point = mark(at + 1, '.');
    if ((!colon && !point) || !tight(at + 1) || !tight(at + 2)) return std::nullopt;
    const auto minute = number(at + 2, 2, 59);
    if (!minute || t_[at + 2].text.size() != 2) return std::nullopt;
    Clock out{hour, *minute, Half::none, at + 3};
    if (colon && mark(out.behind, ':') && number(out.behind + 1, 2, 60)) out.behind += 2;
    out.half = half(out.behind);
    const bool named = says_hour(out.behind);
    if (named) ++out.behind;
    const bool introduced =
        at > 0 && (any(at - 1, {"um", "kl", "ore", "godz", "alle", "om", "at", "ab"}) ||
                   (at > 1 && mark(at - 1, '.') && any(at - 2, {"godz", "kl"})));
    const bool is_time = colon || named || introduced || out.half != Half::none;
    return is_time ? std::optional(out) : std::nullopt;
  }

  // "8pm", "20 Uhr", "20h30", "7-9pm"
  std::optional<Clock> bare_hour(std::size_t at, int hour) const {
    Clock out{hour, 0, Half::none, at + 1};
    out.half = half(out.behind);
    if (out.half != Half::none) return out;
    if (says_hour(at + 1)) {
      out.behind = at + 2;
      const auto minute = number(at + 2, 2, 59);
      if (minute && t_[at + 2].text.size() == 2) {
        out.minute = *minute;
        ++out.behind;
      }
      return out;
    }
    if (!mark(at + 1, '-')) return std::nullopt;
    std::size_t behind = at + 3;
    if (mark(behind, ':') && number(behind + 1, 2, 59)) behind += 2;
    if (!number(at + 2, 2, 12)) return std::nullopt;
    out.half = half(behind);
    out.behind = behind;
    return out.half == Half::none ? std::nullopt : std::optional(out);
  }

  static bool settle(Clock& clock) {
    if (clock.half == Half::none) return clock.hour < 24;
    if (clock.hour < 1 || clock.hour > 12) return false;
    clock.hour = clock.hour % 12 + (clock.half == Half::pm ? 12 : 0);
    return true;
  }

  void read_zone(std::size_t at, ClockText& out) const {
    if (mark(at, '(')) ++at;
    int minutes_from_utc = 0;
    bool known = false;
    if (at < t_.size() && t_[at].is_word()) {
      const ZoneWord* zone = zone_word(t_[at].original);
      if (zone == nullptr) return;
      out.zone = zone->zone;
      out.guess = zone->guess;
      minutes_from_utc = zone->minutes;
      known = zone->zone.empty();
      ++at;
    }
    const bool east = mark(at, '+');
    // A minus behind a time is a range, unless it follows "UTC" or leads four digits.
    const bool west = mark(at, '-') && ((known && minutes_from_utc == 0 && tight(at)) ||
                                        (number(at + 1, 4, 1400) && t_[at + 1].text.size() == 4));
    if ((east || west) && tight(at + 1)) {
      if (const auto hhmm = number(at + 1, 4, 1400); hhmm && t_[at + 1].text.size() == 4) {
        minutes_from_utc += (west ? -1 : 1) * (*hhmm / 100 * 60 + *hhmm % 100);
        known = true;
      } else if (const auto h = number(at + 1, 2, 14)) {
        const auto m = mark(at + 2, ':') ? number(at + 3, 2, 59) : std::nullopt;
        minutes_from_utc += (west ? -1 : 1) * (*h * 60 + m.value_or(0));
        known = true;
      }
    }
    if (known) out.offset = minutes{minutes_from_utc};
  }

  std::span<const DateToken> t_;
};

}  // namespace

std::optional<ClockText> find_clock(std::span<const DateToken> tokens) {
  const ClockAt clocks(tokens);
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    if (auto clock = clocks.read(at)) return clock;
  }
  return std::nullopt;
}

}  // namespace tocsin::scrape
