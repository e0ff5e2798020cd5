#include "notify/channels/twiml.h"

#include <fmt/format.h>

#include "base/escape.h"
#include "base/text.h"
#include "notify/rich_text.h"

namespace tocsin::notify {
namespace {

constexpr int kAnswerSeconds = 8;  // between the last word and hanging up

// Lines as sentences, so that the voice pauses between them.
std::string sentences(std::string_view text) {
  std::string out;
  for (const std::string& line : split(text, '\n')) {
    if (!out.empty()) out += ' ';
    out += line;
    if (std::string_view(".!?:;,").find(out.back()) == std::string_view::npos) out += '.';
  }
  return out;
}

std::string say(std::string_view escaped, const std::string& language) {
  return fmt::format(R"(<Say loop="2" language="{}">{}</Say>)", escape_markup(language), escaped);
}

std::string document(const Speech& s, std::string_view text) {
  const std::string escaped = escape_markup(text);
  std::string body;
  if (s.answer_url.empty()) {
    body = say(escaped, s.language);
  } else {
    body =
        fmt::format(R"(<Gather numDigits="1" timeout="{}" method="POST" action="{}">{}</Gather>)",
                    kAnswerSeconds, escape_markup(s.answer_url),
                    say(escaped + " " + escape_markup(s.prompt), s.language));
  }
  return R"(<?xml version="1.0" encoding="UTF-8"?><Response><Pause length="1"/>)" + body +
         "</Response>";
}

}  // namespace

std::string twiml_of(const Speech& speech) {
  const std::string text = sentences(to_utf8(speech.text));
  const Measure measure = [&](const RichText& t) { return document(speech, plain_text(t)).size(); };
  return document(speech, plain_text(cut(RichText{{text}}, kMaxTwiml, measure, {{"…"}})));
}

}  // namespace tocsin::notify
