#include "notify/facts.h"

#include "base/log.h"
#include "store/silences.h"

namespace tocsin::notify {

std::vector<Mute> mutes_at(store::Database& db, Instant now) {
  std::vector<Mute> out;
  for (const store::Silence& s : store::silences_at(db, now)) {
    Mute mute{s.public_id, s.reason, s.until, {}};
    std::string why;
    const auto list = parse_json(s.matchers, why);
    bool sound = list && list->is_array();
    for (std::size_t i = 0; sound && i < list->size(); ++i) {
      const auto matcher =
          (*list)[i].is_string() ? Matcher::parse((*list)[i].get<std::string>()) : std::nullopt;
      sound = matcher.has_value();
      if (sound) mute.matchers.push_back(*matcher);
    }
    if (sound) {
      out.push_back(std::move(mute));
    } else {
      log::warning(s.public_id, "silence left out: its matchers cannot be read");
    }
  }
  return out;
}

Notice notice_of(const alert::Alert& alert) {
  Notice n;
  n.alert_id = alert.id;
  n.alert_public_id = alert.public_id;
  n.kind = alert.facts.kind;
  n.title = alert.facts.title;
  n.body = alert.facts.body;
  n.subject = alert.facts.subject;
  n.labels = alert.facts.labels;
  n.metadata = alert.facts.metadata;
  n.priority = alert.facts.priority;
  n.since = alert.first_seen_at;
  return n;
}

}  // namespace tocsin::notify
