#include "notify/templates.h"

#include <algorithm>
#include <array>

#include "base/embedded.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

namespace tocsin::notify {
namespace {

constexpr std::size_t kLargest = 64U << 10;
constexpr std::size_t kLongestSubject = 200;

// The text after the line "--- NAME" up to the next such line.
std::optional<std::string> part_of(std::string_view file, std::string_view name) {
  const std::string mark = fmt::format("--- {}\n", name);
  std::size_t begin = file.starts_with(mark) ? 0 : file.find("\n" + mark);
  if (begin == file.npos) return std::nullopt;
  begin = file.find('\n', begin + 1) + 1;
  const std::size_t end = file.find("\n--- ", begin == 0 ? 0 : begin - 1);
  std::string_view part = file.substr(begin, std::max(begin, std::min(end, file.size())) - begin);
  return std::string(trim(part));
}

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t n = 0;
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++n;
  return n;
}

constexpr auto kForbiddenTags =
    std::to_array<std::string_view>({"<script", "<form", "<iframe", "<object", "<embed", "<link"});
// Words that have no business between {{ and }}.
constexpr auto kSecrets =
    std::to_array<std::string_view>({"password", "secret", "token", "card_number", "cvv", "iban"});

std::string broken_rule(const MailText& parts, bool is_layout) {
  if (parts.subject.empty() || parts.subject.find('\n') != std::string::npos) {
    return "the subject must be one line";
  }
  if (parts.subject.size() > kLongestSubject) return "the subject is too long";
  if (parts.text.empty() || parts.html.empty()) return "the text or the html is empty";
  const std::string html = to_lower(parts.html);
  const std::size_t raw = count(html, "{{{") + count(html, "{{&");
  if (is_layout ? raw != 1 || html.find("{{{content}}}") == html.npos : raw != 0) {
    return is_layout ? "the layout's html must have {{{content}}} and no other unescaped value"
                     : "a value in HTML must be escaped: {{name}}, not {{{name}}}";
  }
  if (count(html, "<a ") > 1) return "more than one link: a mail has one clear action";
  for (const std::string_view tag : kForbiddenTags) {
    if (html.find(tag) != html.npos) return fmt::format("{}> is not for mail", tag);
  }
  if (count(html, "<img") != count(html, "src=\"cid:")) return "an image must be inline (cid:)";
  for (const std::string* part : {&parts.subject, &parts.text, &parts.html}) {
    for (auto at = part->find("{{"); at != part->npos; at = part->find("{{", at + 2)) {
      const std::string place = to_lower(part->substr(at, part->find("}}", at) - at));
      for (const std::string_view word : kSecrets) {
        if (place.find(word) != place.npos) return fmt::format("a message carries no {}", word);
      }
    }
  }
  return "";
}

std::optional<std::string> shipped(std::string_view name) {
  const auto files = shipped::files();
  const auto found = std::find_if(files.begin(), files.end(),
                                  [&](const EmbeddedFile& f) { return f.name == name; });
  if (found == files.end()) return std::nullopt;
  return std::string(found->content);
}

// Kinds and languages come from data; they must not lead out of the folder.
std::string plain_name(std::string_view raw) {
  std::string out;
  for (const char c : to_lower(raw)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    out += plain ? c : '_';
  }
  return out;
}

}  // namespace

std::optional<MailText> parse_mail_template(std::string_view file, bool is_layout,
                                            std::string& why) {
  if (file.size() > kLargest) {
    why = "larger than 64 KiB";
    return std::nullopt;
  }
  if (!is_utf8(file)) {
    why = "not UTF-8";
    return std::nullopt;
  }
  const auto subject = part_of(file, "subject");
  const auto text = part_of(file, "text");
  const auto html = part_of(file, "html");
  if (!subject || !text || !html) {
    why = "needs the parts '--- subject', '--- text' and '--- html'";
    return std::nullopt;
  }
  MailText parts{*subject, *text, *html};
  why = broken_rule(parts, is_layout);
  return why.empty() ? std::optional(std::move(parts)) : std::nullopt;
}

std::optional<std::string> Templates::read(const std::string& name) const {
  std::error_code ignored;
  if (!overrides_.empty() && std::filesystem::exists(overrides_ / name, ignored)) {
    return read_file(overrides_ / name, kLargest + 1);
  }
  return shipped("templates/" + name);
}

const Templates::Loaded* Templates::load(const std::string& name) {
  auto found = loaded_.find(name);
  if (found == loaded_.end()) {
    std::optional<Loaded> made;
    if (const auto file = read(name)) {
      std::string why;
      const auto parts = parse_mail_template(*file, name.starts_with("layout/"), why);
      if (!parts) fail(Exit::config, "template {}: {}", name, why);
      try {
        made.emplace(Loaded{Mustache(parts->subject, Escape::none),
                            Mustache(parts->text, Escape::none),
                            Mustache(parts->html, Escape::html)});
      } catch (Error& e) {
        e.add_context("template " + name);
        throw;
      }
    }
    found = loaded_.emplace(name, std::move(made)).first;
  }
  return found->second ? &*found->second : nullptr;
}

const Templates::Loaded& Templates::find(std::string_view kind, std::string_view language) {
  for (const std::string& folder : {plain_name(kind), std::string("default")}) {
    for (const std::string& suffix : {"." + plain_name(language), std::string()}) {
      const auto* loaded = load(fmt::format("{}/email{}.mustache", folder, suffix));
      if (loaded != nullptr) return *loaded;
    }
  }
  fail(Exit::software, "no template for {}, not even the default", kind);
}

MailText Templates::render_mail(std::string_view kind, std::string_view language,
                                const Json& values) {
  const Loaded& own = find(kind, language);
  const Loaded& layout = find("layout", language);
  const auto within = [&](const Mustache& around, std::string content) {
    Json all = values;
    all["content"] = std::move(content);
    return around.render(all);
  };
  return {within(layout.subject, own.subject.render(values)),
          within(layout.text, own.text.render(values)),
          within(layout.html, own.html.render(values))};
}

}  // namespace tocsin::notify
