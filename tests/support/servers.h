// The servers that ./dev test runs for the tests (tests/support/servers.sh), by what it exports.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>

namespace tocsin::test {

// A superuser of a private PostgreSQL 15; tests create and drop databases of their own.
std::optional<std::string> pg_url();  // postgresql://user:password@127.0.0.1:PORT/postgres
// A mail server that takes every message, and the Maildir where it puts them.
std::optional<std::string> smtp_address();  // 127.0.0.1:PORT
std::optional<std::filesystem::path> maildir();
// The node_modules folder with the npm packages of tests/npm, for NODE_PATH.
std::optional<std::filesystem::path> node_modules();

// Under ./dev test and in CI what is absent is a failure, not a reason to skip.
bool servers_required();

}  // namespace tocsin::test

// The first statement of a test that needs one of them.
#define TOCSIN_NEEDS_POSTGRES() TOCSIN_NEEDS_SERVER(pg_url(), "PostgreSQL")
#define TOCSIN_NEEDS_MAIL_SERVER() TOCSIN_NEEDS_SERVER(smtp_address(), "mail server")
#define TOCSIN_NEEDS_NODE_MODULES() TOCSIN_NEEDS_SERVER(node_modules(), "npm packages")

#define TOCSIN_NEEDS_SERVER(given, what)                                                   \
  if (!tocsin::test::given) {                                                              \
    if (tocsin::test::servers_required()) FAIL() << "no " what "; ./dev test provides it"; \
    GTEST_SKIP() << "NOT TESTED: no " what "; ./dev test provides it";                     \
  }
