#include "scrape/extract/price_text.h"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "scrape/extract/currency_text.h"

namespace tocsin::scrape {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The bytes of the blank at `at`, 0 where there is none (also the blanks that group digits:
// U+00A0, U+2009, U+202F).
std::size_t blank_at(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.empty()) return 0;
  if (rest.front() == ' ' || (rest.front() >= '\t' && rest.front() <= '\r')) return 1;
  if (rest.starts_with("\xC2\xA0")) return 2;
  return rest.starts_with("\xE2\x80\x89") || rest.starts_with("\xE2\x80\xAF") ? 3 : 0;
}

std::size_t dash_at(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.starts_with('-')) return 1;
  const bool wide = rest.starts_with("\xE2\x80\x93") || rest.starts_with("\xE2\x80\x94") ||
                    rest.starts_with("\xE2\x88\x92");
  return wide ? 3 : 0;
}

std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t n = 0;
  while (at + n < text.size() && is_digit(text[at + n])) ++n;
  return n;
}

// Digits in groups and what stands between them: '.', ',', '\'' or ' '.
struct Digits {
  std::vector<std::string> groups;
  std::string separators;
};

Digits read_digits(std::string_view text, std::size_t& at) {
  Digits out;
  for (;;) {
    const std::size_t n = digits_at(text, at);
    out.groups.emplace_back(text.substr(at, n));
    at += n;
    std::size_t width = 0;
    char kind = 0;
    if (at < text.size() && (text[at] == '.' || text[at] == ',' || text[at] == '\'')) {
      width = 1;
      kind = text[at];
    } else if (text.substr(at).starts_with("\xE2\x80\x99")) {
      width = 3;
      kind = '\'';
    } else if (blank_at(text, at) > 0 && n <= 3) {
      width = blank_at(text, at);
      kind = ' ';
    }
    const std::size_t next = digits_at(text, at + width);
    // A blank groups only whole thousands: "1 250", not "2 45".
    if (kind == 0 || next == 0 || (kind == ' ' && next != 3)) break;
    out.separators += kind;
    at += width;
  }
  // "45,–", "1'250.-": no decimals, said with a dash.
  if (at < text.size() && (text[at] == ',' || text[at] == '.') && dash_at(text, at + 1) > 0) {
    ++at;
    while (dash_at(text, at) > 0) at += dash_at(text, at);
  }
  return out;
}

// Thousands, or lakhs and crores ("1,23,456").
bool groups_fit(const std::vector<std::string>& groups, std::size_t count) {
  if (groups[0].empty() || groups[0].size() > 3) return false;
  bool thousands = true;
  bool lakhs = true;
  for (std::size_t i = 1; i < count; ++i) {
    thousands = thousands && groups[i].size() == 3;
    lakhs = lakhs && groups[i].size() == (i + 1 == count ? 3U : 2U);
  }
  return thousands || lakhs;
}

std::string joined(const Digits& in, bool last_is_decimals) {
  std::string out;
  for (std::size_t i = 0; i < in.groups.size(); ++i) {
    if (last_is_decimals && i + 1 == in.groups.size()) out += '.';
    out += in.groups[i];
  }
  return out;
}

struct Amount {
  std::string decimal;  // "1234.50"
  bool guess = false;
};

// Is the only separator a decimal mark or does it group three digits?
Amount settle_single(const Digits& in, const PriceHint& hint, Currency currency) {
  const std::string& whole = in.groups[0];
  if (in.groups[1].size() != 3 || whole.size() > 3 || whole == "0") return {joined(in, true)};
  const char mark = decimal_mark(hint, currency);
  const char here = in.separators[0];
  if (currency.decimals() != 3) return {joined(in, false), mark == here};
  if (mark != 0) return {joined(in, mark == here)};
  return {joined(in, here == '.'), true};
}

