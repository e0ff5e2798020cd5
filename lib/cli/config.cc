#include "cli/config.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "base/time.h"
#include "base/toml.h"
#include "cli/config_keys.h"

namespace tocsin::cli {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t kMaxFile = 1U << 20;
constexpr char kListSeparator = '\n';
constexpr std::string_view kSecretKey = "security.secret_key";

std::string_view type_name(KeyType type) {
  switch (type) {
    case KeyType::flag:
      return "true or false";
    case KeyType::integer:
      return "a whole number";
    case KeyType::real:
      return "a number";
    case KeyType::duration:
      return "a duration like \"90s\" or \"2h\"";
    case KeyType::list:
      return "a list of texts";
    default:
      return "a text";
  }
}

bool fits(KeyType type, std::string_view value) {
  switch (type) {
    case KeyType::flag:
      return value == "true" || value == "false";
    case KeyType::integer: {
      std::int64_t n = 0;
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), n);
      return error == std::errc{} && end == value.data() + value.size();
    }
    case KeyType::real: {
      double n = 0;
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), n);
      return error == std::errc{} && end == value.data() + value.size();
    }
    case KeyType::duration:
      return parse_duration(value).has_value();
    default:
      return is_utf8(value);
  }
}

[[noreturn]] void refuse_unknown(std::string_view name, std::string_view where) {
  std::vector<std::string_view> known;
  for (const ConfigKey& key : config_keys()) known.push_back(key.name);
  const auto near = nearest(name, known);
  fail(Exit::config, "{}: unknown key '{}'{}", where, name,
       near ? fmt::format(" (did you mean '{}'?)", *near) : "");
}

std::string list_text(const toml::array& array, const ConfigKey& key, std::string_view where) {
  std::string out;
  for (const toml::node& node : array) {
    const auto text = node.value<std::string>();
    if (!text) fail(Exit::config, "{}: {} must be {}", where, key.name, type_name(key.type));
    if (!out.empty()) out += kListSeparator;
    out += *text;
  }
  return out;
}

std::string value_text(const toml::node& node, const ConfigKey& key, std::string_view where) {
  std::string out;
  bool right = false;
  if (key.type == KeyType::list) {
    if (const auto* array = node.as_array()) return list_text(*array, key, where);
  } else if (const auto* flag = node.as_boolean()) {
    out = flag->get() ? "true" : "false";
    right = key.type == KeyType::flag;
  } else if (const auto* integer = node.as_integer()) {
    out = std::to_string(integer->get());
    right = key.type == KeyType::integer || key.type == KeyType::real;
  } else if (const auto* real = node.as_floating_point()) {
    out = fmt::format("{}", real->get());
    right = key.type == KeyType::real;
  } else if (const auto* text = node.as_string()) {
    out = text->get();
    right = key.type == KeyType::text || key.type == KeyType::duration;
  }
  if (!right || !fits(key.type, out)) {
    fail(Exit::config, "{}: {} must be {}", where, key.name, type_name(key.type));
  }
  return out;
}

std::optional<std::string> credential(const Environment& environment, const std::string& name) {
  if (auto value = environment(name)) return value;
  const auto read = [](const fs::path& file) {
    const std::string content = tocsin::read_file(file, kMaxFile);
    return std::string(trim(content));
  };
  if (const auto file = environment(name + "_FILE")) return read(*file);
  if (const auto folder = environment("CREDENTIALS_DIRECTORY")) {
    if (fs::exists(fs::path(*folder) / name)) return read(fs::path(*folder) / name);
  }
  return std::nullopt;
}

fs::path home(const Environment& environment) {
  return environment("HOME").value_or("/");
}

}  // namespace

Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr || *value == '\0') return std::nullopt;
    return value;
  };
}

fs::path default_config_file(const Environment& environment) {
  const auto base = environment("XDG_CONFIG_HOME");
  return (base ? fs::path(*base) : home(environment) / ".config") / "tocsin/tocsin.toml";
}

fs::path default_database(const Environment& environment) {
  const auto base = environment("XDG_DATA_HOME");
  return (base ? fs::path(*base) : home(environment) / ".local/share") / "tocsin/tocsin.db";
}

fs::path key_file_beside(const fs::path& config_file) {
  return config_file.parent_path() / "secret.key";
}

Config Config::load(std::optional<fs::path> file, const Environment& environment) {
  Config config;
  if (file) {
    config.read_file(*file);
  } else {
    for (const fs::path& candidate :
         {default_config_file(environment), fs::path("/etc/tocsin/tocsin.toml")}) {
      if (!fs::exists(candidate)) continue;
      config.read_file(candidate);
      break;
    }
  }
  config.read_environment(environment);
  return config;
}

