// Settings as the floors above the ground read them; the command line's configuration is one.
//
// Asking for a key that is not known, or as another type than its own, is our bug (Exit::software).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace tocsin {

class ConfigReader {
 public:
  virtual ~ConfigReader() = default;

  virtual std::string text(std::string_view key) const = 0;
  virtual bool flag(std::string_view key) const = 0;
  virtual std::int64_t integer(std::string_view key) const = 0;
  virtual double real(std::string_view key) const = 0;
  virtual Duration duration(std::string_view key) const = 0;
  virtual std::vector<std::string> list(std::string_view key) const = 0;
  // A credential; empty where there is none.
  virtual std::string secret(std::string_view key) const = 0;
  // The folder where policy files override shipped ones; empty where there is none.
  virtual const std::filesystem::path& directory() const = 0;
  // One in it; empty where there is none.
  std::filesystem::path folder(std::string_view name) const {
    return directory().empty() ? std::filesystem::path() : directory() / name;
  }
};

}  // namespace tocsin