std::optional<Amount> settle(const Digits& in, const PriceHint& hint, Currency currency) {
  if (in.separators.empty()) return Amount{in.groups[0]};
  const char last = in.separators.back();
  const auto same =
      static_cast<std::size_t>(std::count(in.separators.begin(), in.separators.end(), last));
  if (last != '.' && last != ',') {
    if (same != in.separators.size() || !groups_fit(in.groups, in.groups.size())) return {};
    return Amount{joined(in, false)};
  }
  if (in.separators.size() == 1) return settle_single(in, hint, currency);
  if (same == in.separators.size()) {
    if (!groups_fit(in.groups, in.groups.size())) return {};
    return Amount{joined(in, false)};
  }
  const char grouping = in.separators.front();
  const auto grouped = std::count(in.separators.begin(), in.separators.end(), grouping);
  if (same != 1 || static_cast<std::size_t>(grouped) + 1 != in.separators.size()) return {};
  if (!groups_fit(in.groups, in.groups.size() - 1)) return {};
  return Amount{joined(in, true)};
}

struct Piece {
  enum class Kind { number, currency, dash, other } kind = Kind::other;
  Digits digits;
  CurrencyText currency;
};

bool is_range_word(std::string_view word) {
  constexpr auto kWords =
      std::to_array<std::string_view>({"to", "bis", "do", "à", "a", "au", "til", "till", "tot"});
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

std::vector<Piece> pieces_of(std::string_view text, const PriceHint& hint) {
  constexpr std::size_t kMost = 64;
  std::vector<Piece> out;
  for (std::size_t at = 0; at < text.size() && out.size() < kMost;) {
    if (const std::size_t blank = blank_at(text, at); blank > 0) {
      at += blank;
      continue;
    }
    Piece piece;
    if (is_digit(text[at])) {
      piece.kind = Piece::Kind::number;
      piece.digits = read_digits(text, at);
      if (text.substr(at).starts_with('%')) piece.kind = Piece::Kind::other;
    } else if (const auto mark = currency_mark(text, at, hint); mark.length > 0) {
      piece.kind = Piece::Kind::currency;
      piece.currency = mark.meaning;
      at += mark.length;
    } else if (const std::size_t dash = dash_at(text, at); dash > 0) {
      piece.kind = Piece::Kind::dash;
      at += dash;
    } else {
      const std::size_t from = at++;
      const auto ends = [&](std::size_t i) {
        return is_digit(text[i]) || blank_at(text, i) > 0 || dash_at(text, i) > 0 ||
               text[i] == '/' || text[i] == '(' || currency_mark(text, i, hint).length > 0;
      };
      while (at < text.size() && !ends(at)) ++at;
      if (is_range_word(text.substr(from, at - from))) piece.kind = Piece::Kind::dash;
    }
    out.push_back(std::move(piece));
  }
  return out;
}

struct Found {
  std::optional<Money> money;
  std::optional<CurrencyText> mark;
  std::size_t first = 0, last = 0;  // the pieces it spans
  bool negative = false;
  bool guess = false;
};

class Reading {
 public:
  Reading(std::vector<Piece> pieces, const PriceHint& hint)
      : pieces_(std::move(pieces)), hint_(hint) {}

  PriceText result() {
    collect();
    PriceText out;
    const bool marked = std::any_of(found_.begin(), found_.end(),
                                    [](const Found& f) { return f.mark.has_value(); });
    for (std::size_t i = 0; i < found_.size(); ++i) {
      Found& f = found_[i];
      const bool range = i + 1 < found_.size() && joins(f, found_[i + 1]);
      if (range) share_mark(f, found_[i + 1]);
      if (marked && !f.mark) continue;
      if (out.low) {
        out.guess = true;  // another amount: the first counts
        break;
      }
      settle_amount(f);
      if (!f.money) continue;
      out.low = f.money;
      out.guess = f.guess || (!marked && found_.size() > (range ? 2U : 1U));
      if (!range) continue;
      settle_amount(found_[++i]);
      if (found_[i].money && found_[i].money->minor >= out.low->minor) out.high = found_[i].money;
    }
    return out;
  }

 private:
  bool is(std::size_t piece, Piece::Kind kind) const {
    return piece < pieces_.size() && pieces_[piece].kind == kind;
  }

  void collect() {
    const auto kind_index = [&](Piece::Kind kind) {
      const auto at = std::find_if(pieces_.begin(), pieces_.end(),
                                   [&](const Piece& p) { return p.kind == kind; });
      return at - pieces_.begin();
    };
    const bool prefix_style = kind_index(Piece::Kind::currency) < kind_index(Piece::Kind::number);
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      if (!is(i, Piece::Kind::number)) continue;
      Found f;
      f.first = f.last = i;
      const bool before = i > 0 && is(i - 1, Piece::Kind::currency);
      const bool after = is(i + 1, Piece::Kind::currency);
      if (before && (prefix_style || !after)) {
        f.mark = pieces_[i - 1].currency;
        f.first = i - 1;
      } else if (after) {
        f.mark = pieces_[i + 1].currency;
        f.last = i + 1;
      }
      // "-5", "€ -5"; but "stalls - €45" is no minus.
      const std::size_t dash = f.first;
      f.negative = dash > 0 && is(dash - 1, Piece::Kind::dash) && found_.empty() &&
                   (dash == 1 || is(dash - 2, Piece::Kind::currency));
      found_.push_back(f);
    }
  }

  bool joins(const Found& a, const Found& b) const {
    return b.first == a.last + 2 && is(a.last + 1, Piece::Kind::dash);
  }
  static void share_mark(Found& a, Found& b) {
    if (!a.mark) a.mark = b.mark;
    if (!b.mark) b.mark = a.mark;
  }

  void settle_amount(Found& f) const {
    const CurrencyText meaning = f.mark.value_or(CurrencyText{hint_.currency});
    const std::size_t number = is(f.first, Piece::Kind::number) ? f.first : f.last;
    const auto amount = settle(pieces_[number].digits, hint_, meaning.currency);
    if (!amount || f.negative) return;
    f.money = Money::parse(amount->decimal, meaning.currency);
    f.guess = amount->guess || meaning.guess;
  }

  std::vector<Piece> pieces_;
  const PriceHint& hint_;
  std::vector<Found> found_;
};

