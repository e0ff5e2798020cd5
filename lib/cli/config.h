// The configuration of one run: option over environment over file over default.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/config_reader.h"

namespace tocsin::cli {

// Looks a variable up; a function so that tests need not touch the process environment.
using Environment = std::function<std::optional<std::string>(const std::string&)>;
Environment process_environment();

// Where `tocsin init` puts the secret key of the configuration it writes.
std::filesystem::path key_file_beside(const std::filesystem::path& config_file);

class Config final : public ConfigReader {
 public:
  // Reads FILE and conf.d/*.toml beside it. Without a file: $XDG_CONFIG_HOME/tocsin/tocsin.toml,
  // /etc/tocsin/tocsin.toml, the first that exists; none is fine. Exit::config for what cannot be
  // read, unknown keys (with the nearest known one) and values of the wrong type; Exit::no_input
  // for a named file that is not there.
  static Config load(std::optional<std::filesystem::path> file, const Environment& environment);

  // The keys of one TOML text over the defaults; `where` names it in errors. For tests.
  static Config from_text(std::string_view toml, const std::string& where);

  // Typed access; asking for a key that is not in the table or with another type is our bug.
  std::string text(std::string_view key) const override;
  bool flag(std::string_view key) const override;
  std::int64_t integer(std::string_view key) const override;
  double real(std::string_view key) const override;
  Duration duration(std::string_view key) const override;
  std::vector<std::string> list(std::string_view key) const override;
  // From the environment, NAME_FILE or $CREDENTIALS_DIRECTORY/NAME; empty if nowhere. The secret
  // key also from key_file().
  std::string secret(std::string_view key) const override;

  // An option was given: it wins.
  void set(std::string_view key, std::string value);
  // "option", "environment NAME", the file, or "default".
  std::string origin(std::string_view key) const;

  // The folder of the file read, where policy files override shipped ones; may be empty.
  const std::filesystem::path& directory() const override { return directory_; }
  const std::filesystem::path& file() const { return file_; }
  // Where the secret key is looked for when no variable names it: "secret.key" beside the file
  // read; empty without a file.
  std::filesystem::path key_file() const { return file_.empty() ? file_ : key_file_beside(file_); }

 private:
  struct Setting {
    std::string value;
    std::string origin;
  };
  void read_file(const std::filesystem::path& file);
  void read_text(std::string_view toml, const std::string& where);
  void read_environment(const Environment& environment);
  const std::string& value(std::string_view key) const;
  std::string key_file_text() const;

  std::map<std::string, Setting, std::less<>> settings_;
  std::filesystem::path directory_, file_;
};

// Where things are kept when nobody says otherwise (XDG base directories).
std::filesystem::path default_config_file(const Environment& environment);
std::filesystem::path default_database(const Environment& environment);

}  // namespace tocsin::cli
