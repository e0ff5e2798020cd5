// The one reader of TOML (toml++ underneath). For .cc files only: it is heavy.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace tocsin {

// toml++ 3.3 asserts where it should refuse ("[%", found by fuzzing), and skips even that where
// NDEBUG is set. Here an assertion is an exception in every build.
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

namespace tocsin {

// Exit::config "WHERE:LINE: reason" for what is no TOML 1.0; the text's first line counts as
// `first_line`.
toml::table read_toml(std::string_view text, const std::string& where, std::size_t first_line = 1);

}  // namespace tocsin
