#include "notify/markup.h"

#include <algorithm>

namespace tocsin::notify {
namespace {

std::string backslashed(std::string_view text, std::string_view reserved) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (const char c : text) {
    if (reserved.find(c) != reserved.npos) out += '\\';
    out += c;
  }
  return out;
}

// Emphasis does not reach across lines everywhere: each line gets its own.
std::string around_lines(std::string_view text, std::string_view mark) {
  std::string out;
  while (true) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    if (!line.empty()) out.append(mark).append(line).append(mark);
    if (end == text.npos) return out;
    out += '\n';
    text.remove_prefix(end + 1);
  }
}

// Where code cannot hold a backtick, a look-alike stands for it.
std::string without_backticks(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '`' ? '\'' : c;
  return out;
}

// What would end <URL|text> or be read in it.
std::string mrkdwn_url(std::string_view url) {
  std::string out;
  for (const char c : url) {
    if (c == '|') {
      out += "%7C";
    } else {
      out += c;
    }
  }
  return escape_mrkdwn(out);
}

// What would end [text](URL).
std::string discord_url(std::string_view url) {
  std::string out;
  for (const char c : url) {
    if (c == '(') {
      out += "%28";
    } else if (c == ')') {
      out += "%29";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

std::string escape_markdown_v2(std::string_view text) {
  return backslashed(text, "_*[]()~`>#+-=|{}.!\\");
}
std::string escape_markdown_v2_code(std::string_view text) {
  return backslashed(text, "`\\");
}
std::string escape_markdown_v2_url(std::string_view url) {
  return backslashed(url, ")\\");
}

std::string escape_mrkdwn(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string escape_discord(std::string_view text) {
  constexpr std::string_view kInvisible = "\u200b";
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    if (std::string_view("\\*_~`|>#-+[]()<").find(rest[0]) != std::string_view::npos) out += '\\';
    out += rest[0];
    if (rest.starts_with("@everyone") || rest.starts_with("@here")) out += kInvisible;
  }
  return out;
}

std::string to_markdown_v2(const RichText& text) {
  std::string out;
  for (const Span& span : text) {
    std::string said =
        span.style == Style::code     ? around_lines(escape_markdown_v2_code(span.text), "`")
        : span.style == Style::strong ? around_lines(escape_markdown_v2(span.text), "*")
                                      : escape_markdown_v2(span.text);
    if (!span.link.empty()) {
      said = "[" + said + "](" + escape_markdown_v2_url(span.link) + ")";
    }
    out += said;
  }
  return out;
}

std::string to_mrkdwn(const RichText& text) {
  std::string out;
  for (const Span& span : text) {
    const std::string escaped = escape_mrkdwn(span.text);
    if (!span.link.empty()) {
      std::string label = escaped;
      std::replace(label.begin(), label.end(), '\n', ' ');
      out += "<" + mrkdwn_url(span.link) + "|" + label + ">";
    } else if (span.style == Style::code) {
      out += around_lines(without_backticks(escaped), "`");
    } else {
      out += span.style == Style::strong ? around_lines(escaped, "*") : escaped;
    }
  }
  return out;
}

std::string to_discord(const RichText& text) {
  std::string out;
  for (const Span& span : text) {
    std::string said = span.style == Style::code ? around_lines(without_backticks(span.text), "`")
                       : span.style == Style::strong ? around_lines(escape_discord(span.text), "**")
                                                     : escape_discord(span.text);
    if (!span.link.empty()) said = "[" + said + "](" + discord_url(span.link) + ")";
    out += said;
  }
  return out;
}

}  // namespace tocsin::notify
