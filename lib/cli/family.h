// The programs of the family, for `tocsin --help` and the tests that hold documents together.
#pragma once

#include <span>
#include <string_view>

namespace tocsin::cli {

struct Member {
  std::string_view group, name, summary;
};

std::span<const Member> family();

}  // namespace tocsin::cli
