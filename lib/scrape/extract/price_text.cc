#include "scrape/extract/price_text.h"

#include <algorithm>

#include "base/text.h"
#include "scrape/extract/currency_text.h"
#include "scrape/extract/price_digits.h"
#include "scrape/extract/price_words.h"

namespace tocsin::scrape {
namespace {

struct Piece {
  enum class Kind { number, currency, dash, plus, other } kind = Kind::other;
  Digits digits;
  CurrencyText currency;
  std::string word;    // of `other`, folded
  bool tight = false;  // no blank before it
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// A clock time, a share or thousands in short ("20:30", "10%", "1.2k"): digits that are no amount.
bool is_no_amount(std::string_view rest) {
  const auto is_letter = [](char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; };
  if (rest.starts_with('%')) return true;
  if (rest.size() > 1 && rest[0] == ':' && is_digit(rest[1])) return true;
  const bool thousands = rest.starts_with('k') || rest.starts_with('K');
  const bool alone =
      rest.size() < 2 || (!is_letter(rest[1]) && static_cast<unsigned char>(rest[1]) < 0x80);
  return thousands && alone;
}

// Cuts text into numbers, currencies, dashes and words.
class Cutter {
 public:
  Cutter(std::string_view text, const PriceHint& hint) : text_(text), hint_(hint) {}

  std::vector<Piece> cut() {
    constexpr std::size_t kMost = 64;
    bool tight = false;
    while (at_ < text_.size() && out_.size() < kMost) {
      if (const std::size_t blank = blank_at(text_, at_); blank > 0) {
        at_ += blank;
        tight = false;
        continue;
      }
      Piece piece = next();
      piece.tight = tight;
      tight = true;
      if (!take_cents(piece)) out_.push_back(std::move(piece));
    }
    return std::move(out_);
  }

 private:
  Piece next() {
    Piece piece;
    if (is_digit(text_[at_])) {
      const bool behind_colon = at_ > 1 && text_[at_ - 1] == ':' && is_digit(text_[at_ - 2]);
      piece.digits = read_digits(text_, at_);
      const bool amount = !behind_colon && !is_no_amount(text_.substr(at_));
      piece.kind = amount ? Piece::Kind::number : Piece::Kind::other;
    } else if (const auto mark = currency_mark(text_, at_, hint_); mark.length > 0) {
      piece.kind = Piece::Kind::currency;
      piece.currency = mark.meaning;
      at_ += mark.length;
    } else if (const std::size_t dash = dash_at(text_, at_); dash > 0) {
      piece.kind = Piece::Kind::dash;
      at_ += dash;
    } else if (text_[at_] == '+') {
      piece.kind = Piece::Kind::plus;
      ++at_;
    } else {
      const std::size_t from = at_++;
      while (at_ < text_.size() && !ends_word(at_)) ++at_;
      const std::string_view word = text_.substr(from, at_ - from);
      piece.word = word == "\xC3\x97" ? "x" : fold(word);
      if (is_range_word(piece.word)) piece.kind = Piece::Kind::dash;
    }
    return piece;
  }

  bool ends_word(std::size_t at) const {
    return is_digit(text_[at]) || blank_at(text_, at) > 0 || dash_at(text_, at) > 0 ||
           text_[at] == '/' || text_[at] == '(' || text_[at] == '+' ||
           currency_mark(text_, at, hint_).length > 0;
  }

  // "45€50": the digits behind the mark are the decimals of those before it.
  bool take_cents(const Piece& piece) {
    constexpr std::size_t kCents = 2;
    const std::size_t n = out_.size();
    if (piece.kind != Piece::Kind::number || !piece.tight || n < 2) return false;
    if (!piece.digits.separators.empty() || piece.digits.groups[0].size() != kCents) return false;
    Piece& whole = out_[n - 2];
    const Piece& mark = out_[n - 1];
    const bool fits = mark.kind == Piece::Kind::currency && mark.tight &&
                      whole.kind == Piece::Kind::number && whole.digits.separators.empty() &&
                      (n < 3 || out_[n - 3].kind != Piece::Kind::currency);
    if (!fits) return false;
    whole.digits.groups.push_back(piece.digits.groups[0]);
    whole.digits.separators += ',';
    return true;
  }

  std::string_view text_;
  const PriceHint& hint_;
  std::size_t at_ = 0;
  std::vector<Piece> out_;
};

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
    take_count(out);
    for (std::size_t i = 0; i < found_.size(); ++i) {
      Found& f = found_[i];
      const bool range = i + 1 < found_.size() && joins(f, found_[i + 1]);
      if (range) share_mark(f, found_[i + 1]);
      if (marked && !f.mark) continue;
      if (out.low && take_fee(f, out)) continue;
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
  // "" where there is no word. Positions before the first piece wrap around to beyond the last.
  std::string_view word(std::size_t piece) const {
    return piece < pieces_.size() ? std::string_view(pieces_[piece].word) : std::string_view();
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

  // "2 tickets for £90", "£90 for 2 people": a count and a price for all; "2 x £45": for each.
  void take_count(PriceText& out) {
    for (auto f = found_.begin(); f != found_.end(); ++f) {
      const auto count =
          pieces_[f->first].digits.groups.empty() ? std::nullopt : pieces_[f->first].digits.count();
      if (f->mark || !count || *count < 1) continue;
      const std::size_t at = f->first;
      const bool things = is_ticket_word(word(at + 1));
      const bool times = word(at + 1) == "x";
      const bool for_all = (things && is_for_word(word(at + 2))) ||
                           (is_for_word(word(at - 1)) && (things || at + 1 == pieces_.size()));
      if (!times && !for_all) continue;
      out.count = count;
      out.price_is = times ? PriceIs::each : PriceIs::total;
      found_.erase(f);
      return;
    }
  }

  // "+ £5.50 fee": what is added to the price rather than another price.
  bool take_fee(Found& f, PriceText& out) const {
    const bool added = f.first > 0 && is(f.first - 1, Piece::Kind::plus);
    const bool named = is_fee_word(word(f.last + 1)) || is_fee_word(word(f.last + 2)) ||
                       (f.first > 0 && is_fee_word(word(f.first - 1)));
    if (!added && !named) return false;
    settle_amount(f);
    if (!f.money || f.money->currency != out.low->currency || out.fees) return false;
    out.fees = f.money;
    return true;
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

}  // namespace

PriceText read_price(std::string_view text, const PriceHint& hint) {
  constexpr std::size_t kLongest = 400;
  text = utf8_prefix(text, kLongest);
  PriceText out = Reading(Cutter(text, hint).cut(), hint).result();
  const std::string folded = fold(text);
  out.sold_out = says_sold_out(folded);
  if (!out.low && !out.sold_out && says_free(folded)) out.low = Money{0, hint.currency};
  if (out.low && !out.price_is) {
    if (says_each(folded)) {
      out.price_is = PriceIs::each;
    } else if (says_total(folded)) {
      out.price_is = PriceIs::total;
    }
  }
  return out;
}

}  // namespace tocsin::scrape
