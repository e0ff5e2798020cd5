#include "notify/templates.h"

#include <algorithm>

#include "base/embedded.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

namespace tocsin::notify {
namespace {

constexpr std::string_view kLayout = "layout";
constexpr std::string_view kDefault = "default";

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

Escape escape_of(Markup markup) {
  switch (markup) {
    case Markup::html:
      return Escape::html;
    case Markup::rich:
      return Escape::marked;
    case Markup::plain:
      break;
  }
  return Escape::none;
}

template <typename Map>
const auto& part_in(const Map& parts, std::string_view name) {
  const auto found = parts.find(name);
  if (found == parts.end()) fail(Exit::software, "the template has no such part: {}", name);
  return found->second;
}

}  // namespace

const std::string& Parts::text(std::string_view part) const {
  return part_in(texts_, part);
}
const RichText& Parts::rich(std::string_view part) const {
  return part_in(rich_, part);
}

std::vector<std::string> Templates::names(const TemplateChoice& choice) {
  std::vector<std::string> out;
  const std::string kind = plain_name(choice.kind);
  const std::string language = plain_name(choice.language);
  for (const std::string& folder : {kind, std::string(kDefault)}) {
    if (!language.empty()) {
      out.push_back(fmt::format("{}/{}.{}.mustache", folder, word(choice.channel), language));
    }
    out.push_back(fmt::format("{}/{}.mustache", folder, word(choice.channel)));
  }
  return out;
}

std::optional<std::string> Templates::read(const std::string& name) const {
  std::error_code ignored;
  if (!overrides_.empty() && std::filesystem::exists(overrides_ / name, ignored)) {
    return read_file(overrides_ / name, kLargestTemplate + 1);
  }
  return shipped("templates/" + name);
}

const Templates::Loaded* Templates::load(const std::string& name, const TemplateForm& form) {
  auto found = loaded_.find(name);
  if (found == loaded_.end()) {
    std::optional<Loaded> made;
    if (const auto file = read(name)) {
      std::string why;
      const bool is_layout = name.starts_with(fmt::format("{}/", kLayout));
      const auto parts = read_template(*file, form, is_layout, why);
      if (!parts) fail(Exit::config, "template {}: {}", name, why);
      made.emplace();
      try {
        for (const PartForm& p : form.parts) {
          made->emplace(p.name, Mustache(parts->find(p.name)->second, escape_of(p.markup)));
        }
      } catch (Error& e) {
        e.add_context("template " + name);
        throw;
      }
    }
    found = loaded_.emplace(name, std::move(made)).first;
  }
  return found->second ? &*found->second : nullptr;
}

const Templates::Loaded& Templates::find(const TemplateChoice& choice, const TemplateForm& form) {
  for (const std::string& name : names(choice)) {
    const auto* loaded = load(name, form);
    if (loaded != nullptr) return *loaded;
  }
  fail(Exit::software, "no template of {} for {}, not even the default", word(choice.channel),
       choice.kind);
}

Parts Templates::render(const TemplateChoice& choice, const Json& values) {
  const TemplateForm* form = template_form(choice.channel);
  if (form == nullptr) fail(Exit::software, "{} has no templates", word(choice.channel));
  const Loaded& own = find(choice, *form);
  const Loaded* layout =
      form->in_layout ? &find({choice.channel, kLayout, choice.language}, *form) : nullptr;
  Parts out;
  for (const PartForm& p : form->parts) {
    std::string text = own.find(p.name)->second.render(values);
    if (layout != nullptr) {
      Json all = values;
      all["content"] = std::move(text);
      text = layout->find(p.name)->second.render(all);
    }
    if (p.markup == Markup::rich) {
      out.rich_.emplace(p.name, read_rich_text(text));
    } else {
      if (p.one_line) {
        std::replace_if(
            text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 32; },
            ' ');
      }
      out.texts_.emplace(p.name, std::move(text));
    }
  }
  return out;
}

}  // namespace tocsin::notify
