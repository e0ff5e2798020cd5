#include "scrape/extract/currency_text.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/text.h"

namespace tocsin::scrape {
namespace {

// Symbols and words; the code is what they mean most often. Families that several currencies share
// are settled by shared_symbol().
struct Symbol {
  std::string_view text, code;
};
constexpr auto kSymbols = std::to_array<Symbol>(
    {{"US$", "USD"},     {"US $", "USD"},    {"USD$", "USD"}, {"CA$", "CAD"},   {"C$", "CAD"},
     {"CAD$", "CAD"},    {"A$", "AUD"},      {"AU$", "AUD"},  {"AUD$", "AUD"},  {"NZ$", "NZD"},
     {"HK$", "HKD"},     {"S$", "SGD"},      {"SG$", "SGD"},  {"NT$", "TWD"},   {"MX$", "MXN"},
     {"R$", "BRL"},      {"$", "USD"},       {"€", "EUR"},    {"£", "GBP"},     {"¥", "JPY"},
     {"￥", "JPY"},      {"円", "JPY"},      {"元", "CNY"},   {"CN¥", "CNY"},   {"JP¥", "JPY"},
     {"₹", "INR"},       {"₽", "RUB"},     {"₺", "TRY"},    {"₩", "KRW"},     {"원", "KRW"},
     {"₪", "ILS"},       {"฿", "THB"},       {"₫", "VND"},    {"₱", "PHP"},     {"₴", "UAH"},
     {"₦", "NGN"},       {"₡", "CRC"},       {"₸", "KZT"},    {"₾", "GEL"},   {"zł", "PLN"},
     {"ZŁ", "PLN"},      {"Zł", "PLN"},      {"zl", "PLN"},   {"Kč", "CZK"},    {"kč", "CZK"},
     {"Ft", "HUF"},      {"lei", "RON"},     {"Lei", "RON"},  {"лв", "BGN"},    {"руб", "RUB"},
     {"грн", "UAH"},     {"kr", "SEK"},      {"Kr", "SEK"},   {"kr.", "SEK"},   {"Rs", "INR"},
     {"Rs.", "INR"},     {"rs", "INR"},      {"RM", "MYR"},   {"Rp", "IDR"},    {"S/", "PEN"},
     {"Fr.", "CHF"},     {"SFr.", "CHF"},    {"SFr", "CHF"},  {"R", "ZAR"},     {"TL", "TRY"},
     {"eur", "EUR"},     {"euro", "EUR"},    {"Euro", "EUR"}, {"euros", "EUR"}, {"Euros", "EUR"},
     {"usd", "USD"},     {"gbp", "GBP"},     {"chf", "CHF"},  {"pln", "PLN"},   {"zloty", "PLN"},
     {"złotych", "PLN"}, {"dollars", "USD"}, {"Kčs", "CZK"}});

struct Meaning {
  std::string_view place, code;  // a country (or its name), or a language
};
constexpr auto kDollars = std::to_array<Meaning>({{"us", "USD"},
                                                  {"usa", "USD"},
                                                  {"united states", "USD"},
                                                  {"united states of america", "USD"},
                                                  {"ca", "CAD"},
                                                  {"canada", "CAD"},
                                                  {"au", "AUD"},
                                                  {"australia", "AUD"},
                                                  {"nz", "NZD"},
                                                  {"new zealand", "NZD"},
                                                  {"hk", "HKD"},
                                                  {"hong kong", "HKD"},
                                                  {"sg", "SGD"},
                                                  {"singapore", "SGD"},
                                                  {"mx", "MXN"},
                                                  {"mexico", "MXN"},
                                                  {"tw", "TWD"},
                                                  {"taiwan", "TWD"},
                                                  {"ar", "ARS"},
                                                  {"argentina", "ARS"},
                                                  {"cl", "CLP"},
                                                  {"chile", "CLP"},
                                                  {"co", "COP"},
                                                  {"colombia", "COP"},
                                                  {"uy", "UYU"},
                                                  {"uruguay", "UYU"}});
constexpr auto kCrowns = std::to_array<Meaning>({{"se", "SEK"},
                                                 {"sweden", "SEK"},
                                                 {"sverige", "SEK"},
                                                 {"sv", "SEK"},
                                                 {"no", "NOK"},
                                                 {"norway", "NOK"},
                                                 {"norge", "NOK"},
                                                 {"nb", "NOK"},
                                                 {"nn", "NOK"},
                                                 {"dk", "DKK"},
                                                 {"denmark", "DKK"},
                                                 {"danmark", "DKK"},
                                                 {"da", "DKK"},
                                                 {"is", "ISK"},
                                                 {"iceland", "ISK"}});
constexpr auto kYen = std::to_array<Meaning>({{"jp", "JPY"},
                                              {"japan", "JPY"},
                                              {"ja", "JPY"},
                                              {"cn", "CNY"},
                                              {"china", "CNY"},
                                              {"zh", "CNY"}});
constexpr auto kRupees = std::to_array<Meaning>({{"in", "INR"},
                                                 {"india", "INR"},
                                                 {"hi", "INR"},
                                                 {"pk", "PKR"},
                                                 {"pakistan", "PKR"},
                                                 {"ur", "PKR"},
                                                 {"lk", "LKR"},
                                                 {"sri lanka", "LKR"},
                                                 {"si", "LKR"},
                                                 {"np", "NPR"},
                                                 {"nepal", "NPR"},
                                                 {"ne", "NPR"},
                                                 {"mu", "MUR"},
                                                 {"mauritius", "MUR"}});

std::span<const Meaning> family(std::string_view symbol) {
  if (symbol == "$" || symbol == "dollars") return kDollars;
  if (symbol == "kr" || symbol == "Kr" || symbol == "kr.") return kCrowns;
  if (symbol == "¥" || symbol == "￥") return kYen;
  if (symbol == "Rs" || symbol == "Rs." || symbol == "rs") return kRupees;
  return {};
}

std::string_view find_code(std::span<const Meaning> meanings, std::string_view place) {
  for (const Meaning& m : meanings) {
    if (m.place == place) return m.code;
  }
  return {};
}

// The region of "en-CA" or "zh-Hant-TW", in lower case.
std::string region_of(std::string_view language) {
  for (std::string_view rest = language; rest.find('-') != std::string_view::npos;) {
    rest.remove_prefix(rest.find('-') + 1);
    const std::string_view part = rest.substr(0, rest.find('-'));
    if (part.size() == 2) return to_lower(part);
  }
  return "";
}

std::string primary_language(std::string_view language) {
  return to_lower(language.substr(0, language.find_first_of("-_")));
}

// A symbol of several currencies: by the hint's currency, the venue's country, the page's region
// or language; the most common otherwise, as a guess.
CurrencyText shared_symbol(std::span<const Meaning> meanings, Currency usual,
                           const PriceHint& hint) {
  for (const Meaning& m : meanings) {
    if (!hint.currency.code().empty() && m.code == hint.currency.code()) return {hint.currency};
  }
  const std::string places[] = {fold(hint.country), region_of(hint.language),
                                primary_language(hint.language)};
  for (const std::string& place : places) {
    if (const auto code = find_code(meanings, place); !code.empty()) {
      return {*Currency::parse(code)};
    }
  }
  return {usual, true};
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

// Letters must not run on into other letters: "kr" is not in "kraft".
bool stands_alone(std::string_view text, std::size_t at, std::string_view symbol) {
  const bool before = at > 0 && is_letter(text[at - 1]);
  const std::size_t end = at + symbol.size();
  const bool after = end < text.size() && is_letter(text[end]);
  const auto is_word = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !(before && is_word(symbol.front()) && is_word(text[at - 1])) &&
         !(after && (is_word(symbol.back()) || symbol.ends_with("ł") || symbol.ends_with("č")) &&
           is_word(text[end]));
}

constexpr auto kCommaLanguages = std::to_array<std::string_view>(
    {"bg", "ca", "cs", "da", "de", "el", "es", "et", "eu", "fi", "fr", "gl",
     "hr", "hu", "id", "is", "it", "lt", "lv", "nb", "nl", "nn", "no", "pl",
     "pt", "ro", "ru", "sk", "sl", "sr", "sv", "tr", "uk", "vi"});
constexpr auto kPointLanguages = std::to_array<std::string_view>(
    {"ar", "en", "he", "hi", "ja", "ko", "ms", "ta", "th", "ur", "zh"});
// Regions that write a point although most of the language writes a comma (Unicode CLDR).
constexpr auto kPointRegions = std::to_array<std::string_view>(
    {"ch", "do", "gt", "hn", "li", "mx", "ni", "pa", "pe", "pr", "sv", "us"});
constexpr auto kCommaCurrencies = std::to_array<std::string_view>(
    {"ARS", "BGN", "BRL", "CLP", "COP", "CZK", "DKK", "HUF", "IDR", "ISK",
     "NOK", "PLN", "RON", "RSD", "RUB", "SEK", "TRY", "UAH", "UYU", "VND"});
constexpr auto kPointCurrencies =
    std::to_array<std::string_view>({"AUD", "CHF", "CNY", "GBP", "HKD", "ILS", "INR", "JPY", "KRW",
                                     "MXN", "MYR", "NZD", "PHP", "SGD", "THB", "TWD", "USD"});

template <std::size_t N>
bool holds(const std::array<std::string_view, N>& list, std::string_view item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

}  // namespace

CurrencyMark currency_mark(std::string_view text, std::size_t at, const PriceHint& hint) {
  const Symbol* best = nullptr;
  for (const Symbol& symbol : kSymbols) {
    if (best != nullptr && symbol.text.size() <= best->text.size()) continue;
    if (text.substr(at).starts_with(symbol.text) && stands_alone(text, at, symbol.text)) {
      best = &symbol;
    }
  }
  const std::string_view code = text.substr(at, 3);
  const bool upper =
      std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if ((best == nullptr || best->text.size() < 3) && upper && stands_alone(text, at, code)) {
    if (const auto currency = Currency::parse(code)) return {3, {*currency}};
  }
  if (best == nullptr) return {};
  const Currency usual = *Currency::parse(best->code);
  const auto meanings = family(best->text);
  return {best->text.size(),
          meanings.empty() ? CurrencyText{usual} : shared_symbol(meanings, usual, hint)};
}

std::optional<CurrencyText> read_currency(std::string_view text, const PriceHint& hint) {
  text = trim(text);
  if (const auto code = Currency::parse(text)) return CurrencyText{*code};
  if (text.empty()) return std::nullopt;
  const CurrencyMark mark = currency_mark(text, 0, hint);
  if (mark.length != text.size()) return std::nullopt;
  return mark.meaning;
}

char decimal_mark(const PriceHint& hint, Currency currency) {
  const std::string language = primary_language(hint.language);
  if (holds(kPointLanguages, language)) return '.';
  if (holds(kCommaLanguages, language)) {
    return holds(kPointRegions, region_of(hint.language)) ? '.' : ',';
  }
  if (holds(kPointCurrencies, currency.code())) return '.';
  return holds(kCommaCurrencies, currency.code()) ? ',' : '\0';
}

}  // namespace tocsin::scrape
