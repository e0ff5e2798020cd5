#include "model/link.h"

#include <algorithm>
#include <array>

#include "base/digest.h"

namespace tocsin {
namespace {

constexpr std::string_view kKey = "link";
constexpr char kVersion = 1;
constexpr std::size_t kExpiryBytes = 5, kMacBytes = 16;
constexpr std::size_t kHead = 2 + kExpiryBytes;
// Public IDs are 24 characters; longer tokens are nobody's.
constexpr std::size_t kLongestToken = 128;

// Never reuse a letter: links live in other people's mail.
char letter(LinkPurpose purpose) {
  switch (purpose) {
    case LinkPurpose::unsubscribe:
      return 'u';
    case LinkPurpose::opened:
      return 'o';
    case LinkPurpose::action:
      return 'a';
    case LinkPurpose::acknowledge:
      return 'k';
    case LinkPurpose::take:
      return 't';
    case LinkPurpose::snooze:
      return 's';
    case LinkPurpose::resolve:
      return 'r';
  }
  return '\0';
}

struct Acts {
  LinkPurpose purpose;
  AlertAct act;
};
constexpr auto kActs = std::to_array<Acts>({{LinkPurpose::acknowledge, AlertAct::acknowledge},
                                            {LinkPurpose::take, AlertAct::take},
                                            {LinkPurpose::snooze, AlertAct::snooze},
                                            {LinkPurpose::resolve, AlertAct::resolve}});

std::string mac(const std::string& key, std::string_view content) {
  return hmac_sha256(key, content).substr(0, kMacBytes);
}

}  // namespace

std::string_view link_path(LinkPurpose purpose) {
  switch (purpose) {
    case LinkPurpose::unsubscribe:
      return "unsubscribe";
    case LinkPurpose::opened:
      return "opened";
    case LinkPurpose::action:
      return "go";
    case LinkPurpose::acknowledge:
    case LinkPurpose::take:
    case LinkPurpose::snooze:
    case LinkPurpose::resolve:
      break;
  }
  return "act";
}

std::string link_token(const KeyRing& keys, LinkPurpose purpose, std::string_view message,
                       Instant expires_at) {
  std::string content{kVersion, letter(purpose)};
  const auto seconds =
      static_cast<std::uint64_t>(std::max<std::int64_t>(0, to_ms(expires_at))) / 1000;
  for (std::size_t i = kExpiryBytes; i-- > 0;) {
    content += static_cast<char>((seconds >> (8 * i)) & 0xFFU);
  }
  content += message;
  return to_base64url(content + mac(keys.derive(kKey), content));
}

CheckedLink check_link(const KeyRing& keys, LinkPurpose purpose, std::string_view token,
                       Instant now) {
  if (keys.empty() || token.size() > kLongestToken) return {};
  const auto raw = from_base64url(token);
  if (!raw || raw->size() <= kHead + kMacBytes) return {};
  const std::string_view content = std::string_view(*raw).substr(0, raw->size() - kMacBytes);
  const std::string_view signature = std::string_view(*raw).substr(content.size());
  bool ours = false;
  for (const std::string& key : keys.derive_all(kKey)) {
    ours = same_secret(mac(key, content), signature) || ours;
  }
  if (!ours || content[0] != kVersion || content[1] != letter(purpose)) return {};
  std::uint64_t seconds = 0;
  for (const char byte : content.substr(2, kExpiryBytes)) {
    seconds = (seconds << 8U) | static_cast<unsigned char>(byte);
  }
  if (now >= from_ms(static_cast<std::int64_t>(seconds) * 1000)) return {LinkState::expired, ""};
  return {LinkState::good, std::string(content.substr(kHead))};
}

ActingLink check_acting_link(const KeyRing& keys, std::string_view token, Instant now) {
  ActingLink out;
  for (const Acts& one : kActs) {
    CheckedLink link = check_link(keys, one.purpose, token, now);
    if (link.state == LinkState::forged) continue;
    out = {link.state, one.purpose, one.act, std::move(link.message)};
  }
  return out;
}

}  // namespace tocsin
