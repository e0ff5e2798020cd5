// Text with emphasis, as chat channels carry it: spans of characters and how each is set. Pure.
//
// Templates of chat channels are written in one small markup, the same for all: *strong* and
// `code`, on one line each; a backslash takes the next character as it is. Values are never read as
// markup. What a channel makes of the spans is in markup.h.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::notify {

enum class Style { plain, strong, code };

struct Span {
  std::string text;  // UTF-8, line feeds in it
  Style style = Style::plain;
  std::string link{};  // a web address, or empty
  friend bool operator==(const Span&, const Span&) = default;
};
using RichText = std::vector<Span>;

// Around each value in what Mustache gives under Escape::marked.
inline constexpr char kValueBegins = '\x02';
inline constexpr char kValueEnds = '\x03';

// The spans of a rendered template. Strong and code end with their line at the latest; blanks at
// line ends and more than one empty line in a row vanish.
RichText read_rich_text(std::string_view rendered);
std::string plain_text(const RichText& text);

// How long a text is to its receiver.
using Measure = std::function<std::size_t(const RichText&)>;
// UTF-16 code units, as JavaScript and Telegram count.
std::size_t utf16_length(std::string_view text);

// The text if it measures at most `limit`, else as much of its beginning as fits with `ending`
// behind it: whole characters with what combines with them, and whole words where words are short.
// An ending that has no room is left out.
RichText cut(const RichText& text, std::size_t limit, const Measure& measure,
             const RichText& ending);
// The same for plain text measured in UTF-16 code units; it ends in "…" where it was cut.
std::string cut(std::string_view text, std::size_t limit);

}  // namespace tocsin::notify
