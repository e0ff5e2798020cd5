#include "notify/channels/sms_text.h"

#include <algorithm>
#include <array>

#include "notify/rich_text.h"

namespace tocsin::notify {
namespace {

constexpr int kSeptets = 160, kSeptetsOfSeveral = 153;
constexpr int kUnits = 70, kUnitsOfSeveral = 67;

// The default alphabet and its extension table, as code points (3GPP TS 23.038, section 6.2.1).
constexpr std::u32string_view kBasic =
    U"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    U"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
constexpr std::u32string_view kExtension = U"^{}\\[~]|€\f";

struct Plain {
  char32_t from;
  std::string_view to;
};
constexpr auto kPlain = std::to_array<Plain>({
    {U'‘', "'"},      {U'’', "'"},      {U'‚', "'"},      {U'“', "\""}, {U'”', "\""},
    {U'„', "\""},     {U'«', "\""},     {U'»', "\""},     {U'‐', "-"},  {U'‑', "-"},
    {U'–', "-"},      {U'—', "-"},      {U'…', "..."},    {U'·', "-"},  {U'•', "-"},
    {U'\u00A0', " "}, {U'\u2009', " "}, {U'\u202F', " "}, {U'\t', " "},
});

// The next code point of well-formed UTF-8, taken off the front.
char32_t take(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  char32_t code = length == 1 ? first : first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length && i < text.size(); ++i) {
    code = code << 6U | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  text.remove_prefix(std::min(length, text.size()));
  return code;
}

// Septets that a character takes; 0: it is not in the alphabet.
int septets_of(char32_t c) {
  if (kBasic.find(c) != kBasic.npos) return 1;
  return kExtension.find(c) != kExtension.npos ? 2 : 0;
}

// Segments that characters fill, one after the other, none of them split.
class Filling {
 public:
  explicit Filling(int room) : room_(room) {}
  void add(int units) {
    if (used_ + units > room_) {
      ++segments_;
      used_ = 0;
    }
    used_ += units;
  }
  int segments() const { return segments_; }

 private:
  int room_, used_ = 0, segments_ = 1;
};

const Plain* plain_of(char32_t c) {
  const auto* const row =
      std::find_if(kPlain.begin(), kPlain.end(), [&](const Plain& p) { return p.from == c; });
  return row == kPlain.end() ? nullptr : row;
}

}  // namespace

SmsSize sms_size(std::string_view text) {
  Filling septets(kSeptetsOfSeveral), units(kUnitsOfSeveral);
  bool gsm7 = true;
  int all_septets = 0, all_units = 0;
  while (!text.empty()) {
    const char32_t c = take(text);
    const int septet = septets_of(c), unit = c > 0xFFFF ? 2 : 1;
    gsm7 = gsm7 && septet > 0;
    all_septets += septet;
    all_units += unit;
    septets.add(septet);
    units.add(unit);
  }
  if (gsm7) return {true, all_septets, all_septets <= kSeptets ? 1 : septets.segments()};
  return {false, all_units, all_units <= kUnits ? 1 : units.segments()};
}

std::string plain_punctuation(std::string_view text) {
  std::string out;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view before = rest;
    const char32_t c = take(rest);
    const Plain* const plain = plain_of(c);
    if (plain != nullptr) {
      out += plain->to;
    } else if (septets_of(c) > 0) {
      out += before.substr(0, before.size() - rest.size());
    } else {
      return std::string(text);
    }
  }
  return out;
}

std::string fit_sms(std::string_view text, std::string_view link, int segments) {
  const Measure measure = [](const RichText& t) {
    return static_cast<std::size_t>(sms_size(plain_text(t)).segments);
  };
  std::string ending = "...";
  if (!link.empty()) ending += "\n" + std::string(link);
  return plain_text(
      cut(RichText{{std::string(text)}}, static_cast<std::size_t>(segments), measure, {{ending}}));
}

}  // namespace tocsin::notify
