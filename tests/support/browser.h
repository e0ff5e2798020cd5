// What tests with a real browser need: chromedriver, and a look at the processes it started.
#pragma once

#include <gtest/gtest.h>
#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::test {

bool have_chromedriver();
// Processes whose command line or environment mentions this, ours apart.
std::vector<pid_t> processes_with(std::string_view text);
// Of those, the ones whose program is called so.
std::vector<pid_t> processes_named(std::string_view program, std::string_view text);

}  // namespace tocsin::test

// Skips loudly where there is none; where everything has to be tested, that is a failure.
#define TOCSIN_NEEDS_BROWSER()                                                     \
  if (!tocsin::test::have_chromedriver()) {                                        \
    if (std::getenv("TOCSIN_TEST_STRICT") != nullptr) FAIL() << "no chromedriver"; \
    GTEST_SKIP() << "NOT TESTED: no chromedriver; ./dev test provides it";         \
  }
