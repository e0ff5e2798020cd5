// What was held leaves like what is planned at that moment.

#include "base/digest.h"
#include "notify/planning_fixture.h"
#include "store/links.h"

namespace tocsin::notify {
namespace {

using std::chrono::hours;

const store::Query kMessages("test.release.messages",
                             "SELECT id FROM message WHERE channel = 'email' ORDER BY id",
                             store::Reach::whole);

class ReleaseTest : public test::PlanningTest {
 protected:
  void SetUp() override {
    test::PlanningTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    settings_.public_url = "https://alerts.example.org";
    settings_.key_ring = KeyRing::from_text(to_base64(sha256("key")));
    settings_.templates = folder_.path() / "templates";
    config_.set("webhook.enabled", "false");
    write_template("price_drop/email@b", "variant b of a price");
    write_template("merged/email@m", "variant m of several");
    prefer("tracking", true);
    db().transaction([&] {
      store::Person ann = store::find_person(db(), ann_).value();
      ann.email = "ann@example.org";
      store::save_person(db(), ann, now_);
    });
  }
  // Of such a weight that everybody reads it.
  void write_template(const std::string& name, const std::string& text) {
    const auto file = settings_.templates / (name + ".mustache");
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << "{{! weight 1000 }}\n--- subject\n{{title}}\n--- text\n"
                        << text << ": {{title}}\n--- html\n<p>" << text << "</p>\n";
  }
  // An offer at an address of its own, always of the same words.
  alert::Raised drop(const std::string& subject) {
    AlertDraft draft;
    draft.kind = "price_drop";
    draft.title = "Cheaper";
    draft.dedup_key = subject;
    draft.priority = 3;
    draft.subject = {"event", subject};
    draft.metadata = {{"offer", {{"url", "https://tickets.example.org/1"}}}};
    draft.recipients = {"person:ann"};
    return change([&](alert::Trail& trail) { return alert::raise(db(), trail, draft); });
  }
  store::Message message(std::size_t i) {
    std::vector<std::int64_t> ids;
    for (auto rows = db().query(kMessages); rows.next();) ids.push_back(rows.integer(0));
    return store::find_message(db(), ids.at(i)).value();
  }
};
TOCSIN_ON_BOTH_DATABASES(ReleaseTest);

TEST_P(ReleaseTest, OneThatWaitedIsLikeOneThatDidNot) {
  prefer("quiet_hours", {{"hold", "all"}});
  now_ = at("2026-06-01T23:30:00Z");
  drop("1");
  EXPECT_EQ(run(), (alert::Counts{{"held", 1}}));
  write_template("price_drop/email@c", "variant c of a price");
  std::filesystem::remove(settings_.templates / "price_drop/email@b.mustache");
  EXPECT_EQ(run_at("2026-06-02T06:00:00Z"), (alert::Counts{{"released", 1}}));
  drop("2");
  EXPECT_EQ(run(), (alert::Counts{{"planned", 1}}));
  const store::Message a = message(0), b = message(1);
  EXPECT_EQ(a.variant, "c") << "as things stand at its release";
  EXPECT_EQ(b.variant, "c");
  EXPECT_EQ(a.expires_at, b.expires_at);
  EXPECT_NE(a.content.find("variant c"), std::string::npos);
  EXPECT_EQ(store::link_target(db(), a.id), "https://tickets.example.org/1");
  EXPECT_EQ(store::link_target(db(), b.id), "https://tickets.example.org/1");
  for (const store::Message& m : {a, b}) {
    EXPECT_NE(m.content.find("/unsubscribe/"), std::string::npos) << m.content;
    EXPECT_NE(m.content.find("/opened/"), std::string::npos) << m.content;
    EXPECT_NE(m.content.find("/go/"), std::string::npos) << m.content;
  }
}

TEST_P(ReleaseTest, WhatLeavesTogetherHasTheVariantOfItsOwnTemplate) {
  prefer("quiet_hours", {{"hold", "all"}});
  now_ = at("2026-06-01T23:30:00Z");
  drop("1");
  drop("2");
  EXPECT_EQ(run(), (alert::Counts{{"held", 2}}));
  EXPECT_EQ(message(0).variant, "b");
  EXPECT_EQ(run_at("2026-06-02T06:00:00Z"), (alert::Counts{{"released", 1}, {"merged", 1}}));
  EXPECT_EQ(message(0).variant, "m");
  EXPECT_NE(message(0).content.find("variant m of several"), std::string::npos);
}

TEST_P(ReleaseTest, WhatLeavesTogetherSpeaksTheReadersLanguage) {
  struct Case {
    std::string language, title;
  };
  prefer("quiet_hours", {{"hold", "all"}});
  std::size_t seen = 0;
  for (const Case& c :
       {Case{"en", "2 notices from quiet hours"}, Case{"de-AT", "2 Meldungen aus der Ruhezeit"}}) {
    db().transaction([&] {
      store::Person ann = store::find_person(db(), ann_).value();
      ann.language = c.language;
      store::save_person(db(), ann, now_);
    });
    now_ = at("2026-06-01T23:30:00Z") + hours{24 * seen};
    drop("1" + c.language);
    drop("2" + c.language);
    run();
    run_after(hours{7});
    EXPECT_NE(message(seen).content.find(c.title), std::string::npos) << message(seen).content;
    seen += 2;
  }
}

}  // namespace
}  // namespace tocsin::notify
