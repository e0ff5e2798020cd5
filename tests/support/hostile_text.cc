#include "support/hostile_text.h"

#include <array>
#include <random>
#include <string_view>

namespace tocsin::test {

std::string hostile_text(unsigned seed, int pieces) {
  constexpr auto kPieces = std::to_array<std::string_view>(
      {"*",        "_",       "**",          "__",    "~",
       "||",       "`",       "```",         "[",     "]",
       "(",        ")",       ">",           "#",     "+",
       "-",        "=",       "|",           "{",     "}",
       ".",        "!",       "\\",          "<",     "&",
       "&amp;",    "<!here>", "@everyone",   "@here", "<@U1>",
       "<@&1>",    "{{x}}",   "[a](b)",      "</b>",  "<script>",
       "\"",       "'",       "\n",          " ",     "\t",
       "e\u0301",  "ü",       "€",           "🎫",     "👩‍🚀",
       "👍🏽", "🇬🇧",      "क्षि",         "漢字",  "\u202e",
       "\u200b",   "word",    "longer word", "1.",    "https://x.example/?a=b&c=d"});
  std::minstd_rand random(seed + 1);
  std::string out;
  for (int i = 0; i < pieces; ++i) {
    out += kPieces[std::uniform_int_distribution<std::size_t>(0, kPieces.size() - 1)(random)];
  }
  return out;
}

}  // namespace tocsin::test
