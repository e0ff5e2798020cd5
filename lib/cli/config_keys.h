// Every configuration key there is: the one table behind validation, `tocsin init`, the sample
// configuration, --help and tocsin.conf(5).
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tocsin::cli {

enum class KeyType { text, flag, integer, real, duration, list, secret };

struct ConfigKey {
  std::string_view name;  // "email.port": table and key
  KeyType type;
  std::string_view fallback;  // as it would stand in the file, "" = unset; a list's a line each
  std::string_view help;
  std::string_view environment;  // names besides TOCSIN_…, with blanks between them; "" = none
};

std::span<const ConfigKey> config_keys();
const ConfigKey* find_key(std::string_view name);
// "TOCSIN_EMAIL_PORT" for "email.port".
std::string environment_name(const ConfigKey& key);
// The whole configuration file, each key commented out with its default.
std::string sample_configuration();

}  // namespace tocsin::cli
