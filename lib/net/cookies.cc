#include "net/cookies.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.h"
#include "net/http_time.h"

namespace tocsin::net {
namespace {

constexpr std::size_t kMost = 50;
constexpr std::size_t kLongest = 4096;
constexpr std::int64_t kLongestAge = 400LL * 86'400;  // seconds; more is less (RFC 6265bis)

struct Part {
  std::string_view name, value;
  bool named = false;  // there is a '='
};

// Takes "name=value" off the front.
Part next_part(std::string_view& rest) {
  const std::string_view part = rest.substr(0, rest.find(';'));
  rest.remove_prefix(std::min(part.size() + 1, rest.size()));
  const std::size_t equals = part.find('=');
  if (equals == part.npos) return {trim(part), {}, false};
  return {trim(part.substr(0, equals)), trim(part.substr(equals + 1)), true};
}

// RFC 6265, section 5.1.4.
std::string_view default_path(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 || slash == path.npos ? "/" : path.substr(0, slash);
}
bool path_matches(std::string_view path, std::string_view cookie) {
  return path.starts_with(cookie) &&
         (path.size() == cookie.size() || cookie.ends_with('/') || path[cookie.size()] == '/');
}

std::optional<std::int64_t> whole(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Of the prefixes that bind a name to how it is set (RFC 6265bis, section 4.1.3).
bool keeps_its_prefix(std::string_view name, bool secure, std::string_view path) {
  if (name.starts_with("__Host-")) return secure && path == "/";
  return secure || !name.starts_with("__Secure-");
}

// Most write "Wed, 21-Oct-2026 07:28:00 GMT", which RFC 6265, section 5.1.1, reads as with blanks.
std::optional<Instant> read_date(std::string_view text, Instant now) {
  std::string blanks(text);
  std::replace(blanks.begin(), blanks.end(), '-', ' ');
  const auto read = parse_http_date(blanks, now);
  return read ? read : parse_http_date(text, now);
}

}  // namespace

Instant CookieJar::now() const {
  return began_ +
         std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - began_steady_);
}

void CookieJar::take(const Url& from, std::string_view field) {
  const Instant now = this->now();
  if (field.size() > kLongest) return;
  const Part first = next_part(field);
  if (!first.named || first.name.empty()) return;
  Cookie cookie{std::string(first.name), std::string(first.value),
                std::string(default_path(from.path()))};
  bool has_age = false;  // Max-Age wins over Expires
  while (!field.empty()) {
    const Part part = next_part(field);
    const auto is = [&](std::string_view name) { return equal_ignoring_case(part.name, name); };
    if (is("Path") && part.value.starts_with('/')) {
      cookie.path = part.value;
    } else if (is("Secure")) {
      cookie.secure = true;
    } else if (is("Max-Age")) {
      if (const auto age = whole(part.value)) {
        has_age = true;
        cookie.until = now + std::chrono::seconds{std::clamp<std::int64_t>(*age, 0, kLongestAge)};
      }
    } else if (is("Expires") && !has_age) {
      if (const auto until = read_date(part.value, now)) cookie.until = *until;
    }
  }
  if (cookie.secure && !from.is_https()) return;
  if (!keeps_its_prefix(cookie.name, cookie.secure, cookie.path)) return;
  auto& held = by_host_[std::string(from.host())];
  const auto same = std::find_if(held.begin(), held.end(), [&](const Cookie& c) {
    return c.name == cookie.name && c.path == cookie.path;
  });
  if (cookie.until <= now) {
    if (same != held.end()) held.erase(same);
  } else if (same != held.end()) {
    *same = std::move(cookie);
  } else {
    if (held.size() == kMost) held.erase(held.begin());
    held.push_back(std::move(cookie));
  }
}

std::string CookieJar::header(const Url& to) const {
  const Instant now = this->now();
  const auto held = by_host_.find(to.host());
  if (held == by_host_.end()) return "";
  std::vector<const Cookie*> fitting;
  for (const Cookie& c : held->second) {
    if (c.until > now && (!c.secure || to.is_https()) && path_matches(to.path(), c.path)) {
      fitting.push_back(&c);
    }
  }
  std::stable_sort(fitting.begin(), fitting.end(), [](const Cookie* a, const Cookie* b) {
    return a->path.size() > b->path.size();
  });
  std::string out;
  for (const Cookie* c : fitting) {
    if (!out.empty()) out += "; ";
    out.append(c->name).append("=").append(c->value);
  }
  return out;
}

}  // namespace tocsin::net
