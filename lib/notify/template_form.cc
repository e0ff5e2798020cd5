#include "notify/template_form.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace tocsin::notify {
namespace {

constexpr std::size_t kOneLine = 200;
constexpr std::size_t kShort = 1'000;
constexpr std::size_t kLong = 4'000;

constexpr auto kMail = std::to_array<PartForm>({
    {"subject", Markup::plain, kOneLine, true},
    {"text", Markup::plain, kLargestTemplate},
    {"html", Markup::html, kLargestTemplate},
});
constexpr auto kChat = std::to_array<PartForm>({
    {"title", Markup::plain, kOneLine, true},
    {"text", Markup::rich, kLong},
});
constexpr auto kTitled = std::to_array<PartForm>({
    {"title", Markup::plain, kOneLine, true},
    {"text", Markup::plain, kLong},
});
constexpr auto kPlain = std::to_array<PartForm>({
    {"text", Markup::plain, kShort},
});

constexpr auto kForms = std::to_array<TemplateForm>({
    {Channel::email, kMail, true},
    {Channel::slack, kChat},
    {Channel::discord, kChat},
    {Channel::telegram, kChat},
    {Channel::sms, kPlain},
    {Channel::whatsapp, kPlain},
    {Channel::voice, kPlain},
    {Channel::push, kTitled},
    {Channel::inapp, kTitled},
});

// The text after the line "--- NAME" up to the next such line.
std::optional<std::string> part_of(std::string_view file, std::string_view name) {
  const std::string mark = fmt::format("--- {}\n", name);
  std::size_t begin = file.starts_with(mark) ? 0 : file.find("\n" + mark);
  if (begin == file.npos) return std::nullopt;
  begin = file.find('\n', begin + 1) + 1;
  const std::size_t end = file.find("\n--- ", begin - 1);
  std::string_view part = file.substr(begin, std::max(begin, std::min(end, file.size())) - begin);
  return std::string(trim(part));
}

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t n = 0;
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++n;
  return n;
}

// What can be done about the alert itself stands beside the one action.
std::string without_acts(std::string_view part) {
  constexpr std::string_view kBegin = "{{#acts}}", kEnd = "{{/acts}}";
  const std::size_t begin = part.find(kBegin), end = part.find(kEnd, begin);
  if (begin == part.npos || end == part.npos) return std::string(part);
  return fmt::format("{}{}", part.substr(0, begin), part.substr(end + kEnd.size()));
}

constexpr auto kForbiddenTags =
    std::to_array<std::string_view>({"<script", "<form", "<iframe", "<object", "<embed", "<link"});
// Words that have no business between {{ and }}.
constexpr auto kSecrets =
    std::to_array<std::string_view>({"password", "secret", "token", "card_number", "cvv", "iban"});

std::string broken_html(const std::string& html) {
  if (count(without_acts(html), "<a ") > 1)
    return "more than one link: a mail has one clear action";
  for (const std::string_view tag : kForbiddenTags) {
    if (html.find(tag) != html.npos) return fmt::format("{}> is not for mail", tag);
  }
  if (count(html, "<img") != count(html, "src=\"cid:")) return "an image must be inline (cid:)";
  return "";
}

// Strong and code begin and end on one line; what Mustache reads is not looked at.
std::string unbalanced(std::string_view text) {
  bool strong = false, code = false, place = false;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const std::string_view rest = text.substr(std::min(i, text.size()));
    if (rest.starts_with("{{")) place = true;
    if (rest.starts_with("}}")) place = false;
    if (place) continue;
    if (rest.empty() || rest[0] == '\n') {
      if (strong || code) return "a * or ` without its pair on the line; write \\* for a star";
    } else if (rest[0] == '\\') {
      ++i;
    } else if (rest[0] == '`') {
      code = !code;
    } else if (rest[0] == '*' && !code) {
      strong = !strong;
    }
  }
  return "";
}

std::string secret_place(std::string_view text) {
  for (auto at = text.find("{{"); at != text.npos; at = text.find("{{", at + 2)) {
    const std::string place = to_lower(text.substr(at, text.find("}}", at) - at));
    for (const std::string_view word : kSecrets) {
      if (place.find(word) != place.npos) return fmt::format("a message carries no {}", word);
    }
  }
  return "";
}

std::string broken_rule(const PartForm& form, const std::string& part, bool is_layout) {
  if (part.empty()) return fmt::format("the part {} is empty", form.name);
  if (form.one_line && part.find('\n') != part.npos) {
    return fmt::format("the {} must be one line", form.name);
  }
  if (part.size() > form.longest) return fmt::format("the {} is too long", form.name);
  if (count(part, "{{=") > 0) return "the places stay {{name}}";
  const std::size_t raw = count(part, "{{{") + count(part, "{{&");
  if (is_layout && (raw != 1 || part.find("{{{content}}}") == part.npos)) {
    return fmt::format("the layout's {} must have {{{{{{content}}}}}} and no other unescaped value",
                       form.name);
  }
  if (!is_layout && raw != 0 && form.markup != Markup::plain) {
    return "a value must be escaped: {{name}}, not {{{name}}}";
  }
  std::string why;
  if (form.markup == Markup::html) {
    why = broken_html(to_lower(part));
  } else {
    const std::string counted = without_acts(part);
    if (count(counted, "://") + count(counted, "url}}") > 1) {
      why = "more than one link: a message has one clear action";
    }
  }
  if (why.empty() && form.markup == Markup::rich) why = unbalanced(part);
  return why.empty() ? secret_place(part) : why;
}

}  // namespace

const TemplateForm* template_form(Channel channel) {
  const auto* const form = std::find_if(
      kForms.begin(), kForms.end(), [&](const TemplateForm& f) { return f.channel == channel; });
  return form == kForms.end() ? nullptr : form;
}

std::optional<TemplateParts> read_template(std::string_view file, const TemplateForm& form,
                                           bool is_layout, std::string& why) {
  if (file.size() > kLargestTemplate) {
    why = "larger than 64 KiB";
    return std::nullopt;
  }
  if (!is_utf8(file)) {
    why = "not UTF-8";
    return std::nullopt;
  }
  TemplateParts parts;
  for (const PartForm& p : form.parts) {
    auto part = part_of(file, p.name);
    if (!part) {
      why = fmt::format("needs the part '--- {}'", p.name);
      return std::nullopt;
    }
    why = broken_rule(p, *part, is_layout);
    if (!why.empty()) return std::nullopt;
    parts.emplace(p.name, std::move(*part));
  }
  return parts;
}

}  // namespace tocsin::notify