bool names_any(std::string_view folded, std::span<const std::string_view> phrases) {
  const std::string padded = fmt::format(" {} ", folded);
  return std::any_of(phrases.begin(), phrases.end(), [&](std::string_view phrase) {
    return padded.find(fmt::format(" {} ", phrase)) != std::string::npos;
  });
}

constexpr auto kFree = std::to_array<std::string_view>(
    {"free", "gratis", "kostenlos", "kostenfrei", "gratuit", "gratuito", "gratuita", "bezplatny",
     "bezplatne", "wstep wolny", "zdarma", "ingyenes", "eintritt frei", "libre", "ilmainen"});
constexpr auto kSoldOut = std::to_array<std::string_view>(
    {"sold out", "soldout", "ausverkauft", "complet", "agotado", "esgotado", "esaurito",
     "wyprzedane", "uitverkocht", "slutsalt", "udsolgt", "utsolgt", "vyprodano", "elfogyott",
     "loppuunmyyty"});

}  // namespace

PriceText read_price(std::string_view text, const PriceHint& hint) {
  constexpr std::size_t kLongest = 400;
  text = utf8_prefix(text, kLongest);
  PriceText out = Reading(pieces_of(text, hint), hint).result();
  const std::string folded = fold(text);
  out.sold_out = names_any(folded, kSoldOut);
  if (!out.low && !out.sold_out && names_any(folded, kFree)) out.low = Money{0, hint.currency};
  return out;
}

}  // namespace tocsin::scrape
