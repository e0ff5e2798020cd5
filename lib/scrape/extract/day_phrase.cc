#include "scrape/extract/day_phrase.h"

#include <algorithm>

#include "scrape/extract/date_words.h"

namespace tocsin::scrape {
namespace {

using Tokens = std::span<const DateToken>;

// Finds the day at one place of the text.
class DayAt {
 public:
  DayAt(Tokens tokens, std::string_view language) : t_(tokens), language_(language) {}

  std::optional<Day> find(std::size_t at) const {
    std::optional<Day> out;
    if (number(at)) {
      out = year_first(at);
      if (!out) out = all_numbers(at);
      if (!out) out = day_month(at);
      if (!out) out = german_short(at);
    } else if (month(at)) {
      out = month_day(at);
    }
    if (!out) return std::nullopt;
    out->first = at;
    const bool real = date_of(out->year.value_or(2000), out->month, out->day).has_value();
    return real ? out : std::nullopt;
  }

 private:
  bool mark(std::size_t at, char c) const { return at < t_.size() && t_[at].is_mark(c); }
  bool any(std::size_t at, std::initializer_list<std::string_view> words) const {
    return at < t_.size() && is_any(t_[at], words);
  }
  // A number of at most two digits.
  std::optional<int> number(std::size_t at) const {
    if (at >= t_.size() || !t_[at].is_number()) return std::nullopt;
    return t_[at].value;
  }
  std::optional<int> small(std::size_t at, int most) const {
    const auto n = number(at);
    const bool fits = n && *n >= 1 && *n <= most && t_[at].text.size() <= 2;
    return fits ? n : std::nullopt;
  }
  std::optional<int> month(std::size_t at) const {
    if (at >= t_.size() || !t_[at].is_word()) return std::nullopt;
    return month_of(t_[at].text, language_);
  }
  std::optional<int> full_year(std::size_t at) const {
    constexpr int kFirst = 1900;
    constexpr int kLast = 2199;
    const auto n = number(at);
    const bool fits = n && t_[at].text.size() == 4 && *n >= kFirst && *n <= kLast;
    return fits ? n : std::nullopt;
  }

  // "2026-05-15", "2026/05/15", "2026. 5. 15."
  std::optional<Day> year_first(std::size_t at) const {
    const auto y = full_year(at);
    if (!y || at + 4 >= t_.size()) return std::nullopt;
    const DateToken& between = t_[at + 1];
    const bool marked = between.is_mark('-') || between.is_mark('/') || between.is_mark('.');
    const auto m = small(at + 2, 12);
    const auto d = small(at + 4, 31);
    if (!marked || !m || !d || t_[at + 3].text != between.text) return std::nullopt;
    return Day{y, *m, *d, false, at, at + 5};
  }

  // "15.05.2026", "15/5/26", "5-15-2026"
  std::optional<Day> all_numbers(std::size_t at) const {
    if (at + 4 >= t_.size()) return std::nullopt;
    const DateToken& between = t_[at + 1];
    const bool dots = between.is_mark('.');
    const bool marked = dots || between.is_mark('/') || between.is_mark('-');
    if (!marked || t_[at + 3].text != between.text) return std::nullopt;
    const auto a = small(at, 31);
    const auto b = small(at + 2, 31);
    auto y = full_year(at + 4);
    if (!y && number(at + 4) && t_[at + 4].text.size() == 2) y = 2000 + *number(at + 4);
    if (!a || !b || !y) return std::nullopt;
    Day out{y, *b, *a, false, at, at + 5};
    const auto first = dots ? std::optional(true) : day_first(language_);
    if (*a > 12) return *b > 12 ? std::nullopt : std::optional(out);
    if (*b > 12 || !first.value_or(*a == *b)) {
      out.month = *a;
      out.day = *b;
    }
    out.guess = !first && *b <= 12 && *a != *b;
    return out;
  }

