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

[[noreturn]] void refuse_toml();

}  // namespace tocsin

#pragma push_macro("NDEBUG")
#undef NDEBUG
#define TOML_ASSERT(expr) ((expr) ? static_cast<void>(0) : ::tocsin::refuse_toml())
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")
