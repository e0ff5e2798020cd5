#include "notify/rich_text.h"

#include <algorithm>

#include "base/text.h"

namespace tocsin::notify {
namespace {

// How far back a cut looks for the end of a word, in characters.
constexpr std::size_t kWordSearch = 24;

void append(RichText& out, std::string_view text, Style style) {
  if (out.empty() || out.back().style != style) out.push_back({"", style});
  out.back().text += text;
}

// The first character of well-formed UTF-8.
struct First {
  char32_t point;
  std::size_t bytes;
};
First first_of(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) & 0x3FU : 0U;
  };
  const unsigned lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {lead, 1};
  if (lead < 0xE0) return {(lead & 0x1FU) << 6U | byte(1), std::min<std::size_t>(2, text.size())};
  if (lead < 0xF0) {
    return {(lead & 0x0FU) << 12U | byte(1) << 6U | byte(2), std::min<std::size_t>(3, text.size())};
  }
  return {(lead & 0x07U) << 18U | byte(1) << 12U | byte(2) << 6U | byte(3),
          std::min<std::size_t>(4, text.size())};
}

constexpr char32_t kJoiner = 0x200D;

// Characters that belong to the one before: combining marks, variation selectors, skin tones, tags
// (Unicode Standard Annex 29, rules GB9 and GB9a, for the blocks in use).
bool extends(char32_t p) {
  return (p >= 0x300 && p <= 0x36F) || (p >= 0x483 && p <= 0x489) || (p >= 0x591 && p <= 0x5BD) ||
         (p >= 0x610 && p <= 0x61A) || (p >= 0x64B && p <= 0x65F) || (p >= 0x900 && p <= 0x903) ||
         (p >= 0x93A && p <= 0x94F && p != 0x93D) || p == 0xE31 || (p >= 0xE34 && p <= 0xE3A) ||
         (p >= 0xE47 && p <= 0xE4E) || (p >= 0x1AB0 && p <= 0x1AFF) ||
         (p >= 0x1DC0 && p <= 0x1DFF) || p == 0x200C || p == kJoiner ||
         (p >= 0x20D0 && p <= 0x20FF) || (p >= 0x3099 && p <= 0x309A) ||
         (p >= 0xFE00 && p <= 0xFE0F) || (p >= 0xFE20 && p <= 0xFE2F) ||
         (p >= 0x1F3FB && p <= 0x1F3FF) || (p >= 0xE0020 && p <= 0xE007F) ||
         (p >= 0xE0100 && p <= 0xE01EF);
}
// Two of these make one flag.
bool is_regional(char32_t p) {
  return p >= 0x1F1E6 && p <= 0x1F1FF;
}

// A place where a text may end: so many bytes of the span of that number.
struct Place {
  std::size_t span, bytes;
  bool after_word;
};

std::vector<Place> places_of(const RichText& text) {
  std::vector<Place> out;
  char32_t before = 0;
  bool half_flag = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view all = text[i].text;
    for (std::size_t at = 0; at < all.size();) {
      const First next = first_of(all.substr(at));
      const bool joined =
          extends(next.point) || before == kJoiner || (half_flag && is_regional(next.point));
      if (!joined) {
        const bool blank = next.point == ' ' || next.point == '\n';
        out.push_back({i, at, blank && before != ' ' && before != '\n'});
      }
      half_flag = is_regional(next.point) && !(half_flag && joined);
      before = next.point;
      at += next.bytes;
    }
  }
  return out;
}

RichText until(const RichText& text, const Place& place, const RichText& ending) {
  RichText out(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(place.span));
  if (place.bytes > 0) {
    out.push_back(text[place.span]);
    out.back().text.resize(place.bytes);
  }
  out.insert(out.end(), ending.begin(), ending.end());
  return out;
}

}  // namespace

RichText read_rich_text(std::string_view rendered) {
  RichText out;
  Style style = Style::plain;
  bool value = false;
  std::size_t line_ends = 0;
  const auto end_line = [&] {
    while (!out.empty()) {
      std::string& last = out.back().text;
      while (!last.empty() && last.back() == ' ') last.pop_back();
      if (!last.empty()) break;
      out.pop_back();
    }
  };
  const auto put = [&](char c) {
    for (; line_ends > 0; --line_ends) append(out, "\n", Style::plain);
    append(out, std::string_view(&c, 1), style);
  };
  for (std::size_t i = 0; i < rendered.size(); ++i) {
    const char c = rendered[i];
    if (c == kValueBegins || c == kValueEnds) {
      value = c == kValueBegins;
    } else if (c == '\n') {
      style = Style::plain;
      end_line();
      if (!out.empty()) line_ends = std::min<std::size_t>(line_ends + 1, 2);
    } else if (value) {
      put(c);
    } else if (c == '\\' && i + 1 < rendered.size() && rendered[i + 1] != kValueBegins) {
      put(rendered[++i]);
    } else if (c == '*' && style != Style::code) {
      style = style == Style::strong ? Style::plain : Style::strong;
    } else if (c == '`') {
      style = style == Style::code ? Style::plain : Style::code;
    } else {
      put(c);
    }
  }
  end_line();
  return out;
}

std::string plain_text(const RichText& text) {
  std::string out;
  for (const Span& span : text) out += span.text;
  return out;
}

std::size_t utf16_length(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) == 0x80U) continue;
    units += byte >= 0xF0 ? 2 : 1;
  }
  return units;
}

RichText cut(const RichText& text, std::size_t limit, const Measure& measure,
             const RichText& ending) {
  if (measure(text) <= limit) return text;
  if (!ending.empty() && measure(ending) > limit) return cut(text, limit, measure, {});
  const std::vector<Place> places = places_of(text);
  const auto fits = [&](const Place& p) { return measure(until(text, p, ending)) <= limit; };
  auto best = std::partition_point(places.begin(), places.end(), fits);
  if (best == places.begin()) return ending;
  --best;
  const auto earliest = best - std::min<std::ptrdiff_t>(best - places.begin(), kWordSearch);
  for (auto at = best; at > earliest; --at) {
    if (at->after_word && fits(*at)) return until(text, *at, ending);
  }
  while (best > places.begin() && !fits(*best)) --best;
  return until(text, *best, ending);
}

std::string cut(std::string_view text, std::size_t limit) {
  const Measure measure = [](const RichText& t) {
    std::size_t units = 0;
    for (const Span& span : t) units += utf16_length(span.text);
    return units;
  };
  return plain_text(cut(RichText{{std::string(text)}}, limit, measure, {{"…"}}));
}

}  // namespace tocsin::notify
