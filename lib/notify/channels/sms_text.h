// Text messages as they are counted and paid: in segments (3GPP TS 23.038, 23.040). Pure.
//
// A text of characters of the GSM 7-bit alphabet takes septets, two for those of its extension
// table: 160 in one segment, 153 in each of several. Any other character makes the whole text
// UCS-2: 70 UTF-16 units in one segment, 67 in each of several. No character is split between two.
#pragma once

#include <string>
#include <string_view>

namespace tocsin::notify {

struct SmsSize {
  bool gsm7 = true;
  int units = 0;     // septets or UTF-16 units
  int segments = 1;  // at least one
  friend bool operator==(const SmsSize&, const SmsSize&) = default;
};
// Of UTF-8.
SmsSize sms_size(std::string_view text);

// Typographic quotes, dashes, blanks and dots as their plain counterparts where the text has no
// other character beyond GSM 7-bit, so that it does not take twice the segments for one of them.
std::string plain_punctuation(std::string_view text);

// The text in at most `segments`: if it is longer, the beginning that fits, cut between words where
// they are short, then "..." and, on a line of its own, the link where there is one.
std::string fit_sms(std::string_view text, std::string_view link, int segments);

}  // namespace tocsin::notify
