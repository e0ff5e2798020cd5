#include "notify/planning_fixture.h"

namespace tocsin::test {
namespace {

const store::Query kStates("test.planning.states", "SELECT state, reason FROM message ORDER BY id",
                           store::Reach::whole);
const store::Query kSent("test.planning.sent",
                         "UPDATE message SET state = 'sending', claim_until = $1, claimed_by = 't' "
                         "WHERE state = 'pending'",
                         store::Reach::whole);
const store::Query kSentOff("test.planning.sent_off",
                            "UPDATE message SET state = 'sent', sent_at = $1, claim_until = NULL, "
                            "claimed_by = NULL WHERE state = 'sending'",
                            store::Reach::whole);

}  // namespace

alert::Counts PlanningTest::run() {
  Carriers carriers(config_, settings_);
  const auto counts =
      plan(db(), carriers, settings_, {now_, "test", false, false, std::nullopt}).counts;
  db().transaction([&] {
    db().execute(kSent, now_ + std::chrono::hours{1});
    db().execute(kSentOff, now_);
  });
  return counts;
}

std::vector<std::string> PlanningTest::states() {
  std::vector<std::string> out;
  for (auto rows = db().query(kStates); rows.next();) {
    out.push_back(rows.string(0) + " " + rows.string(1));
  }
  return out;
}

}  // namespace tocsin::test
