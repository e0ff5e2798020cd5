#include "base/zone.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"

namespace tocsin {
namespace {

bool can_be_found(std::string_view name) {
  try {
    (void)Zone::find(name);
    return true;
  } catch (const Error&) {
    return false;
  }
}

// exists() asks for one file, find() reads the list of all.
TEST(Zone, ExistsIfItCanBeFound) {
  std::vector<std::string> names = {"",
                                    "/",
                                    ".",
                                    "..",
                                    "UTC",
                                    "Z",
                                    "Etc/UTC",
                                    "europe/london",
                                    "EUROPE/LONDON",
                                    "Europe",
                                    "Europe/",
                                    "/Europe/London",
                                    "Europe//London",
                                    "Europe/London/",
                                    "./Europe/London",
                                    "Asia/../Europe/London",
                                    "../zoneinfo/Europe/London",
                                    "/usr/share/zoneinfo/Europe/London",
                                    std::string("Europe/London\0", 14),
                                    "Europe/Lond\xC3\xB3n",
                                    "America/Argentina/Buenos_Aires",
                                    "Etc/GMT+5",
                                    "CST6CDT",
                                    "GMT0",
                                    std::string(5000, 'a')};
  const std::filesystem::path home = "/usr/share/zoneinfo";
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(home)) {
    names.push_back(entry.path().lexically_relative(home).string());
    ++files;
  }
  EXPECT_GT(files, 300U);
  for (const std::string& name : names) EXPECT_EQ(Zone::exists(name), can_be_found(name)) << name;
}

}  // namespace
}  // namespace tocsin
