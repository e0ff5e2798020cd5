#include "notify/release.h"

#include <algorithm>

#include "base/fault.h"
#include "base/log.h"
#include "notify/facts.h"
#include "notify/people.h"
#include "store/decisions.h"
#include "store/messages.h"

namespace tocsin::notify {
namespace {

constexpr std::int64_t kChunk = 500;

// Why a held message is not to leave any more.
std::optional<Reason> overtaken(AlertStatus status) {
  switch (status) {
    case AlertStatus::active:
      return std::nullopt;
    case AlertStatus::acknowledged:
      return Reason::acknowledged;
    case AlertStatus::snoozed:
      return Reason::snoozed;
    case AlertStatus::resolved:
    case AlertStatus::ignored:
      return Reason::no_longer_true;
  }
  return std::nullopt;
}

struct Waiting {
  store::Message message;
  Notice notice;
};

class Release {
 public:
  Release(store::Database& db, Carriers& carriers, const Settings& settings,
          const PlanOptions& options)
      : db_(db), carriers_(carriers), settings_(settings), options_(options), people_(db) {}

  bool chunk(alert::Counts& total) {
    alert::Counts counts;
    std::size_t found = 0;
    db_.transaction([&] {
      counts.clear();
      people_.forget();
      alert::Trail trail(db_, options_.actor, options_.now);
      const auto mutes = mutes_at(db_, options_.now);
      const auto held = store::held_until(db_, options_.now, kChunk);
      found = held.size();
      if (held.empty()) return;
      std::map<std::pair<std::optional<std::int64_t>, std::optional<std::int64_t>>,
               std::vector<Waiting>>
          groups;
      for (const store::Message& m : held) {
        if (auto waiting = judge(m, mutes, counts)) {
          groups[{m.person_id, m.destination_id}].push_back(std::move(*waiting));
        }
      }
      for (auto& [who, group] : groups) send_as_one(group, counts);
      trail.note("notify.release", "outbox", "", Json(counts));
      trail.flush();
      fault_point("notify.release.before_commit");
    });
    for (const auto& [name, count] : counts) total[name] += count;
    return found == static_cast<std::size_t>(kChunk);
  }

 private:
  std::optional<Waiting> judge(const store::Message& m, const std::vector<Mute>& mutes,
                               alert::Counts& counts) {
    const auto alert = m.alert_id ? alert::find(db_, *m.alert_id) : std::nullopt;
    if (!alert) return Waiting{m, {}};
    // A notice that it ended stays true.
    const auto reason = m.purpose == Purpose::resolved ? std::nullopt : overtaken(alert->status);
    Notice notice = notice_of(*alert);
    notice.purpose = m.purpose;
    if (reason) {
      store::suppress(db_, m.id, *reason, options_.now);
      decide(m, *reason, "");
      ++counts["suppressed"];
      return std::nullopt;
    }
    if (const auto until = again_at(notice, mutes)) {
      store::hold_on(db_, m.id, Reason::silenced, *until);
      decide(m, Reason::silenced, "");
      ++counts["held"];
      return std::nullopt;
    }
    return Waiting{m, std::move(notice)};
  }

  void send_as_one(std::vector<Waiting>& group, alert::Counts& counts) {
    std::stable_sort(group.begin(), group.end(), [](const Waiting& a, const Waiting& b) {
      return a.message.priority > b.message.priority;
    });
    const Waiting& first = group.front();
    store::release(db_, first.message.id, content_of(group), options_.now);
    decide(first.message, Reason::released, "");
    ++counts["released"];
    for (std::size_t i = 1; i < group.size(); ++i) {
      store::suppress(db_, group[i].message.id, Reason::merged, options_.now);
      decide(group[i].message, Reason::merged, first.message.public_id);
      ++counts["merged"];
    }
  }

  // As things stand now; what cannot be written anew leaves as it was written.
  std::string content_of(const std::vector<Waiting>& group) {
    const Waiting& first = group.front();
    const Recipient* who =
        first.message.person_id ? people_.person(*first.message.person_id) : nullptr;
    Writing writing;
    Notice together = first.notice;
    writing.notice = &together;
    writing.time_zone = settings_.quiet.time_zone;
    if (who != nullptr) {
      writing.recipient_name = who->name;
      writing.language = who->language;
      if (!who->time_zone.empty()) writing.time_zone = who->time_zone;
    }
    if (group.size() > 1) {
      together.title = fmt::format("{} notices from quiet hours", group.size());
      together.body.clear();
      together.metadata = Json::object();
      for (const Waiting& w : group) writing.merged.push_back(&w.notice);
    }
    Carrier* carrier = carriers_.find(first.message.channel);
    if (carrier == nullptr || (group.size() == 1 && together.kind.empty())) {
      return first.message.content;
    }
    try {
      return carrier->compose(writing);
    } catch (const std::exception& e) {
      log::error(first.message.public_id, "released as it was first written: {}", e.what());
      return first.message.content;
    }
  }

  void decide(const store::Message& m, Reason reason, std::string detail) {
    store::add_decision(db_, {options_.now, m.alert_id, m.person_id, m.destination_id, m.id,
                              "release", reason, std::move(detail)});
  }

  store::Database& db_;
  Carriers& carriers_;
  const Settings& settings_;
  const PlanOptions& options_;
  People people_;
};

}  // namespace

void release_held(store::Database& db, Carriers& carriers, const Settings& settings,
                  const PlanOptions& options, alert::Counts& counts) {
  Release release(db, carriers, settings, options);
  while (release.chunk(counts)) {
  }
}

}  // namespace tocsin::notify
