#include "scrape/extract/html_skim.h"

#include <array>
#include <bit>
#include <cstdint>

#include "base/text.h"
#include "scrape/extract/html_bytes.h"
#include "scrape/extract/html_tags.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace tocsin::scrape {

#ifdef __SSE2__
namespace {

// A bit for each byte of a block, the first byte's the lowest.
using Bits = std::uint64_t;

class Block {
 public:
  explicit Block(const char* bytes)
      : parts_{part(bytes), part(bytes + 16), part(bytes + 32), part(bytes + 48)} {}

  Bits equal_to(char c) const {
    const __m128i all = _mm_set1_epi8(c);
    return those([&](__m128i part) { return _mm_cmpeq_epi8(part, all); });
  }
  Bits blank() const {  // control characters too
    const __m128i all = _mm_set1_epi8(' ');
    return those([&](__m128i part) { return _mm_cmpeq_epi8(_mm_min_epu8(part, all), part); });
  }
  // What the name of an attribute may end with, of ASCII: letters, digits and signs above '/'.
  Bits ends_name() const {
    const __m128i all = _mm_set1_epi8('/');
    return those([&](__m128i part) { return _mm_cmpgt_epi8(part, all); });
  }
  Bits e_or_f() const {  // what names that tell a type end with
    const __m128i e = _mm_set1_epi8('e'), f = _mm_set1_epi8('f'), lower = _mm_set1_epi8(0x20);
    return those([&](__m128i part) {
      const __m128i letter = _mm_or_si128(part, lower);
      return _mm_or_si128(_mm_cmpeq_epi8(letter, e), _mm_cmpeq_epi8(letter, f));
    });
  }

 private:
  static __m128i part(const char* bytes) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
  }
  template <typename Test>
  Bits those(Test test) const {
    const auto in = [&](int part) {
      return Bits{static_cast<unsigned>(_mm_movemask_epi8(test(parts_[part])))} << 16 * part;
    };
    return (in(0) | in(1)) | (in(2) | in(3));
  }

  __m128i parts_[4];
};

// Is the number of bits set up to each, itself counted, odd?
Bits odd_so_far(Bits bits) {
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  return bits ^ bits << 32;
}

// Is one of the tags that start at these bits not a tag, or one of an element that is asked for?
// All are looked at, without branches: which one tells is hard to predict, that none does is not.
bool some_tag_tells(std::string_view html, std::size_t at, Bits opens) {
  unsigned tells = 0;
  for (; opens != 0; opens &= opens - 1) {
    const char* name = html.data() + at + std::countr_zero(opens) + 1;
    const unsigned ends = name[0] == '/' ? 1 : 0;
    tells |= is(kLetter, name[ends]) ? 0U : 1U;
    tells |= may_be_known(name[0], name[1]) ? 1U - ends : 0U;
  }
  return tells != 0;
}

constexpr std::array<std::string_view, 2> kTypeNames{"itemtype", "typeof"};

// Does the name of an attribute that ends before one of these bits tell the type of an item?
bool some_type_told(std::string_view html, std::size_t at, Bits name_ends) {
  for (; name_ends != 0; name_ends &= name_ends - 1) {
    const std::string_view before =
        html.substr(0, at + static_cast<std::size_t>(std::countr_zero(name_ends)));
    for (const std::string_view name : kTypeNames) {
      if (before.size() < name.size()) continue;
      const std::string_view last = before.substr(before.size() - name.size());
      if ((last.front() | 0x20) == name.front() && equal_ignoring_case(last, name)) return true;
    }
  }
  return false;
}

// What the blocks before say of the next one; each is one bit, the lowest, or all.
struct Before {
  Bits in_tag = 0, in_quotes = 0;                           // all or none
  Bits in_name = 0, equals = 0, ends_name = 0, e_or_f = 0;  // of the byte before
};

// Is there nothing in the block but plain text and plain tags? Then `before` is of the next one.
bool is_plain(std::string_view html, std::size_t at, Before& before) {
  const Block block(html.data() + at);
  const Bits opens = block.equal_to('<'), closes = block.equal_to('>');
  const Bits in_tag = odd_so_far(opens | closes) ^ before.in_tag;  // from '<' to before '>'
  const Bits quotes = block.equal_to('"') & in_tag;
  const Bits in_quotes = odd_so_far(quotes) ^ before.in_quotes;  // from '"' to before '"'
  // Tags are closed before the next is opened, and not in quotes.
  Bits odd = (opens & ~in_tag) | (closes & (in_tag | in_quotes));
  // Behind '=' stands a quote, and nowhere else; before it the name of an attribute.
  const Bits equals = block.equal_to('=') & in_tag & ~in_quotes;
  odd |= (quotes & in_quotes) ^ (equals << 1 | before.equals);
  const Bits ends_name = block.ends_name();
  odd |= equals & ~(ends_name << 1 | before.ends_name);
  // The name of the tag runs up to a blank.
  const Bits not_blank = ~(block.blank() | closes);
  const Bits name_starts = opens << 1 | before.in_name;
  const Bits names = not_blank & ~(not_blank + name_starts);
  odd |= equals & names;
  if (odd != 0) return false;
  const Bits e_or_f = block.e_or_f();
  if (some_tag_tells(html, at, opens)) return false;
  if (some_type_told(html, at, equals & (e_or_f << 1 | before.e_or_f))) return false;
  const auto last = [](Bits bits) { return bits >> 63; };
  before = {.in_tag = -last(in_tag),
            .in_quotes = -last(in_quotes),
            .in_name = last(names | opens),
            .equals = last(equals),
            .ends_name = last(ends_name),
            .e_or_f = last(e_or_f)};
  return true;
}

}  // namespace

std::size_t skim(std::string_view html, std::size_t at) {
  constexpr std::size_t kName = 2;  // of a name at the end of a block, what is looked at
  Before before;
  while (at + kSkimmed + kName <= html.size() && is_plain(html, at, before)) at += kSkimmed;
  return before.in_tag == 0 ? at : html.rfind('<', at - 1);
}
#else
std::size_t skim(std::string_view, std::size_t at) {
  return at;
}
#endif

}  // namespace tocsin::scrape
