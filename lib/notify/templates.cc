#include "notify/templates.h"

#include <algorithm>
#include <set>

#include "base/embedded.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "notify/variants.h"

namespace tocsin::notify {
namespace {

constexpr std::string_view kLayout = "layout";
constexpr std::string_view kDefault = "default";
constexpr std::string_view kFolder = "templates/";
constexpr std::string_view kEnding = ".mustache";

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
  std::vector<std::string> folders;
  const auto add = [&](std::string_view group, const std::string& name) {
    if (!name.empty()) folders.push_back(fmt::format("{}/{}/", group, plain_name(name)));
  };
  add("sets", choice.scope.set);
  add("organizations", choice.scope.organization);
  add("regions", choice.scope.region);
  folders.emplace_back();
  std::vector<std::string> endings;
  const std::string language = plain_name(choice.language);
  if (!language.empty()) endings.push_back("." + language);
  if (const auto place = language.find_first_of("-_"); place != std::string::npos) {
    endings.push_back("." + language.substr(0, place));
  }
  endings.emplace_back();
  std::vector<std::string> out;
  for (const std::string& kind : {plain_name(choice.kind), std::string(kDefault)}) {
    for (const std::string& folder : folders) {
      for (const std::string& ending : endings) {
        out.push_back(fmt::format("{}{}/{}{}", folder, kind, word(choice.channel), ending));
      }
    }
  }
  return out;
}

std::vector<std::string> Templates::variants_there(const std::string& stem) const {
  std::set<std::string> out;
  const auto take = [&](std::string_view name) {
    if (!name.starts_with(stem) || !name.ends_with(kEnding)) return;
    name.remove_prefix(stem.size());
    name.remove_suffix(kEnding.size());
    if (name.empty()) out.emplace();
    if (name.starts_with('@') && name.size() > 1) out.emplace(name.substr(1));
  };
  for (const EmbeddedFile& file : shipped::files()) {
    if (file.name.starts_with(kFolder)) take(file.name.substr(kFolder.size()));
  }
  std::error_code ignored;
  const auto folder = std::filesystem::path(stem).parent_path();
  if (!overrides_.empty()) {
    for (const auto& entry : std::filesystem::directory_iterator(overrides_ / folder, ignored)) {
      take((folder / entry.path().filename()).generic_string());
    }
  }
  return {out.begin(), out.end()};
}

std::optional<std::string> Templates::read(const std::string& name) const {
  std::error_code ignored;
  if (!overrides_.empty() && std::filesystem::exists(overrides_ / name, ignored)) {
    return read_file(overrides_ / name, kLargestTemplate + 1);
  }
  return shipped(std::string(kFolder) + name);
}

const Templates::Loaded* Templates::load(const std::string& name, const TemplateForm& form) {
  auto found = loaded_.find(name);
  if (found == loaded_.end()) {
    std::optional<Loaded> made;
    if (auto file = read(name)) {
      made.emplace();
      if (!take_weight(*file, made->weight)) {
        fail(Exit::config, "template {}: its weight must be a number from 0 to 1000", name);
      }
      std::string why;
      const bool is_layout =
          name.starts_with("layout/") || name.find("/layout/") != std::string::npos;
      const auto parts = read_template(*file, form, is_layout, why);
      if (!parts) fail(Exit::config, "template {}: {}", name, why);
      try {
        for (const PartForm& p : form.parts) {
          made->parts.emplace(p.name, Mustache(parts->find(p.name)->second, escape_of(p.markup)));
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

Templates::Found Templates::find(const TemplateChoice& choice, const TemplateForm& form) {
  for (const std::string& stem : names(choice)) {
    auto known = variants_.find(stem);
    if (known == variants_.end()) known = variants_.emplace(stem, variants_there(stem)).first;
    const auto file_of = [&](const std::string& variant) {
      return fmt::format("{}{}{}{}", stem, variant.empty() ? "" : "@", variant, kEnding);
    };
    std::vector<Variant> variants;
    for (const std::string& name : known->second) {
      if (const Loaded* loaded = load(file_of(name), form)) {
        variants.push_back({name, loaded->weight});
      }
    }
    if (variants.empty()) continue;
    const Variant& mine = assigned(variants, {choice.reader, choice.kind, word(choice.channel)});
    return {load(file_of(mine.name), form), mine.name};
  }
  fail(Exit::software, "no template of {} for {}, not even the default", word(choice.channel),
       choice.kind);
}

std::string Templates::variant_of(const TemplateChoice& choice) {
  const TemplateForm* form = template_form(choice.channel);
  return form == nullptr ? std::string() : find(choice, *form).variant;
}

Parts Templates::render(const TemplateChoice& choice, const Json& values) {
  const TemplateForm* form = template_form(choice.channel);
  if (form == nullptr) fail(Exit::software, "{} has no templates", word(choice.channel));
  const Loaded& own = *find(choice, *form).file;
  const Loaded* layout =
      form->in_layout
          ? find({choice.channel, kLayout, choice.language, choice.scope, choice.reader}, *form)
                .file
          : nullptr;
  Parts out;
  for (const PartForm& p : form->parts) {
    std::string text = own.parts.find(p.name)->second.render(values);
    if (layout != nullptr) {
      Json all = values;
      all["content"] = std::move(text);
      text = layout->parts.find(p.name)->second.render(all);
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
