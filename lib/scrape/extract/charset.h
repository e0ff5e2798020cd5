// The bytes of a page as UTF-8 text.
//
// The encoding is, in this order: a byte order mark, the charset of the Content-Type header, an XML
// declaration, a <meta> element in the first 1,024 bytes (WHATWG HTML, 13.2.3), UTF-8. "iso-8859-1"
// and "ascii" mean windows-1252, as the WHATWG Encoding Standard has it. Wrong declarations are
// seen through where the bytes tell: what calls itself windows-1252 and is whole UTF-8 beyond ASCII
// is UTF-8; what should be UTF-8 and for the most part is not is windows-1252. Both are reported.
#pragma once

#include <string>
#include <string_view>

#include "scrape/extract/problems.h"

namespace tocsin::scrape {

// Faulty bytes become U+FFFD and are reported. The result is a view of `bytes` where they are
// UTF-8 already, else of `storage`.
std::string_view page_text(std::string_view bytes, std::string_view content_type,
                           std::string& storage, Problems& problems);

// Appends one code point; surrogates and what is beyond U+10FFFF become U+FFFD.
void append_utf8(std::string& out, char32_t point);

}  // namespace tocsin::scrape
