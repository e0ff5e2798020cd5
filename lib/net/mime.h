// The encodings of mail (RFC 2045, 2047). Pure functions; inside net only.
#pragma once

#include <string>
#include <string_view>

namespace tocsin::net {

// Printable ASCII alone, and nothing that looks like an encoded word.
bool is_plain_header_text(std::string_view text);
// UTF-8 as a run of encoded words (base64), folded between them.
std::string encoded_words(std::string_view text);
// Line ends of any kind become CRLF; lines of at most 76 bytes; ends with CRLF.
std::string quoted_printable(std::string_view text);
std::string base64_lines(std::string_view bytes);

}  // namespace tocsin::net
