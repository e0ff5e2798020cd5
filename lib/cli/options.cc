#include "cli/options.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/time.h"
#include "cli/config.h"
#include "cli/config_keys.h"

namespace tocsin::cli {
namespace {

// What every tool takes is one variable for all; the rest carries its tool's name, so that
// $TOCSIN_USER_NAME cannot name a watch.
constexpr auto kOfAllTools = std::to_array<std::string_view>(
    {"config", "db", "now", "dry-run", "format", "json", "as", "quiet", "verbose", "log-format",
     "no-color", "every", "limit", "jobs", "progress", "wait"});

// "--dry-run" of any tool is $TOCSIN_DRY_RUN, "--name" of user is $TOCSIN_USER_NAME.
std::string variable_of(const std::string& tool, const std::string& option) {
  const bool of_all =
      std::find(kOfAllTools.begin(), kOfAllTools.end(), option) != kOfAllTools.end();
  std::string out = "TOCSIN_";
  for (const char c : of_all ? option : fmt::format("{}-{}", tool, option)) {
    out += c == '-' ? '_' : (c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return out;
}

}  // namespace

Options& Options::added(CLI::Option* option, const std::string& names) {
  last_ = option;
  if (names.find("--") != std::string::npos)
    option->envname(variable_of(tool_, option->get_lnames().front()));
  return *this;
}

Options& Options::flag(const std::string& names, bool& to, const std::string& help) {
  return added(app_.add_flag(names, to, help), names);
}

Options& Options::text(const std::string& names, std::string& to, const std::string& help) {
  CLI::Option* option = app_.add_option(names, to, help)->type_name("TEXT");
  if (!to.empty()) option->default_str(to);
  return added(option, names);
}

Options& Options::maybe(const std::string& names, std::optional<std::string>& to,
                        const std::string& help) {
  return added(app_.add_option_function<std::string>(
                       names, [&to](const std::string& given) { to = given; }, help)
                   ->type_name("TEXT"),
               names);
}

Options& Options::texts(const std::string& names, std::vector<std::string>& to,
                        const std::string& help) {
  return added(app_.add_option(names, to, help)->type_name("TEXT"), names);
}

Options& Options::integer(const std::string& names, std::int64_t& to, const std::string& help) {
  return added(app_.add_option(names, to, help)->type_name("N")->default_str(std::to_string(to)),
               names);
}

Options& Options::time(const std::string& names, std::optional<Instant>& to,
                       const std::string& help) {
  return added(
      app_.add_option_function<std::string>(
              names,
              [&to, names](const std::string& given) {
                to = parse_instant(given);
                if (!to) {
                  throw CLI::ValidationError(
                      names, "'" + given + "' is not a time (2026-01-31T09:00:00Z or 2026-01-31)");
                }
              },
              help)
          ->type_name("TIME"),
      names);
}

Options& Options::duration(const std::string& names, std::optional<Duration>& to,
                           const std::string& help) {
  return added(app_.add_option_function<std::string>(
                       names,
                       [&to, names](const std::string& given) {
                         to = parse_duration(given);
                         if (!to) {
                           throw CLI::ValidationError(
                               names, "'" + given + "' is not a duration (90s, 15m, 2h, 7d)");
                         }
                       },
                       help)
                   ->type_name("DURATION"),
               names);
}

Options& Options::key(const std::string& names, std::string_view config_key,
                      const std::string& help) {
  const ConfigKey* key = find_key(config_key);
  if (key == nullptr) fail(Exit::software, "no configuration key '{}'", config_key);
  auto value = std::make_shared<std::string>();
  CLI::Option* option = app_.add_option(names, *value, help)->type_name("VALUE");
  if (!key->fallback.empty()) option->default_str(std::string(key->fallback));
  keys_.push_back({std::string(config_key), value, option});
  last_ = option;
  // The environment is the configuration's business; the help says which variable it is.
  option->description(fmt::format("{} (Env:{})", help, environment_name(*key)));
  return *this;
}

Options& Options::required() {
  last_->required();
  return *this;
}

Options& Options::one_of(std::vector<std::string> words) {
  last_->check(CLI::IsMember(std::move(words)));
  return *this;
}

Options& Options::single(const std::string& value_name) {
  last_->type_name(value_name)->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  return *this;
}

void Options::apply(Config& config) const {
  for (const KeyOption& k : keys_) {
    if (k.option->count() > 0) config.set(k.config_key, *k.value);
  }
}

}  // namespace tocsin::cli
