// Text that wants to be something else: for tests of escaping and cutting.
#pragma once

#include <string>

namespace tocsin::test {

// Well-formed UTF-8 of so many pieces: markup of every target, mentions, entities, combining
// characters, emoji, blanks. The same for the same seed.
std::string hostile_text(unsigned seed, int pieces);

}  // namespace tocsin::test
