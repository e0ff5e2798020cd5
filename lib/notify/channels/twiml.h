// What a call says, as TwiML (twilio.com/docs/voice/twiml). Pure.
#pragma once

#include <string>

namespace tocsin::notify {

// Twilio takes so much of it inside a request (its OpenAPI document, CreateCall.Twiml).
inline constexpr std::size_t kMaxTwiml = 4'000;

struct Speech {
  std::string text;      // any UTF-8
  std::string language;  // "en-GB"
  // Where a key press goes, with what is said about it; empty: nothing to press.
  std::string answer_url{}, prompt{};
};

// Well-formed whatever the text is, and at most kMaxTwiml bytes: a longer text is cut between words
// and ends in "…". Everything is said twice; each line is a sentence.
std::string twiml_of(const Speech& speech);

}  // namespace tocsin::notify
