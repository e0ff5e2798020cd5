#include "analyze/learn.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "base/fault.h"
#include "base/log.h"
#include "base/zone.h"
#include "store/people.h"
#include "store/positions.h"
#include "store/preferences.h"

namespace tocsin::analyze {
namespace {

constexpr std::int64_t kBatch = 500;
const char* const kName = "analyze.learn";

// The habits of those whom a batch of messages reached, read and saved once each.
class Learned {
 public:
  Learned(store::Database& db, const Zone& zone) : db_(db), zone_(zone) {}

  // False for somebody who is not to be learned from.
  bool take(const store::Told& message, double share) {
    Person& person = person_of(*message.person_id);
    if (!person.learns) return false;
    const auto local = Zone::find_or(message.time_zone, zone_).to_local(*message.sent_at);
    const auto hour = std::chrono::floor<std::chrono::hours>(
        local - std::chrono::floor<std::chrono::days>(local));
    const auto count = [&](HabitTrait trait, const std::string& value) {
      Response& response = person.habits.of(trait)[value];
      response = with(response, share, *message.sent_at);
      person.changed.insert({trait, value});
    };
    count(HabitTrait::channel, std::string(word(message.channel)));
    count(HabitTrait::hour, hour_name(static_cast<int>(hour.count())));
    count(HabitTrait::kind, message.kind);
    count(HabitTrait::priority, std::to_string(message.priority));
    return true;
  }

  void save() {
    for (auto& [id, person] : people_) {
      for (const auto& [trait, value] : person.changed) {
        store::save_habit(db_, id, trait, value, person.habits.of(trait)[value]);
      }
    }
  }

 private:
  struct Person {
    Habits habits;
    bool learns = true;
    std::set<std::pair<HabitTrait, std::string>> changed;
  };

  Person& person_of(std::int64_t id) {
    const auto known = people_.find(id);
    if (known != people_.end()) return known->second;
    Person& person = people_[id];
    const auto stored = store::find_person(db_, id);
    const auto preferences =
        store::preferences(db_, id, stored ? stored->organization_id : std::nullopt);
    const auto wish = preferences.find("learning");
    person.learns = wish == preferences.end() || wish->second != Json(false);
    if (person.learns) person.habits = store::habits_of(db_, id);
    return person;
  }

  store::Database& db_;
  const Zone& zone_;
  std::map<std::int64_t, Person> people_;
};

}  // namespace

std::optional<double> share_acted_on(const store::Told& m) {
  const bool news = m.purpose != Purpose::resolved && m.purpose != Purpose::direct;
  if (!m.person_id || !m.sent_at || !news) return std::nullopt;
  if (*m.sent_at > m.created_at + kTimeToLeave) return std::nullopt;
  if (m.acted) return 1;
  if (m.dismissed) return 0;
  return m.looked ? 0.5 : 0;
}

alert::Counts run_learn(store::Database& db, const LearnJob& job) {
  const auto lock = store::NamedLock::acquire(db, kName, job.wait);
  if (!lock) {
    log::info("-", "another run is learning; left to it");
    return {};
  }
  const Zone zone = Zone::find(job.time_zone);
  const Instant until = job.now - kTimeToLeave - kTimeToAct;
  std::int64_t learned = 0;
  std::int64_t left = job.limit.value_or(std::numeric_limits<std::int64_t>::max());
  for (bool more = true; more && left > 0;) {
    std::int64_t taken = 0, taught = 0;
    db.transaction([&] {
      taken = taught = 0;
      const std::int64_t before = store::position_of(db, kName);
      std::int64_t position = before;
      Learned people(db, zone);
      const std::int64_t limit = std::min(kBatch, left);
      for (const store::Told& message : store::told_after(db, before, kTimeToAct, limit)) {
        if (message.created_at > until) break;
        position = message.id;
        ++taken;
        const auto share = share_acted_on(message);
        if (share && people.take(message, *share)) ++taught;
      }
      if (taken == 0) return;
      people.save();
      store::set_position(db, kName, position, job.now);
      fault_point("analyze.learn.commit");
    });
    learned += taught;
    left -= taken;
    more = taken == kBatch;
  }
  return {{"learned", learned}};
}

}  // namespace tocsin::analyze
