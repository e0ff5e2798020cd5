// Templates as files: templates/KIND/CHANNEL[.LANG].mustache, shipped ones inside the binary, and a
// file of the same name in the configuration's folder overriding it. What a file consists of and
// may say is in template_form.h; a file that breaks a rule ends in Exit::config with its name and
// the reason when it is loaded.
//
// Where the channel's form says so, layout/CHANNEL goes around every message: its {{{content}}} is
// the kind's part. The kind "default" serves every kind without a file of its own.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "notify/mustache.h"
#include "notify/rich_text.h"
#include "notify/template_form.h"

namespace tocsin::notify {

// What a template is looked up by.
struct TemplateChoice {
  Channel channel = Channel::email;
  std::string_view kind, language;
};

// The parts of a template with the values in them. Asking for a part that the channel's form has
// not, or as another sort than it is, is our bug (Exit::software).
class Parts {
 public:
  const std::string& text(std::string_view part) const;  // plain or HTML
  const RichText& rich(std::string_view part) const;

 private:
  friend class Templates;
  std::map<std::string, std::string, std::less<>> texts_;
  std::map<std::string, RichText, std::less<>> rich_;
};

// Loads each file at its first use and keeps it. Not thread-safe.
class Templates {
 public:
  explicit Templates(std::filesystem::path overrides) : overrides_(std::move(overrides)) {}

  Parts render(const TemplateChoice& choice, const Json& values);

 private:
  using Loaded = std::map<std::string, Mustache, std::less<>>;  // by part

  // The files that would do, best first.
  static std::vector<std::string> names(const TemplateChoice& choice);
  std::optional<std::string> read(const std::string& name) const;
  const Loaded* load(const std::string& name, const TemplateForm& form);
  const Loaded& find(const TemplateChoice& choice, const TemplateForm& form);

  std::filesystem::path overrides_;
  std::map<std::string, std::optional<Loaded>, std::less<>> loaded_;  // nothing: no such file
};

}  // namespace tocsin::notify
