// What a push message says and how a push service is to treat it. Pure but for templates.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"
#include "model/alert.h"
#include "notify/channel.h"
#include "notify/rich_text.h"

namespace tocsin::notify {

// Push services take 4,096 encrypted bytes (RFC 8030, section 7.2); some clients lose what is over
// 3 KB of them.
inline constexpr std::size_t kMaxPushPayload = 2'900;  // bytes of JSON
// Longest life that a service has been seen to take (FCM: 28 days).
inline constexpr Duration kMaxTimeToLive = std::chrono::hours(28 * 24);

// The header Topic (RFC 8030, section 5.4): a message still waiting is replaced by the next one of
// its topic. 32 characters that follow from what the message is about, so that news of one alert
// replace each other and nothing else.
std::string push_topic(const Writing& writing);

// The header Urgency (RFC 8030, section 5.3): 5 and 4 high, 3 and 2 normal, 1 low.
std::string_view push_urgency(Priority priority);

// The header TTL in whole seconds: how long the service is to keep a message for a sleeping device.
std::int64_t time_to_live(std::optional<Instant> expires_at, Instant now);

// {"title", "body", "url", "tag", "priority", "icon"} for the service worker, at most
// kMaxPushPayload bytes: the body is cut at a word, then the title; a URL that leaves them no room
// gives way to `short_url`. Empty ones are left out.
struct PushText {
  std::string title, body, url, short_url, tag, icon;
  Priority priority = 2;
};
std::string push_payload(const PushText& text);

}  // namespace tocsin::notify
