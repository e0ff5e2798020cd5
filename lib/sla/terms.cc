#include "sla/terms.h"

#include <map>

#include "base/digest.h"
#include "base/file.h"
#include "sla/policy_file.h"

namespace tocsin::sla {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargest = 16U << 20;

// Calendars and the iCalendar files beside them, in order of their names.
std::string digest_of(const fs::path& calendars, const std::string& policies,
                      const std::string& zone) {
  std::map<std::string, fs::path> files;
  std::error_code ignored;
  if (!calendars.empty() && fs::is_directory(calendars, ignored)) {
    for (const auto& entry : fs::directory_iterator(calendars)) {
      if (entry.is_regular_file()) files.emplace(entry.path().filename(), entry.path());
    }
  }
  std::string all = sha256(zone) + sha256(policies);
  for (const auto& [name, path] : files) all += sha256(name) + sha256(read_file(path, kLargest));
  return sha256_hex(all);
}

}  // namespace

Terms load_terms(const fs::path& configuration, const std::string& zone) {
  const bool has = !configuration.empty();
  const fs::path calendars = has ? configuration / "calendars" : fs::path();
  const PolicyText text = find_policies(has ? configuration / "policies" : fs::path());
  Terms out;
  out.calendars = Calendars::load(calendars, zone);
  out.policies = read_policies(text.content, text.where, out.calendars);
  out.digest = digest_of(calendars, text.content, zone);
  return out;
}

}  // namespace tocsin::sla
