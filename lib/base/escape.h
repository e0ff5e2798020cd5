// Text that is to stand in a page or a document of markup.
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

// For text between tags and in quoted attributes, the same in HTML and XML: the five characters
// with a meaning become references that both know (&apos; is none of HTML 4), what XML 1.0 has no
// place for (its section 2.2) becomes a blank, and what is no UTF-8 becomes U+FFFD.
std::string escape_markup(std::string_view text);

}  // namespace tocsin
