// Planning as a whole: nothing disappears and nothing is told twice.

#include <random>

#include "notify/planning_fixture.h"
#include "store/preferences.h"

namespace tocsin::notify {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using test::kGroups;
using test::kInhibit;
using Counts = alert::Counts;

class PlanningPropertyTest : public test::PlanningTest {};
TOCSIN_ON_BOTH_DATABASES(PlanningPropertyTest);

// Whatever is raised, silenced, preferred and resolved in whatever order: no candidate disappears,
// nobody hears the same twice, and at the end nothing waits.
TEST_P(PlanningPropertyTest, EveryCandidateBecomesOneMessageOrOneReason) {
  policy(std::string(kInhibit) +
         "[default]\ngroup_by=['kind']\ngroup_wait='30s'\n[[route]]\nname='r'\n"
         "match=['platform=p1']\nmute_times=['noon']\ngroup_wait='0s'\n"
         "[[mute_time]]\nname='noon'\n[[mute_time.when]]\nhours=['12:00-12:30']\n"
         "[throttle]\nwebhook=['20/15m']\n");
  std::mt19937 random(7);
  const auto any = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  std::vector<std::string> people{"person:ann"};
  for (int i = 0; i < 5; ++i) {
    const std::string name = "p" + std::to_string(i);
    const auto id = add_person(name);
    people.push_back("person:" + name);
    const Json wishes[] = {Json{{"default", "hourly"}}, Json{{"default", "immediate"}},
                           Json{{"price_drop", "daily"}}};
    db().transaction([&] {
      store::set_preference(db(), {id, {}}, "digest", wishes[any(3)], now_);
      store::set_preference(db(), {id, {}}, "minimum_priority", 1 + any(4), now_);
    });
  }
  const char* const kinds[] = {"price_drop", "sold_out", "platform_blocked"};
  std::vector<alert::Raised> raised;
  for (int step = 0; step < 60; ++step) {
    for (int i = 0; i < 3; ++i) {
      raised.push_back(raise("k" + std::to_string(step) + "-" + std::to_string(i),
                             {.kind = kinds[any(3)],
                              .platform = "p" + std::to_string(any(3)),
                              .priority = 1 + any(5),
                              .to = {people[static_cast<std::size_t>(any(6))],
                                     people[static_cast<std::size_t>(any(6))]}}));
    }
    if (any(4) == 0) silence("platform=p" + std::to_string(any(3)), minutes{any(60) + 1});
    // What ends before any run looked at it leaves no trace, and needs none.
    if (any(2) == 0 && step > 0) {
      const auto& victim = raised[static_cast<std::size_t>(any(step * 3))];
      if (is_open(alert::find(db(), victim.id)->status)) resolve(victim);
    }
    run_after(minutes{any(20)});
  }
  for (const auto& r : raised) {
    if (is_open(alert::find(db(), r.id)->status)) resolve(r);
  }
  for (int day = 0; day < 3; ++day) run_after(hours{24});
  for (const std::string& state : states()) {
    EXPECT_TRUE(state.starts_with("sent") || state.starts_with("suppressed")) << state;
  }
  for (const auto& r : raised) {
    const auto messages = store::messages_of_alert(db(), r.id);
    EXPECT_FALSE(messages.empty() && store::decisions_of_alert(db(), r.id).empty())
        << r.public_id << " left no trace";
    std::map<std::pair<std::int64_t, Purpose>, int> told;
    for (const auto& m : messages) {
      if (m.state == MessageState::sent || m.reason == Reason::merged) {
        ++told[{m.person_id.value(), m.purpose}];
      }
    }
    for (const auto& [what, times] : told) {
      EXPECT_EQ(times, 1) << r.public_id << " " << word(what.second);
      if (what.second == Purpose::resolved) {
        EXPECT_TRUE(told.contains({what.first, Purpose::first})) << "told the end, not the start";
      }
    }
  }
  EXPECT_EQ(alert::verify_audit(db()).first_broken, 0);
}

}  // namespace
}  // namespace tocsin::notify
