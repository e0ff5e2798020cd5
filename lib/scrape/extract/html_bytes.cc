#include "scrape/extract/html_bytes.h"

#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace tocsin::scrape {
namespace {

// A bit for each of 64 bytes that is the wanted one.
std::uint64_t those(char wanted, const char* bytes) {
  std::uint64_t bits = 0;
#ifdef __SSE2__
  const __m128i all = _mm_set1_epi8(wanted);
  for (std::size_t i = 0; i < 64; i += sizeof(__m128i)) {
    const __m128i part = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + i));
    const int equal = _mm_movemask_epi8(_mm_cmpeq_epi8(part, all));
    bits |= std::uint64_t{static_cast<unsigned>(equal)} << i;
  }
#else
  for (std::size_t i = 0; i < 64; ++i) bits |= std::uint64_t{bytes[i] == wanted} << i;
#endif
  return bits;
}

}  // namespace

void TagBytes::read_block(std::size_t start) {
  start_ = start;
  const std::string_view rest = text_.substr(start);
  std::array<char, kBytes> padded;
  const char* bytes = rest.data();
  if (rest.size() < kBytes) {
    padded.fill(0);
    std::memcpy(padded.data(), rest.data(), rest.size());
    bytes = padded.data();
  }
  block_ = {.open = those('<', bytes),
            .close = those('>', bytes),
            .equals = those('=', bytes),
            .quote = those('"', bytes)};
}

}  // namespace tocsin::scrape
