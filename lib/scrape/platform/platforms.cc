#include "scrape/platform/platforms.h"

#include <algorithm>

#include "base/embedded.h"
#include "base/error.h"
#include "base/file.h"
#include "scrape/platform/platform_file.h"

namespace tocsin::scrape {
namespace {

constexpr std::string_view kFolder = "platforms/", kEnding = ".toml";

template <typename Read>
Platforms::File read_one(std::string name, std::string origin, bool own, const Read& content) {
  Platforms::File out{std::move(name), std::move(origin), own, "", {}};
  try {
    out.platform = read_platform(content(), out.origin, out.name);
  } catch (const Error& e) {
    out.fault = e.what();
  }
  return out;
}

bool is_own_name(const std::string& name) {
  return name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-") == name.npos;
}

}  // namespace

Platforms Platforms::load(const std::filesystem::path& folder) {
  Platforms out;
  for (const EmbeddedFile& f : shipped::files()) {
    if (!f.name.starts_with(kFolder) || !f.name.ends_with(kEnding)) continue;
    std::string_view name = f.name.substr(kFolder.size());
    name.remove_suffix(kEnding.size());
    out.add(read_one(std::string(name), std::string(f.name), false, [&] { return f.content; }));
  }
  std::error_code ignored;
  if (folder.empty()) return out;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    if (entry.path().extension() != kEnding || !entry.is_regular_file(ignored)) continue;
    const std::string name = entry.path().stem().string();
    File file = read_one(name, entry.path().string(), true,
                         [&] { return read_file(entry.path(), kLargestPlatformFile + 1); });
    if (!is_own_name(name)) {
      file.fault = fmt::format("{}: a platform's name has small letters, digits, . _ and - only",
                               file.origin);
    }
    out.add(std::move(file));
  }
  return out;
}

const Platform* Platforms::find(std::string_view name) const {
  const auto file = files_.find(name);
  if (file == files_.end()) return nullptr;
  if (!file->second.fault.empty()) fail(Exit::config, "{}", file->second.fault);
  return &file->second.platform;
}

bool Platforms::leads_on(std::string_view name) const {
  const auto file = files_.find(name);
  return file != files_.end() &&
         std::any_of(file->second.platform.pages.begin(), file->second.platform.pages.end(),
                     [](const PageRules& p) { return p.next || p.follow; });
}

const Platform* Platforms::find_for_url(std::string_view url) const {
  const Platform* out = nullptr;
  for (const auto& [name, file] : files_) {
    if (!file.fault.empty() || !matches_any(file.platform.urls, url)) continue;
    if (file.own) return &file.platform;
    if (out == nullptr) out = &file.platform;
  }
  return out;
}

FetchingOf Platforms::fetching(const ConfigReader& config) const {
  FetchingOf out;
  for (const auto& [name, file] : files_) {
    if (!file.fault.empty()) continue;
    Fetching fetching = file.platform.fetching;
    for (const Platform::Secret& s : file.platform.secrets) {
      const std::string value = config.secret(s.key);
      if (!value.empty()) fetching.secrets.push_back({s.origin, s.parameter, value});
    }
    out.emplace(name, std::move(fetching));
  }
  return out;
}

}  // namespace tocsin::scrape
