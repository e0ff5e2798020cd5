// toml++, its assertions turned into refusals. For .cc files only: it is heavy.
//
// toml++ 3.3 asserts where it should refuse ("[%", found by fuzzing), and skips even that where
// NDEBUG is set. Here such text ends in TomlRefused, beside toml::parse_error, in every build.
#pragma once

#include <stdexcept>

namespace tocsin {

class TomlRefused : public std::runtime_error {
  using runtime_error::runtime_error;
};

void expect_toml(bool right);  // throws TomlRefused

}  // namespace tocsin

#pragma push_macro("NDEBUG")
#undef NDEBUG
#define TOML_ASSERT(expr) ::tocsin::expect_toml(static_cast<bool>(expr))
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")
