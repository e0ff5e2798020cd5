#include "scrape/tell_platform.h"

#include <fmt/format.h>

#include "alert/alerts.h"
#include "base/log.h"
#include "base/time.h"

namespace tocsin::scrape {
namespace {

constexpr const char* kKind = "platform_failing";
// One alert names them all; a platform with more watchers is everybody's talk anyway.
constexpr std::int64_t kMostWatchers = 10'000;

std::string operators_key(const store::PlatformHealth& h) {
  return fmt::format("{}|{}", kKind, h.name);
}
std::string watchers_key(const store::PlatformHealth& h) {
  return fmt::format("{}|{}|watchers", kKind, h.name);
}

Instant since(const store::PlatformHealth& h, Instant now) {
  return h.failing_since.value_or(now);
}

AlertDraft draft_of(const store::PlatformHealth& h, const LastFailure& last, Instant now) {
  AlertDraft draft;
  draft.kind = kKind;
  draft.subject = {"platform", h.name};
  draft.labels = {{"kind", kKind}, {"platform", h.name}};
  draft.metadata = {{"failures", h.failures},
                    {"since", format_instant(since(h, now))},
                    {"error", last.error},
                    {"url", last.url},
                    {"action_url", last.url}};
  return draft;
}

// Somebody has taken it on, or asked for peace.
bool is_known(store::Database& db, const std::string& key) {
  const auto open = alert::find_open(db, key);
  return open && open->status != AlertStatus::active;
}

void tell_operators(store::Database& db, alert::Trail& trail, store::PlatformHealth& h,
                    const LastFailure& last) {
  AlertDraft draft = draft_of(h, last, trail.now());
  draft.priority = default_priority(draft.kind);
  draft.title = h.told_times == 0
                    ? fmt::format("{} has failed {} times in a row", h.name, h.failures)
                    : fmt::format("{} has been failing for {}", h.name,
                                  format_duration(std::chrono::floor<std::chrono::minutes>(
                                      trail.now() - since(h, trail.now()))));
  draft.body = fmt::format("{} failures in a row since {}. Last: {} ({}).", h.failures,
                           format_instant(since(h, trail.now())), last.error, last.url);
  draft.dedup_key = operators_key(h);
  draft.recipients = {"role:ops_manager", "role:super_admin"};
  // Being told again needs an alert of its own: the open one is known. Who took it on is left
  // alone.
  if (h.told_times > 0 && !is_known(db, draft.dedup_key)) {
    alert::replace_by_key(db, trail, draft.dedup_key, "it still fails");
  }
  alert::raise(db, trail, draft);
  h.told_at = trail.now();
  ++h.told_times;
}

void tell_watchers(store::Database& db, alert::Trail& trail, store::PlatformHealth& h,
                   const LastFailure& last) {
  const auto watchers = store::watchers_of_platform(db, h.id, trail.now(), kMostWatchers);
  h.told_watchers = true;
  if (watchers.empty()) return;
  if (watchers.size() == kMostWatchers) {
    log::warning("", "{}: more than {} people watch it; the others are not told", h.name,
                 kMostWatchers);
  }
  AlertDraft draft = draft_of(h, last, trail.now());
  draft.priority = 3;
  draft.title = fmt::format("We cannot see tickets at {} at the moment", h.name);
  draft.body = fmt::format(
      "Since {} {} could not be read. What your watches look for may come and go there without our "
      "seeing it. You will hear when we can see it again.",
      format_instant(since(h, trail.now())), h.name);
  draft.dedup_key = watchers_key(h);
  draft.labels["audience"] = "watchers";
  draft.metadata.erase("error");
  for (const std::int64_t person : watchers) {
    draft.recipients.push_back(fmt::format("person:{}", person));
  }
  alert::raise(db, trail, draft);
}

}  // namespace

bool is_news_for_operators(const store::PlatformHealth& h, Instant now, const Settings& settings) {
  if (h.failures < settings.tell_after) return false;
  if (!h.told_at) return true;
  Duration pause = settings.tell_again;
  for (std::int64_t i = 1; i < h.told_times && pause < std::chrono::days{7}; ++i) pause *= 2;
  return now - *h.told_at >= pause;
}

bool is_news_for_watchers(const store::PlatformHealth& h, Instant now, const Settings& settings) {
  return !h.told_watchers && h.failures >= settings.tell_after && h.failing_since &&
         now - *h.failing_since >= settings.blind_after;
}

void tell_failing(store::Database& db, alert::Trail& trail, store::PlatformHealth& health,
                  const LastFailure& last, const Settings& settings) {
  if (is_news_for_operators(health, trail.now(), settings)) {
    tell_operators(db, trail, health, last);
  }
  if (is_news_for_watchers(health, trail.now(), settings)) {
    tell_watchers(db, trail, health, last);
  }
}

void tell_well(store::Database& db, alert::Trail& trail, store::PlatformHealth& health) {
  if (health.told_times > 0) {
    alert::resolve_by_key(db, trail, operators_key(health), "it works again");
  }
  if (health.told_watchers) {
    alert::resolve_by_key(db, trail, watchers_key(health), "we can see it again");
  }
  health.told_at.reset();
  health.told_times = 0;
  health.told_watchers = false;
}

}  // namespace tocsin::scrape
