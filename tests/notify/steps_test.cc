// Whom escalations name beyond people: emergency contacts, and programs of the desk's own. On both
// databases.

#include "base/id.h"
#include "notify/planning_fixture.h"
#include "store/contacts.h"
#include "store/escalations.h"

namespace tocsin::notify {
namespace {

const store::Query kMessages("test.steps.messages", "SELECT id FROM message ORDER BY id",
                             store::Reach::whole);

class StepsTest : public test::PlanningTest {
 protected:
  void SetUp() override {
    test::PlanningTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    settings_.public_url = "https://alerts.example.org";
    config_.set("general.public_url", settings_.public_url);
    config_.set("voice.enabled", "true");
    contact_ = change([&](alert::Trail&) {
      const auto id = store::save_contact(db(), ann_, "Max", now_).id;
      for (const auto& [channel, address] :
           {std::pair{"email", "max@example.org"}, {"voice", "+442071838750"}}) {
        store::Destination d;
        d.contact_id = id;
        d.channel = channel;
        d.address = address;
        store::save_destination(db(), d, now_);
      }
      store::Destination own;
      own.person_id = ann_;
      own.channel = "voice";
      own.address = "+442071838751";
      store::save_destination(db(), own, now_);
      return id;
    });
  }
  // The messages of a step that tells these; the alert's own message is not among them.
  std::vector<store::Message> told(const std::vector<std::string>& recipients,
                                   std::vector<Channel> channels,
                                   const Json& labels = Json::object()) {
    AlertDraft draft;
    draft.kind = "disk_full";
    draft.title = "Disk full";
    draft.dedup_key = fmt::format("disk {}", ++alerts_);
    draft.priority = 5;
    draft.labels = labels;
    const auto raised =
        change([&](alert::Trail& trail) { return alert::raise(db(), trail, draft); });
    change([&](alert::Trail&) {
      store::Escalation e;
      e.public_id = new_id(IdKind::escalation, now_);
      e.alert_id = raised.id;
      e.plan = "{}";
      e.started_at = e.due_at = now_ - std::chrono::minutes{7};
      e.next_at = now_;
      const auto id = store::add_escalation(db(), e);
      for (const std::string& recipient : recipients) {
        store::EscalationStep step;
        step.escalation_id = id.value();
        step.recipient = recipient;
        step.channels = channels;
        step.at = now_;
        store::add_escalation_step(db(), step);
      }
      return 0;
    });
    run();
    std::vector<store::Message> out;
    for (auto rows = db().query(kMessages); rows.next();) {
      const auto m = store::find_message(db(), rows.integer(0)).value();
      if (m.alert_id == raised.id) out.push_back(m);
    }
    return out;
  }
  std::string max() const { return fmt::format("contact:{}", contact_); }

  std::int64_t contact_ = 0;
  int alerts_ = 0;
};
TOCSIN_ON_BOTH_DATABASES(StepsTest);

TEST_P(StepsTest, AnEmergencyContactIsToldAsOne) {
  const auto all = told({max()}, {Channel::email});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].address, "max@example.org");
  EXPECT_EQ(all[0].person_id, std::nullopt) << "what they do is not what Ann does";
  for (const char* says :
       {"You are told as an emergency contact of ann.", "Nobody has acknowledged this for 7 m."}) {
    EXPECT_NE(all[0].content.find(says), std::string::npos) << all[0].content;
  }
  EXPECT_EQ(all[0].content.find("/act/"), std::string::npos);
}

TEST_P(StepsTest, NobodyIsAskedForAKeyWhoCannotAct) {
  const auto all = told({fmt::format("person:{}", ann_), max()}, {Channel::voice});
  ASSERT_EQ(all.size(), 2U);
  for (const store::Message& m : all) {
    EXPECT_EQ(m.content.find("<Gather") != std::string::npos, m.person_id.has_value()) << m.content;
  }
}

TEST_P(StepsTest, WhatIsInternalStaysWithPeopleAndProgramsOfOurs) {
  const auto all = told({max(), "exec:siren loud"}, {}, {{"internal", "true"}});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].channel, Channel::exec);
  EXPECT_EQ(all[0].address, "siren loud");
}

TEST_P(StepsTest, AProgramIsOnePlaceHoweverOftenItIsNamed) {
  const auto first = told({"exec:siren"}, {}), second = told({"exec:siren"}, {});
  ASSERT_EQ(first.size(), 1U);
  ASSERT_EQ(second.size(), 1U);
  EXPECT_TRUE(first[0].destination_id);
  EXPECT_EQ(first[0].destination_id, second[0].destination_id);
  EXPECT_NE(first[0].identity, second[0].identity);
}

TEST_P(StepsTest, TheContactsOfWhoHasLeftAreLeftAlone) {
  change([&](alert::Trail&) {
    store::Person ann = store::find_person(db(), ann_).value();
    ann.disabled = true;
    return store::save_person(db(), ann, now_).id;
  });
  EXPECT_TRUE(told({max()}, {}).empty());
}

}  // namespace
}  // namespace tocsin::notify
