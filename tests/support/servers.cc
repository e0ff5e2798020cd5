#include "support/servers.h"

#include <cstdlib>

namespace tocsin::test {
namespace {

std::optional<std::string> environment(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

}  // namespace

std::optional<std::string> pg_url() {
  return environment("TOCSIN_TEST_PG");
}
std::optional<std::string> smtp_address() {
  return environment("TOCSIN_TEST_SMTP");
}
std::optional<std::filesystem::path> maildir() {
  return environment("TOCSIN_TEST_MAILDIR");
}
std::optional<std::filesystem::path> node_modules() {
  return environment("TOCSIN_TEST_NODE_MODULES");
}

bool servers_required() {
  return environment("CI") || environment("TOCSIN_TEST_STRICT");
}

}  // namespace tocsin::test
