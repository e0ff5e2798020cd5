// Small rules about text: UTF-8 at the door, the nearest known name, masking.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

// Byte position of the first fault, or nothing when the text is well-formed UTF-8 (RFC 3629: no
// surrogates, no overlong forms, at most U+10FFFF).
std::optional<std::size_t> utf8_fault(std::string_view text);
inline bool is_utf8(std::string_view text) {
  return !utf8_fault(text);
}
// Replaces each faulty byte by U+FFFD.
std::string to_utf8(std::string_view text);
// The longest prefix of at most `bytes` bytes that ends at a character boundary.
std::string_view utf8_prefix(std::string_view text, std::size_t bytes);
// Columns on a terminal, counting code points (wide East Asian characters count two).
std::size_t display_width(std::string_view text);

std::string_view trim(std::string_view text);  // ASCII white space
std::string to_lower(std::string_view text);   // ASCII only; other bytes unchanged
bool equal_ignoring_case(std::string_view a, std::string_view b);
std::vector<std::string> split(std::string_view text, char separator);  // trimmed, no empty parts
std::string join(std::span<const std::string> parts, std::string_view separator);
// Lower case, accents folded for Latin letters, punctuation and runs of space as one blank: the
// form in which names are compared ("Beyoncé  — Live" and "beyonce live" are the same).
std::string fold(std::string_view text);

// The known name that a person most likely meant, if one is near enough.
std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> known);

// Enough of a secret to recognise it: "xoxb…9f2c"; short ones vanish wholly: "…".
std::string mask_secret(std::string_view secret);
// "ann.lee@example.org" → "a…@example.org"; "+447700900123" → "+44…123"; URLs lose path and query,
// programs their arguments.
std::string mask_address(std::string_view address);
// The same for every mail address and telephone number (+, eight digits or more) within a text,
// such as what a mail server answers.
std::string mask_addresses_in(std::string_view text);

}  // namespace tocsin
