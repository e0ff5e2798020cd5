// Character references of HTML ("&amp;", "&#8217;", "&eacute;") as the characters they mean.
#pragma once

#include <string>
#include <string_view>

namespace tocsin::scrape {

// What is no known reference stays as it is. One level only: nothing can expand beyond its length.
std::string decode_entities(std::string_view text);

}  // namespace tocsin::scrape
