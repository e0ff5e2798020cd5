// Acting on an alert by what comes in: links, buttons and keys. On both databases.

#include "alert/acting.h"
#include "alert/alerts.h"
#include "alert/audit.h"
#include "base/digest.h"
#include "inbound/inbound_fixture.h"
#include "model/button.h"
#include "net/url.h"
#include "store/people.h"

namespace tocsin::inbound {
namespace {

using alert::Alert;
using std::chrono::hours;
using std::chrono::minutes;

class ActingTest : public InboundFixture {
 protected:
  void SetUp() override {
    InboundFixture::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    db().transaction([&] {
      alert::Trail trail(db(), "test", now_);
      AlertDraft d;
      d.kind = "disk_full";
      d.title = "Disk <full>";
      d.dedup_key = "disk";
      alert_ = alert::raise(db(), trail, d).id;
      trail.flush();
    });
  }
  // A message to Ann about the alert.
  store::Message told(Channel channel, const std::string& provider, const std::string& id) {
    about_ = alert_;
    return sent_message(channel, provider, id);
  }
  Alert alert() { return alert::find(db(), alert_).value(); }
  std::string by(LinkPurpose purpose, const store::Message& m, Duration life = hours{1}) const {
    return "/act/" + link_token(settings_.key_ring, purpose, m.public_id, now_ + life);
  }
  Answer slack(const std::string& user, const std::string& value) {
    const std::string time = std::to_string(to_ms(now_) / 1000);
    const Json press{{"type", "block_actions"},
                     {"user", {{"id", user}}},
                     {"actions", Json::array({{{"value", value}}})}};
    const std::string payload = "payload=" + net::percent_encode(press.dump());
    return post("/slack", payload,
                {{"HTTP_X_SLACK_REQUEST_TIMESTAMP", time},
                 {"HTTP_X_SLACK_SIGNATURE",
                  "v0=" + to_hex(hmac_sha256("slack", "v0:" + time + ":" + payload))}});
  }
  Answer telegram(int update, std::int64_t user, const std::string& data) {
    const Json body{{"update_id", update},
                    {"callback_query", {{"id", "q"}, {"from", {{"id", user}}}, {"data", data}}}};
    return post("/telegram", body.dump(), {{"HTTP_X_TELEGRAM_BOT_API_SECRET_TOKEN", "telegram"}},
                "application/json");
  }
  Answer discord(const std::string& id, const std::string& user, const std::string& data) {
    const std::string time = std::to_string(to_ms(now_) / 1000);
    const Json body{{"type", 3},
                    {"id", id},
                    {"member", {{"user", {{"id", user}}}}},
                    {"data", {{"custom_id", data}}}};
    return post(
        "/discord", body.dump(),
        {{"HTTP_X_SIGNATURE_TIMESTAMP", time},
         {"HTTP_X_SIGNATURE_ED25519", to_hex(ed25519_sign(seed_, time + body.dump()).value())}},
        "application/json");
  }
  std::int64_t alert_ = 0;
};
TOCSIN_ON_BOTH_DATABASES(ActingTest);

constexpr std::string_view kSure = "sure=yes";

TEST_P(ActingTest, ALinkAsksAndActsOnce) {
  const std::string path = by(LinkPurpose::acknowledge, told(Channel::email, "smtp", ""));
  for (int i = 0; i < 3; ++i) {
    const Answer asked = get(path, i == 2 ? "HEAD" : "GET");
    EXPECT_EQ(asked.status, 200);
    EXPECT_NE(asked.body.find("“Disk &lt;full&gt;”, as Ann"), std::string::npos) << asked.body;
    EXPECT_NE(asked.body.find("method=\"post\""), std::string::npos);
  }
  EXPECT_EQ(post(path, "").status, 400);
  EXPECT_EQ(alert().status, AlertStatus::active) << "a scanner that follows links does nothing";
  const Answer done = post(path, kSure);
  EXPECT_EQ(done.status, 200);
  EXPECT_NE(done.body.find("Acknowledged by Ann at 12:00 UTC."), std::string::npos) << done.body;
  EXPECT_EQ(alert().status, AlertStatus::acknowledged);
  EXPECT_EQ(activity(), Texts{"ack"});
  EXPECT_EQ(post(path, kSure).status, 410);
  EXPECT_EQ(get(path).status, 410);
  db().transaction([&] {
    alert::Trail trail(db(), "test", now_);
    EXPECT_TRUE(alert::reactivate(db(), trail, alert_, "forgotten"));
    trail.flush();
  });
  EXPECT_EQ(post(path, kSure).status, 410);
  EXPECT_EQ(alert().status, AlertStatus::active);
}

TEST_P(ActingTest, EachLinkDoesWhatItSays) {
  const auto m = told(Channel::email, "smtp", "");
  EXPECT_EQ(post(by(LinkPurpose::take, m), kSure).status, 200);
  EXPECT_EQ(alert().assignee_id, ann_);
  EXPECT_NE(get(by(LinkPurpose::snooze, m)).body.find("<select"), std::string::npos);
  EXPECT_EQ(post(by(LinkPurpose::snooze, m), "sure=yes&for=9y").status, 400);
  EXPECT_EQ(alert().status, AlertStatus::active);
  EXPECT_EQ(post(by(LinkPurpose::snooze, m), "sure=yes&for=4h").status, 200);
  EXPECT_EQ(alert().snoozed_until, now_ + hours{4});
  const auto second = told(Channel::email, "smtp", "");
  EXPECT_EQ(post(by(LinkPurpose::snooze, second), "sure=yes&for=rises").status, 200);
  EXPECT_EQ(alert().snooze_ends_when, SnoozeEvent::rises);
  EXPECT_EQ(post(by(LinkPurpose::resolve, m), kSure).status, 200);
  EXPECT_EQ(alert().status, AlertStatus::resolved);
  EXPECT_NE(get(by(LinkPurpose::acknowledge, m)).body.find("This is over"), std::string::npos);
  EXPECT_NE(post(by(LinkPurpose::acknowledge, m), kSure).body.find("Over: resolved by Ann"),
            std::string::npos);
}

TEST_P(ActingTest, OtherLinksDoNothing) {
  const auto m = told(Channel::email, "smtp", "");
  const std::string good = by(LinkPurpose::acknowledge, m);
  std::string tampered = good;
  tampered[10] = tampered[10] == 'A' ? 'B' : 'A';
  about_.reset();
  const auto no_alert = sent_message(Channel::email, "smtp", "");
  struct Case {
    std::string path;
    int status;
  };
  for (const Case& c : {Case{by(LinkPurpose::acknowledge, m, Duration{0}), 403},
                        Case{by(LinkPurpose::unsubscribe, m), 403}, Case{tampered, 403},
                        Case{"/act/", 403}, Case{"/act/" + std::string(4'000, 'A'), 403},
                        Case{by(LinkPurpose::acknowledge, no_alert), 404}}) {
    EXPECT_EQ(post(c.path, kSure).status, c.status) << c.path.substr(0, 100);
  }
  store::Person ann = store::find_person(db(), ann_).value();
  ann.disabled = true;
  db().transaction([&] { store::save_person(db(), ann, now_); });
  EXPECT_EQ(post(good, kSure).status, 403);
  EXPECT_EQ(alert().status, AlertStatus::active);
  EXPECT_EQ(activity(), Texts{});
}

TEST_P(ActingTest, ButtonsActForWhoeverTheAccountIs) {
  told(Channel::email, "smtp", "");
  const std::string id = alert().public_id;
  EXPECT_EQ(slack("U2", button_data(AlertAct::acknowledge, id)).status, 200);
  EXPECT_EQ(telegram(1, 43, button_data(AlertAct::acknowledge, id)).status, 200);
  EXPECT_EQ(alert().status, AlertStatus::active) << "nobody we know";
  EXPECT_EQ(slack("U1", button_data(AlertAct::acknowledge, id)).status, 200);
  EXPECT_EQ(alert().status, AlertStatus::acknowledged);
  EXPECT_EQ(Json::parse(telegram(2, 42, button_data(AlertAct::acknowledge, id)).body)["text"],
            "Already acknowledged by Ann at 12:00 UTC.");
  now_ += minutes{1};
  EXPECT_EQ(Json::parse(telegram(3, 42, button_data(AlertAct::snooze, id)).body)["text"],
            "Snoozed until 13:01 UTC by Ann at 12:01 UTC.");
  const Json said = Json::parse(discord("9", "42", button_data(AlertAct::resolve, id)).body);
  EXPECT_EQ(said["type"], 4);
  EXPECT_EQ(said["data"]["flags"], 64);
  EXPECT_EQ(said["data"]["content"], "Resolved by Ann at 12:01 UTC.");
  EXPECT_EQ(alert().status, AlertStatus::resolved);
}

TEST_P(ActingTest, ButtonsDoNothingForThoseWhomItDoesNotConcern) {
  const std::string data = button_data(AlertAct::acknowledge, alert().public_id);
  EXPECT_EQ(Json::parse(telegram(1, 42, data).body)["text"], "You may do nothing about this alert.")
      << "data of a button can be made up, and Ann was not told of it";
  EXPECT_EQ(alert().status, AlertStatus::active);
}

TEST_P(ActingTest, AKeyAcknowledges) {
  told(Channel::voice, "twilio", "CA1");
  EXPECT_EQ(twilio("/twilio/keys", {{"CallSid", "CA1"}, {"Digits", "3"}}).status, 200);
  EXPECT_EQ(alert().status, AlertStatus::active);
  const Answer said = twilio("/twilio/keys", {{"CallSid", "CA1"}, {"Digits", "1"}});
  EXPECT_NE(said.body.find("<Say>Acknowledged by Ann at 12:00 UTC.</Say>"), std::string::npos)
      << said.body;
  EXPECT_EQ(alert().status, AlertStatus::acknowledged);
  told(Channel::voice, "twilio", "CA2");
  db().transaction([&] {
    alert::Trail trail(db(), "test", now_);
    EXPECT_TRUE(alert::reactivate(db(), trail, alert_, "forgotten"));
    trail.flush();
  });
  now_ += hours{25};
  twilio("/twilio/keys", {{"CallSid", "CA2"}, {"Digits", "1"}});
  EXPECT_EQ(alert().status, AlertStatus::active) << "a call of yesterday, played again";
}

}  // namespace
}  // namespace tocsin::inbound
