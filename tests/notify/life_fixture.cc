#include "notify/life_fixture.h"

#include "alert/audit.h"
#include "notify/deliver.h"
#include "notify/plan.h"
#include "store/people.h"

namespace tocsin::test {
namespace {

const store::Query kStates("test.notify.states", "SELECT state FROM message ORDER BY id",
                           store::Reach::whole);

}  // namespace

void LifeFixture::SetUp() {
  DatabaseTest::SetUp();
  if (IsSkipped() || HasFatalFailure()) return;
  now_ = at("2026-06-01T12:00:00Z");
  db().transaction([&] {
    store::Person ann;
    ann.source = "test";
    ann.external_id = "ann";
    ann.name = "Ann";
    ann.time_zone = "Europe/London";
    ann_ = store::save_person(db(), ann, now_).id;
    place_.person_id = ann_;
    place_.channel = "webhook";
    place_.address = server_.url("/hook");
    place_.id = store::save_destination(db(), place_, now_).id;
  });
}

alert::Raised LifeFixture::raise(Priority priority, const std::string& key,
                                 const std::string& subject) {
  AlertDraft draft;
  draft.kind = kind_;
  draft.title = "Cheaper: " + key;
  draft.dedup_key = key;
  draft.priority = priority;
  draft.subject = {"event", subject};
  draft.labels = {{"platform", "axs"}};
  draft.recipients = {"person:ann"};
  alert::Trail trail(db(), "test", now_);
  return db().transaction([&] {
    trail.clear();
    auto raised = alert::raise(db(), trail, draft);
    trail.flush();
    return raised;
  });
}

void LifeFixture::change(bool (*what)(store::Database&, alert::Trail&, std::int64_t),
                         std::int64_t id) {
  alert::Trail trail(db(), "test", now_);
  db().transaction([&] {
    trail.clear();
    EXPECT_TRUE(what(db(), trail, id));
    trail.flush();
  });
}

alert::Counts LifeFixture::plan_now() {
  Carriers carriers(config_, settings_);
  return plan(db(), carriers, settings_, {now_, "test", false, false, std::nullopt}).counts;
}

alert::Counts LifeFixture::deliver_now() {
  Carriers carriers(config_, settings_);
  return deliver(db(), carriers, settings_, {now_, "test", std::nullopt, std::nullopt});
}

alert::Counts LifeFixture::run() {
  alert::Counts counts = plan_now();
  for (const auto& [name, count] : deliver_now()) counts[name] += count;
  EXPECT_EQ(alert::verify_audit(db()).first_broken, 0);
  return counts;
}

std::vector<std::string> LifeFixture::states() {
  std::vector<std::string> out;
  for (auto rows = db().query(kStates); rows.next();) out.push_back(rows.string(0));
  return out;
}

}  // namespace tocsin::test
