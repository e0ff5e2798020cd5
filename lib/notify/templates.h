// Templates as files: templates/KIND/CHANNEL[.LANG].mustache, shipped ones inside the binary, and a
// file of the same name in the configuration's folder overriding it.
//
// A mail template has three parts in one file, each begun by a line of its own:
//   --- subject
//   --- text
//   --- html
// What stands before the first part is for people who edit it. Values are escaped for HTML in the
// html part only. layout/email goes around every mail: its {{{content}}} is the kind's part.
// The kind "default" serves every kind without a file of its own.
//
// Content rules, checked when a file is loaded (Exit::config with file and reason): three parts,
// a subject of one line, no unescaped value in HTML but the layout's content, no more than one link
// (one clear action), no script, form or remote image (nothing is fetched by reading), no place for
// a secret, at most 64 KiB.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "notify/mustache.h"

namespace tocsin::notify {

struct MailText {
  std::string subject, text, html;
};

// The parts of a template file; why they break a content rule goes to `why`.
std::optional<MailText> parse_mail_template(std::string_view file, bool is_layout,
                                            std::string& why);

// Loads each file at its first use and keeps it. Not thread-safe.
class Templates {
 public:
  explicit Templates(std::filesystem::path overrides) : overrides_(std::move(overrides)) {}

  // In the language, else the plain one; for the kind, else for the default kind.
  MailText render_mail(std::string_view kind, std::string_view language, const Json& values);

 private:
  struct Loaded {
    Mustache subject, text, html;
  };
  std::optional<std::string> read(const std::string& name) const;
  const Loaded* load(const std::string& name);
  const Loaded& find(std::string_view kind, std::string_view language);

  std::filesystem::path overrides_;
  std::map<std::string, std::optional<Loaded>, std::less<>> loaded_;  // nothing: no such file
};

}  // namespace tocsin::notify