void Config::read_file(const fs::path& file) {
  const bool main_file = directory_.empty();
  if (main_file) {
    file_ = file;
    directory_ = file.has_parent_path() ? file.parent_path() : fs::path(".");
  }
  read_text(tocsin::read_file(file, kMaxFile), file.string());
  if (!main_file || !fs::is_directory(directory_ / "conf.d")) return;
  std::vector<fs::path> parts;
  for (const auto& entry : fs::directory_iterator(directory_ / "conf.d")) {
    if (entry.path().extension() == ".toml") parts.push_back(entry.path());
  }
  std::sort(parts.begin(), parts.end());
  for (const fs::path& part : parts) read_file(part);
}

Config Config::from_text(std::string_view toml, const std::string& where) {
  Config config;
  config.read_text(toml, where);
  return config;
}

void Config::read_text(std::string_view toml, const std::string& where) {
  const toml::table root = read_toml(toml, where);
  for (const auto& [table_name, node] : root) {
    const toml::table* table = node.as_table();
    if (table == nullptr) refuse_unknown(table_name.str(), where);
    for (const auto& [key_name, value] : *table) {
      const std::string name = fmt::format("{}.{}", table_name.str(), key_name.str());
      const ConfigKey* key = find_key(name);
      if (key == nullptr) refuse_unknown(name, where);
      if (key->type == KeyType::secret) {
        fail(Exit::config, "{}: {} is a credential: give it as ${} or ${}_FILE", where, name,
             key->environment, key->environment);
      }
      settings_[name] = {value_text(value, *key, where), where};
    }
  }
}

void Config::read_environment(const Environment& environment) {
  for (const ConfigKey& key : config_keys()) {
    std::vector<std::string> names{environment_name(key)};
    for (const std::string& name : split(key.environment, ' ')) names.push_back(name);
    for (const std::string& name : names) {
      auto value = key.type == KeyType::secret ? credential(environment, name) : environment(name);
      if (!value) continue;
      if (key.type == KeyType::list)
        std::replace(value->begin(), value->end(), ',', kListSeparator);
      if (!fits(key.type, *value)) {
        fail(Exit::config, "${}: must be {}", name, type_name(key.type));
      }
      settings_[std::string(key.name)] = {*value, "environment " + name};
      break;
    }
  }
}

const std::string& Config::value(std::string_view key) const {
  static const std::map<std::string, std::string, std::less<>> fallbacks = [] {
    std::map<std::string, std::string, std::less<>> out;
    for (const ConfigKey& k : config_keys()) out.emplace(k.name, k.fallback);
    return out;
  }();
  if (const auto found = settings_.find(key); found != settings_.end()) return found->second.value;
  const auto fallback = fallbacks.find(key);
  if (fallback == fallbacks.end()) fail(Exit::software, "no configuration key '{}'", key);
  return fallback->second;
}

std::string Config::text(std::string_view key) const {
  return value(key);
}
bool Config::flag(std::string_view key) const {
  return value(key) == "true";
}
std::int64_t Config::integer(std::string_view key) const {
  return std::stoll(value(key));
}

double Config::real(std::string_view key) const {
  const std::string& digits = value(key);
  double out = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), out);
  return out;
}

Duration Config::duration(std::string_view key) const {
  return parse_duration(value(key)).value();
}

std::vector<std::string> Config::list(std::string_view key) const {
  return split(value(key), kListSeparator);
}

std::string Config::secret(std::string_view key) const {
  if (key == kSecretKey && !settings_.contains(key)) return key_file_text();
  return value(key);
}

// Read when it is asked for: whoever may not read it can still do what needs no key.
std::string Config::key_file_text() const {
  const fs::path file = key_file();
  if (file.empty() || !fs::exists(file)) return {};
  return std::string(trim(tocsin::read_file(file, kMaxFile)));
}

void Config::set(std::string_view key, std::string value) {
  const ConfigKey* known = find_key(key);
  if (known == nullptr) fail(Exit::software, "no configuration key '{}'", key);
  if (!fits(known->type, value)) {
    fail(Exit::usage, "{}: must be {}", key, type_name(known->type));
  }
  settings_[std::string(key)] = {std::move(value), "option"};
}

std::string Config::origin(std::string_view key) const {
  if (const auto found = settings_.find(key); found != settings_.end()) return found->second.origin;
  if (key == kSecretKey && !key_file().empty() && fs::exists(key_file()))
    return key_file().string();
  return "default";
}

}  // namespace tocsin::cli
