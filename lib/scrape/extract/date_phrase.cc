#include "scrape/extract/date_phrase.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/text.h"
#include "scrape/extract/clock_phrase.h"
#include "scrape/extract/date_tokens.h"
#include "scrape/extract/date_words.h"
#include "scrape/extract/day_phrase.h"

namespace tocsin::scrape {
namespace {

using namespace std::chrono;
using Tokens = std::span<const DateToken>;

constexpr std::size_t kLongest = 1000;

class Phrase {
 public:
  Phrase(Tokens tokens, const DateHint& hint) : t_(tokens), hint_(hint) {}

  std::optional<DateText> read() const {
    for (std::size_t at = 0; at < t_.size(); ++at) {
      if (auto day = day_at(t_, at, hint_.language)) {
        if (!day->year) day->year = year_of_end(day->behind);
        return with_day(*day);
      }
    }
    return near_now();
  }

 private:
  // "30 April - 2 May 2026": the year stands at the end only.
  std::optional<int> year_of_end(std::size_t at) const {
    if (at >= t_.size()) return std::nullopt;
    const bool range = t_[at].is_mark('-') || is_any(t_[at], {"to", "bis", "au", "al", "a", "do"});
    if (!range) return std::nullopt;
    for (std::size_t i = at + 1; i < t_.size() && i < at + 4; ++i) {
      if (const auto end = day_at(t_, i, hint_.language)) return end->year;
    }
    return std::nullopt;
  }

  std::optional<unsigned> weekday_beside(const Day& day) const {
    constexpr std::size_t kNear = 3;
    const std::size_t from = day.first > kNear ? day.first - kNear : 0;
    for (std::size_t i = from; i < std::min(day.behind + 2, t_.size()); ++i) {
      if (!t_[i].is_word() || (i >= day.first && i < day.behind)) continue;
      if (const auto w = weekday_of(t_[i].text, hint_.language)) return static_cast<unsigned>(*w);
    }
    return std::nullopt;
  }

  std::optional<DateText> with_day(const Day& day) const {
    const auto named = weekday_beside(day);
    const auto fits = [&](sys_days date) { return !named || weekday{date} == weekday{*named}; };
    if (day.year) {
      const auto date = date_of(*day.year, day.month, day.day);
      if (!date) return std::nullopt;
      return timed(*date, day.first, day.behind, day.guess || !fits(*date));
    }
    if (!hint_.now) return std::nullopt;
    const sys_days today = floor<days>(*hint_.now);
    const int this_year = static_cast<int>(year_month_day{today}.year());
    std::optional<sys_days> next;
    std::optional<sys_days> past;
    for (int y = this_year - 1; y <= this_year + 2; ++y) {
      const auto date = date_of(y, day.month, day.day);
      if (!date) continue;
      if (*date < today - days{1}) {
        if (named && fits(*date)) past = date;
        continue;
      }
      if (!next) next = date;
      if (named && fits(*date)) return timed(*date, day.first, day.behind, false);
    }
    if (past) return timed(*past, day.first, day.behind, false);
    return next ? timed(*next, day.first, day.behind, true) : std::nullopt;
  }

  // "tomorrow", "Fri 10am"
  std::optional<DateText> near_now() const {
    if (!hint_.now) return std::nullopt;
    const sys_days today = floor<days>(*hint_.now);
    for (std::size_t i = 0; i < t_.size(); ++i) {
      if (!t_[i].is_word()) continue;
      if (const auto ahead = days_ahead(t_[i].text, hint_.language)) {
        return timed(today + days{*ahead}, i, i + 1, true);
      }
      if (const auto named = weekday_of(t_[i].text, hint_.language)) {
        const days distance = weekday{static_cast<unsigned>(*named)} - weekday{today};
        auto out = timed(today + distance, i, i + 1, true);
        const bool over = out && out->precision != StartPrecision::day && out->wall < *hint_.now;
        return over ? timed(today + distance + days{7}, i, i + 1, true) : out;
      }
    }
    return std::nullopt;
  }

  // With the first time of day behind the day, else the first before it.
  std::optional<DateText> timed(sys_days date, std::size_t first, std::size_t behind,
                                bool guess) const {
    DateText out{date, date, StartPrecision::day, "", false, guess};
    auto time = find_clock(t_.subspan(std::min(behind, t_.size())));
    if (!time) time = find_clock(t_.first(first));
    if (!time) return out;
    out.wall = date + time->since_midnight;
    out.at = out.wall - time->offset.value_or(Duration{0});
    out.precision = time->offset ? StartPrecision::exact : StartPrecision::local;
    out.zone = time->zone;
    out.guess = guess || time->guess;
    return out;
  }

  Tokens t_;
  const DateHint& hint_;
};

// Behind the words that speak of a sale, 0 where there are none.
std::size_t behind_sale_words(Tokens t) {
  constexpr auto kWords = std::to_array<std::string_view>(
      {"sale", "onsale", "presale", "vorverkauf", "vorverkaufsstart", "vvk", "verkaufsstart",
       "vente", "billetterie", "venta", "preventa", "sprzedaz", "sprzedazy", "venda", "vendas",
       "vendita", "prevendite", "verkoop", "voorverkoop"});
  for (std::size_t i = 0; i < t.size(); ++i) {
    const bool says = std::find(kWords.begin(), kWords.end(), t[i].text) != kWords.end();
    if (says && t[i].is_word()) return i + 1;
  }
  return 0;
}

}  // namespace

std::optional<DateText> read_date_phrase(std::string_view text, const DateHint& hint) {
  text = trim(text);
  if (auto iso = read_date(text)) return iso;
  const std::vector<DateToken> tokens = date_tokens(utf8_prefix(text, kLongest));
  return Phrase(tokens, hint).read();
}

std::optional<DateText> read_sale_start(std::string_view text, const DateHint& hint) {
  text = trim(text);
  if (auto iso = read_date(text)) return iso;
  const std::vector<DateToken> tokens = date_tokens(utf8_prefix(text, kLongest));
  const Tokens all(tokens);
  const std::size_t behind = behind_sale_words(all);
  if (auto out = Phrase(all.subspan(behind), hint).read()) return out;
  return behind > 0 ? Phrase(all.first(behind - 1), hint).read() : std::nullopt;
}

}  // namespace tocsin::scrape