  // Does what stands here make the number before it a time of day?
  bool is_time(std::size_t at) const {
    return any(at, {"am", "pm", "h", "uhr", "a", "p"}) || mark(at, ':');
  }

  // Behind "th", "er", "º", "." at `at`.
  std::size_t behind_ordinal(std::size_t at) const {
    if (any(at, {"st", "nd", "rd", "th", "er", "re", "eme", "e", "\xC2\xBA", "\xC2\xB0", "o"})) {
      if (!t_[at].spaced) ++at;
    }
    return mark(at, '.') ? at + 1 : at;
  }

  // Behind the end of a range of days: "15-17", "15. bis 17.", "du 15 au 17".
  std::size_t behind_range(std::size_t at) const {
    const bool joins =
        mark(at, '-') || mark(at, '/') || mark(at, '&') || mark(at, ',') || mark(at, '+') ||
        any(at,
            {"to", "bis", "und", "and", "au", "et", "al", "a", "y", "e", "do", "i", "tot", "t"});
    if (!joins || !small(at + 1, 31) || is_time(at + 2)) return at;
    return behind_ordinal(at + 2);
  }

  std::optional<int> year_behind(std::size_t& at) const {
    std::size_t next = at;
    if (mark(next, '.')) ++next;
    if (mark(next, ',')) ++next;
    if (any(next, {"de", "del", "of", "do"})) ++next;
    if (const auto y = full_year(next)) {
      at = next + 1;
      return y;
    }
    return std::nullopt;
  }

  // "15 May 2026", "1er mai", "15. Mai", "15 de mayo de 2026", "12-14 maja"
  std::optional<Day> day_month(std::size_t at) const {
    const auto d = small(at, 31);
    if (!d) return std::nullopt;
    std::size_t next = behind_ordinal(at + 1);
    for (std::size_t more = behind_range(next); more != next; more = behind_range(next)) {
      next = more;
    }
    if (any(next, {"of", "de", "di", "d", "do"})) ++next;
    const auto m = month(next);
    if (!m) return std::nullopt;
    ++next;
    Day out{std::nullopt, *m, *d, false, at, next};
    out.year = year_behind(out.behind);
    return out;
  }

  // "May 15, 2026", "Aug 11", "Sept. 3rd"
  std::optional<Day> month_day(std::size_t at) const {
    const std::size_t day_at = mark(at + 1, '.') ? at + 2 : at + 1;
    const auto d = small(day_at, 31);
    if (!d) return std::nullopt;
    std::size_t next = behind_ordinal(day_at + 1);
    if (is_time(next) || month(next)) return std::nullopt;  // "mar 12 mai" begins with a Tuesday
    next = behind_range(next);
    Day out{std::nullopt, *month(at), *d, false, at, next};
    out.year = year_behind(out.behind);
    return out;
  }

  // "15.05."
  std::optional<Day> german_short(std::size_t at) const {
    const auto d = small(at, 31);
    const auto m = small(at + 2, 12);
    if (!d || !m || !mark(at + 1, '.') || !mark(at + 3, '.')) return std::nullopt;
    return Day{std::nullopt, *m, *d, false, at, at + 4};
  }

  Tokens t_;
  std::string_view language_;
};

}  // namespace

std::optional<Day> day_at(std::span<const DateToken> tokens, std::size_t at,
                          std::string_view language) {
  return DayAt(tokens, language).find(at);
}

std::optional<std::chrono::sys_days> date_of(int y, int m, int d) {
  namespace chr = std::chrono;
  const chr::year_month_day date{chr::year{y}, chr::month(static_cast<unsigned>(m)),
                                 chr::day(static_cast<unsigned>(d))};
  return date.ok() ? std::optional(chr::sys_days{date}) : std::nullopt;
}

bool is_any(const DateToken& token, std::initializer_list<std::string_view> words) {
  return token.is_word() && std::find(words.begin(), words.end(), token.text) != words.end();
}

}  // namespace tocsin::scrape
