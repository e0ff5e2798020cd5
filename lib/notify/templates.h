// Templates as files: templates/KIND/CHANNEL[.LANG][@VARIANT].mustache, shipped ones inside the
// binary, and a file of the same name in the configuration's folder overriding it. What a file
// consists of and may say is in template_form.h; a file that breaks a rule ends in Exit::config
// with its name and the reason when it is loaded.
//
// Searched for, first found: the kind's own before the default's; of each, in the folders of the
// person's chosen set, of the organization, of the region, then of everybody; in each, the language
// and the place (de-at), the language (de), then the one for all. Where there are variants of what
// was found, variants.h says who reads which.
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
#include "notify/template_scope.h"

namespace tocsin::notify {

// What a template is looked up by.
struct TemplateChoice {
  Channel channel = Channel::email;
  std::string_view kind, language;
  TemplateScope scope{};
  std::string_view reader{};  // who reads it, for variants; empty: nobody in particular
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
  // The variant that render() takes; empty is the file without one.
  std::string variant_of(const TemplateChoice& choice);

 private:
  struct Loaded {
    std::map<std::string, Mustache, std::less<>> parts;
    double weight = 1;
  };
  struct Found {
    const Loaded* file;
    std::string variant;
  };

  // The files that would do, best first, without variant and ending.
  static std::vector<std::string> names(const TemplateChoice& choice);
  std::vector<std::string> variants_there(const std::string& stem) const;
  std::optional<std::string> read(const std::string& name) const;
  const Loaded* load(const std::string& name, const TemplateForm& form);
  Found find(const TemplateChoice& choice, const TemplateForm& form);

  std::filesystem::path overrides_;
  std::map<std::string, std::vector<std::string>, std::less<>> variants_;  // by stem
  std::map<std::string, std::optional<Loaded>, std::less<>> loaded_;       // nothing: no such file
};

}  // namespace tocsin::notify
