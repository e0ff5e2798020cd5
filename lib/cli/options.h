// The options and arguments of one command, bound to variables (CLI11 underneath, compiled once).
//
// Each option can also come from the environment (TOCSIN_…) and, where it names a configuration
// key, from the configuration; --help shows variable and default. Bound variables keep their
// value when nothing was given.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace tocsin::cli {

class Config;

class Options {
 public:
  explicit Options(CLI::App& app, std::string tool) : app_(app), tool_(std::move(tool)) {}

  // names as CLI11 takes them: "-n,--dry-run" for an option, "file" for an argument.
  Options& flag(const std::string& names, bool& to, const std::string& help);
  Options& text(const std::string& names, std::string& to, const std::string& help);
  Options& maybe(const std::string& names, std::optional<std::string>& to, const std::string& help);
  Options& texts(const std::string& names, std::vector<std::string>& to, const std::string& help);
  Options& integer(const std::string& names, std::int64_t& to, const std::string& help);
  Options& time(const std::string& names, std::optional<Instant>& to, const std::string& help);
  Options& duration(const std::string& names, std::optional<Duration>& to, const std::string& help);
  // An option that stands for a configuration key: given, it overrides the key.
  Options& key(const std::string& names, std::string_view config_key, const std::string& help);

  // Of the option or argument added last.
  Options& required();
  Options& one_of(std::vector<std::string> words);
  // Of texts(): it takes one value, which the help calls so; given twice, the last counts.
  Options& single(const std::string& value_name);

  // After parsing: hands the values of key() options over.
  void apply(Config& config) const;

 private:
  Options& added(CLI::Option* option, const std::string& names);
  struct KeyOption {
    std::string config_key;
    std::shared_ptr<std::string> value;
    CLI::Option* option;
  };
  CLI::App& app_;
  std::string tool_;
  CLI::Option* last_ = nullptr;
  std::vector<KeyOption> keys_;
};

}  // namespace tocsin::cli
