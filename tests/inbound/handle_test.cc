#include "inbound/handle.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <unistd.h>

#include "alert/alerts.h"
#include "alert/audit.h"
#include "alert/dead_address.h"
#include "alert/planning.h"
#include "base/digest.h"
#include "base/id.h"
#include "base/text.h"
#include "inbound/form.h"
#include "inbound/routes.h"
#include "model/link.h"
#include "net/url.h"
#include "store/activity.h"
#include "store/destinations.h"
#include "store/links.h"
#include "store/messages.h"
#include "store/people.h"
#include "store/preferences.h"
#include "support/databases.h"

namespace tocsin::inbound {
namespace {

const store::Query kUses("test.inbound.uses",
                         "SELECT COALESCE(SUM(uses), 0) FROM message_link WHERE purpose = $1",
                         store::Reach::whole);
const store::Query kOpenReceipts("test.inbound.receipts",
                                 "SELECT count(*) FROM receipt WHERE settled_at IS NULL",
                                 store::Reach::whole);

constexpr std::string_view kOneClick = "List-Unsubscribe=One-Click";

class HandleTest : public test::DatabaseTest {
 protected:
  void SetUp() override {
    test::DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    now_ = at("2026-06-01T12:00:00Z");
    settings_.public_url = "https://alerts.example.org/t";
    settings_.key_ring = KeyRing::from_text(to_base64(sha256("key")));
    settings_.twilio_token = "token";
    settings_.slack_secret = "slack";
    settings_.telegram_secret = "telegram";
    settings_.resend_secret = settings_.webhook_secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    settings_.discord_key = to_hex(ed25519_public_key(seed_).value());
    db().transaction([&] {
      store::Person ann;
      ann.source = "test";
      ann.external_id = "ann";
      ann.name = "Ann";
      ann.email = "ann@example.org";
      ann_ = store::save_person(db(), ann, now_).id;
      for (const char* channel : {"telegram", "slack", "discord"}) {
        store::Destination d;
        d.person_id = ann_;
        d.channel = channel;
        d.address = channel == std::string("slack") ? "U1" : "42";
        store::save_destination(db(), d, now_);
      }
      store::set_preference(db(), {ann_, {}}, "tracking", true, now_);
    });
    message_ = sent_message(Channel::email, "smtp", "");
  }

  store::Message sent_message(Channel channel, const std::string& provider,
                              const std::string& provider_id) {
    store::Message m;
    m.public_id = new_id(IdKind::message, now_);
    m.identity = m.public_id;
    m.person_id = ann_;
    m.channel = channel;
    m.address = "ann@example.org";
    m.kind = "price_drop";
    m.subject_key = "event:1";
    m.content = R"({"twiml":"<Response><Say>It is cheaper</Say></Response>"})";
    m.provider = provider;
    m.due_at = m.created_at = now_;
    db().transaction([&] {
      m.id = store::add_message(db(), m).value();
      ASSERT_TRUE(store::claim_one(db(), {now_, now_ + std::chrono::minutes{1}, "me"}, m.id));
      store::Move move;
      move.id = m.id;
      move.to = MessageState::sent;
      move.at = now_;
      move.provider = provider;
      move.provider_id = provider_id;
      ASSERT_EQ(store::settle(db(), {&move, 1}, "me").size(), 1U);
    });
    return m;
  }

  Answer ask(const Variables& variables, std::string_view body = "") {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    EXPECT_EQ(::write(ends[1], body.data(), body.size()), static_cast<ssize_t>(body.size()));
    ::close(ends[1]);
    Variables v{{"REMOTE_ADDR", "203.0.113.5"}, {"REQUEST_METHOD", "GET"}};
    for (const auto& [name, value] : variables) v[name] = value;
    if (!v.contains("CONTENT_LENGTH")) v["CONTENT_LENGTH"] = std::to_string(body.size());
    Answer answer = handle(v, ends[0], settings_, now_, [&]() -> store::Database& { return db(); });
    ::close(ends[0]);
    return answer;
  }
  Answer get(const std::string& path, const std::string& method = "GET") {
    return ask({{"PATH_INFO", path}, {"REQUEST_METHOD", method}});
  }
  Answer post(const std::string& path, std::string_view body, Variables more = {},
              const std::string& type = "application/x-www-form-urlencoded") {
    more["PATH_INFO"] = path;
    more["REQUEST_METHOD"] = "POST";
    more["CONTENT_TYPE"] = type;
    return ask(more, body);
  }
  std::string link(LinkPurpose purpose, Duration life = std::chrono::hours{1}) const {
    return fmt::format("/{}/{}", link_path(purpose),
                       link_token(settings_.key_ring, purpose, message_.public_id, now_ + life));
  }

  Answer twilio(const std::string& path, const Form& form, const std::string& query = "") {
    std::string content = settings_.public_url + path + (query.empty() ? "" : "?" + query);
    std::string body;
    for (const auto& [name, value] : form) {
      content += name + value;
      body += (body.empty() ? "" : "&") + name + "=" + net::percent_encode(value);
    }
    unsigned char raw[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    HMAC(EVP_sha1(), "token", 5, reinterpret_cast<const unsigned char*>(content.data()),
         content.size(), raw, &length);
    const std::string signature =
        to_base64(std::string(reinterpret_cast<const char*>(raw), length));
    return post(path, body, {{"QUERY_STRING", query}, {"HTTP_X_TWILIO_SIGNATURE", signature}});
  }
  Answer event(const std::string& path, const std::string& prefix, const std::string& id,
               const std::string& body) {
    const std::string time = std::to_string(to_ms(now_) / 1000);
    const std::string key = from_base64("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").value();
    return post(path, body,
                {{"HTTP_" + prefix + "_ID", id},
                 {"HTTP_" + prefix + "_TIMESTAMP", time},
                 {"HTTP_" + prefix + "_SIGNATURE",
                  "v1," + to_base64(hmac_sha256(key, id + "." + time + "." + body))}},
                "application/json");
  }

  MessageState state(const store::Message& m) {
    return store::find_message(db(), m.id).value().state;
  }
  std::vector<std::string> activity() {
    std::vector<std::string> out;
    for (const auto& a : store::activity_after(db(), 0, 100)) out.push_back(a.kind);
    return out;
  }
  Json kinds() { return store::preferences_of(db(), {ann_, {}})["kinds"]; }
  std::int64_t one(const store::Query& query, std::string_view arg = "") {
    auto rows = arg.empty() ? db().query(query) : db().query(query, arg);
    return rows.next() ? rows.integer(0) : -1;
  }
  void TearDown() override {
    if (!IsSkipped() && !HasFatalFailure()) {
      EXPECT_EQ(alert::verify_audit(db()).first_broken, 0);
    }
    test::DatabaseTest::TearDown();
  }

  using Texts = std::vector<std::string>;
  const std::string seed_ = std::string(32, '\1');
  Settings settings_;
  Instant now_{};
  std::int64_t ann_ = 0;
  store::Message message_;
};
TOCSIN_ON_BOTH_DATABASES(HandleTest);

TEST_P(HandleTest, UnknownPathsAndMethodsAreRefused) {
  EXPECT_EQ(get("/").status, 404);
  EXPECT_EQ(get("/unsubscribe").status, 404);
  EXPECT_EQ(get("/twilio/status/x").status, 404);
  EXPECT_EQ(get("/../etc/passwd").status, 404);
  EXPECT_EQ(get("/twilio/status").status, 405);
  EXPECT_EQ(get("/twilio/status").allow, "POST");
  EXPECT_EQ(post("/opened/x", "").status, 405);
  EXPECT_EQ(get("/opened/x", "DELETE").status, 405);
  EXPECT_EQ(get("/opened/x", "get").status, 400);
}

TEST_P(HandleTest, EveryRouteRefusesWhatIsNotProven) {
  for (const Route& route : route_table()) {
    const std::string path = std::string(route.path) + (route.path.ends_with('/') ? "AXU" : "");
    const bool posts = route.methods.find("POST") != route.methods.npos;
    EXPECT_EQ((posts ? post(path, "a=1") : get(path)).status, 403) << path;
  }
  settings_.key_ring = KeyRing();
  settings_.twilio_token = settings_.slack_secret = settings_.telegram_secret =
      settings_.resend_secret = settings_.webhook_secret = settings_.discord_key = "";
  for (const Route& route : route_table()) {
    const std::string path = std::string(route.path) + (route.path.ends_with('/') ? "AXU" : "");
    EXPECT_EQ(route.methods.find("POST") != route.methods.npos ? post(path, "a=1").status
                                                               : get(path).status,
              403)
        << path << " without a secret";
  }
}

TEST_P(HandleTest, UnsubscribingTakesAPostAndHoldsForOneKindAndChannel) {
  const std::string path = link(LinkPurpose::unsubscribe);
  EXPECT_EQ(get(path).status, 200);
  EXPECT_NE(get(path).body.find("method=\"post\""), std::string::npos);
  EXPECT_EQ(get(path, "HEAD").status, 200);
  EXPECT_TRUE(kinds().is_null()) << "a scanner that follows links changes nothing";
  EXPECT_EQ(post(path, "List-Unsubscribe=Two-Clicks").status, 400);
  EXPECT_TRUE(kinds().is_null());
  EXPECT_EQ(post(path, kOneClick).status, 200);
  const Json off = Json::parse(R"({"price_drop":{"email":false}})");
  EXPECT_EQ(kinds(), off);
  EXPECT_EQ(post(path, kOneClick).status, 200);
  EXPECT_EQ(kinds(), off);
  EXPECT_EQ(activity(), Texts{"dismiss"});
  EXPECT_EQ(one(kUses, "unsubscribe"), 2);
}

TEST_P(HandleTest, UnsubscribingKeepsWhatWasOffAlready) {
  db().transaction([&] {
    store::set_preference(db(), {}, "kinds", Json::parse(R"({"promotion":false})"), now_);
  });
  const std::string type = "multipart/form-data; boundary=x";
  EXPECT_EQ(post(link(LinkPurpose::unsubscribe),
                 "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\n"
                 "One-Click\r\n--x--",
                 {}, type)
                .status,
            200);
  EXPECT_EQ(kinds(), Json::parse(R"({"promotion":false,"price_drop":{"email":false}})"));
}

TEST_P(HandleTest, OpeningIsNotedOnceAndMakesTheMessageRead) {
  const std::string path = link(LinkPurpose::opened);
  const Answer answer = get(path);
  EXPECT_EQ(answer.type, "image/gif");
  EXPECT_TRUE(answer.body.starts_with("GIF89a"));
  EXPECT_EQ(state(message_), MessageState::read);
  now_ += std::chrono::minutes{1};
  EXPECT_EQ(get(path).status, 200);
  EXPECT_EQ(activity(), Texts{"open"});
  EXPECT_EQ(one(kUses, "opened"), 2);
}

TEST_P(HandleTest, NobodyIsFollowedWhoDoesNotAllowIt) {
  db().transaction([&] { store::set_preference(db(), {ann_, {}}, "tracking", false, now_); });
  EXPECT_EQ(get(link(LinkPurpose::opened)).status, 200);
  EXPECT_EQ(state(message_), MessageState::sent);
  EXPECT_EQ(activity(), Texts{});
  EXPECT_EQ(one(kUses, "opened"), 0);
}

TEST_P(HandleTest, TheActionLeadsOnlyWhereTheMessageSaid) {
  const std::string path = link(LinkPurpose::action);
  EXPECT_EQ(get(path).status, 404) << "this message had none";
  db().transaction([&] {
    store::add_link(db(), message_.id, LinkPurpose::action, "https://tickets.example.org/1?a=b");
  });
  const Answer answer = ask({{"PATH_INFO", path}, {"QUERY_STRING", "url=https://evil.example/"}});
  EXPECT_EQ(answer.status, 302);
  EXPECT_EQ(answer.location, "https://tickets.example.org/1?a=b");
  EXPECT_EQ(activity(), Texts{"click"});
  EXPECT_EQ(state(message_), MessageState::read);
  db().transaction(
      [&] { store::add_link(db(), message_.id, LinkPurpose::action, "javascript:alert(1)"); });
  EXPECT_EQ(get(path).status, 404);
}

TEST_P(HandleTest, ForgedExpiredAndMisusedLinksDoNothing) {
  const std::string good = link(LinkPurpose::unsubscribe);
  std::string forged = good;
  forged.back() = forged.back() == 'A' ? 'B' : 'A';
  EXPECT_EQ(post(forged, kOneClick).status, 403);
  EXPECT_EQ(post(link(LinkPurpose::unsubscribe, Duration{-1000}), kOneClick).status, 403);
  const std::string token = good.substr(good.rfind('/'));
  EXPECT_EQ(get("/opened" + token).status, 403) << "a link is of one purpose";
  EXPECT_EQ(get("/go" + token).status, 403);
  message_.public_id = new_id(IdKind::message, now_);
  EXPECT_EQ(post(link(LinkPurpose::unsubscribe), kOneClick).status, 404) << "forgotten";
  EXPECT_TRUE(kinds().is_null());
}

TEST_P(HandleTest, BodiesHaveALimit) {
  settings_.max_body = 100;
  const std::string path = link(LinkPurpose::unsubscribe);
  EXPECT_EQ(post(path, std::string(101, 'a')).status, 413);
  EXPECT_EQ(post(path, "short", {{"CONTENT_LENGTH", "50"}}).status, 400);
  EXPECT_TRUE(kinds().is_null());
}

TEST_P(HandleTest, AnAddressThatAsksTooOftenWaits) {
  settings_.allowance.burst = 3;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(get("/opened/x").status, 403) << i;
  EXPECT_EQ(get("/opened/x").status, 429);
  EXPECT_EQ(get("/nothing").status, 429);
  EXPECT_EQ(post(link(LinkPurpose::unsubscribe), kOneClick).status, 429);
  EXPECT_EQ(ask({{"PATH_INFO", "/opened/x"}, {"REMOTE_ADDR", "203.0.113.6"}}).status, 403)
      << "others do not wait";
  // Providers' callbacks come in bursts and are proven.
  EXPECT_EQ(twilio("/twilio/status", {{"MessageSid", "SM1"}, {"MessageStatus", "sent"}}).status,
            204);
  now_ += std::chrono::seconds{20};
  EXPECT_EQ(get("/opened/x").status, 403);
  EXPECT_EQ(get("/opened/x").status, 429);
}

TEST_P(HandleTest, SomeComeOnlyFromWhereTheyMay) {
  settings_.allowed.at(static_cast<std::size_t>(Caller::twilio)) = {
      *net::Network::parse("198.51.100.0/24")};
  const Form form{{"MessageSid", "SM1"}, {"MessageStatus", "sent"}};
  EXPECT_EQ(twilio("/twilio/status", form).status, 403);
  EXPECT_EQ(get(link(LinkPurpose::opened)).status, 200) << "only theirs";
  settings_.allowed.at(static_cast<std::size_t>(Caller::twilio)) = {
      *net::Network::parse("203.0.113.5")};
  EXPECT_EQ(twilio("/twilio/status", form).status, 204);
}

TEST_P(HandleTest, StatusesOnlyRise) {
  struct Step {
    std::string status;
    MessageState state;
  };
  const std::vector<std::vector<Step>> lives = {
      {{"queued", MessageState::sent},
       {"sent", MessageState::sent},
       {"delivered", MessageState::delivered},
       {"sent", MessageState::delivered},
       {"undelivered", MessageState::delivered},
       {"read", MessageState::read},
       {"delivered", MessageState::read}},
      {{"undelivered", MessageState::failed}, {"delivered", MessageState::failed}},
      {{"read", MessageState::read}, {"failed", MessageState::read}},
  };
  int number = 0;
  for (const auto& life : lives) {
    const std::string sid = "SM" + std::to_string(++number);
    const auto m = sent_message(Channel::sms, "twilio", sid);
    for (const Step& step : life) {
      EXPECT_EQ(
          twilio("/twilio/status", {{"MessageSid", sid}, {"MessageStatus", step.status}}).status,
          204);
      EXPECT_EQ(state(m), step.state) << sid << " " << step.status;
    }
  }
}

TEST_P(HandleTest, AStatusBeforeOurOwnRecordIsKept) {
  EXPECT_EQ(
      twilio("/twilio/status", {{"MessageSid", "SM9"}, {"MessageStatus", "delivered"}}).status,
      204);
  EXPECT_EQ(one(kOpenReceipts), 1);
  EXPECT_EQ(twilio("/twilio/status", {{"MessageSid", "SM9"}, {"MessageStatus", "delivered"}},
                   "message=" + message_.public_id)
                .status,
            204);
  EXPECT_EQ(one(kOpenReceipts), 1) << "the same was said before";
}

TEST_P(HandleTest, OurOwnNameOfAMessageServesWhereTheirsIsNotKnown) {
  EXPECT_EQ(twilio("/twilio/status", {{"MessageSid", "SM9"}, {"MessageStatus", "delivered"}},
                   "message=" + message_.public_id)
                .status,
            204);
  EXPECT_EQ(state(message_), MessageState::delivered);
}

TEST_P(HandleTest, AKeyPressSaysThatSomebodyListens) {
  const auto m = sent_message(Channel::voice, "twilio", "CA1");
  const Answer thanks = twilio("/twilio/keys", {{"CallSid", "CA1"}, {"Digits", "1"}});
  EXPECT_NE(thanks.body.find("<Hangup/>"), std::string::npos);
  EXPECT_EQ(state(m), MessageState::read);
  twilio("/twilio/keys", {{"CallSid", "CA1"}, {"Digits", "1"}});
  EXPECT_EQ(activity(), Texts{"open"});
  const Answer again = twilio("/twilio/keys", {{"CallSid", "CA1"}, {"Digits", "2"}});
  EXPECT_EQ(again.body, "<Response><Say>It is cheaper</Say></Response>");
  EXPECT_EQ(twilio("/twilio/keys", {{"CallSid", "CA2"}, {"Digits", "1"}}).status, 200);
  EXPECT_EQ(twilio("/twilio/keys", {{"Digits", "1"}}).status, 400);
}

TEST_P(HandleTest, EventsAreTakenOnce) {
  const auto m = sent_message(Channel::email, "resend", "e1");
  const std::string delivered = R"({"type":"email.delivered","data":{"email_id":"e1"}})";
  EXPECT_EQ(event("/resend", "SVIX", "msg_1", delivered).status, 204);
  EXPECT_EQ(state(m), MessageState::delivered);
  const std::string opened = R"({"type":"email.opened","data":{"email_id":"e1"}})";
  EXPECT_EQ(event("/resend", "SVIX", "msg_1", opened).status, 204);
  EXPECT_EQ(state(m), MessageState::delivered) << "an event of that name was taken";
  EXPECT_EQ(event("/resend", "SVIX", "msg_2", opened).status, 204);
  EXPECT_EQ(state(m), MessageState::read);
  EXPECT_EQ(event("/resend", "SVIX", "msg_3", "{").status, 400);
  EXPECT_EQ(event("/resend", "SVIX", "msg_4", "[]").status, 204);
  const auto hook = sent_message(Channel::webhook, "webhook", "");
  EXPECT_EQ(event("/webhook", "WEBHOOK", "evt_1",
                  R"({"type":"message.read","data":{"message":")" + hook.public_id + R"("}})")
                .status,
            204);
  EXPECT_EQ(state(hook), MessageState::read);
}

TEST_P(HandleTest, ButtonsShowThatSomebodyIsThere) {
  const std::string time = std::to_string(to_ms(now_) / 1000);
  const std::string payload =
      "payload=" +
      net::percent_encode(
          R"({"type":"block_actions","user":{"id":"U1"},"actions":[{"value":"ack:x"}]})");
  const Variables signed_by_slack{
      {"HTTP_X_SLACK_REQUEST_TIMESTAMP", time},
      {"HTTP_X_SLACK_SIGNATURE",
       "v0=" + to_hex(hmac_sha256("slack", "v0:" + time + ":" + payload))}};
  EXPECT_EQ(post("/slack", payload, signed_by_slack).status, 200);
  EXPECT_EQ(post("/slack", payload, signed_by_slack).status, 200);
  EXPECT_EQ(activity(), Texts{"click"}) << "a replay is nobody";
  now_ += std::chrono::minutes{1};
  const Variables token{{"HTTP_X_TELEGRAM_BOT_API_SECRET_TOKEN", "telegram"}};
  const std::string press =
      R"({"update_id":7,"callback_query":{"id":"1","from":{"id":42},"data":"ack:x"}})";
  EXPECT_EQ(post("/telegram", press, token, "application/json").status, 200);
  EXPECT_EQ(post("/telegram", press, token, "application/json").status, 200);
  EXPECT_EQ(post("/telegram", "[]", token, "application/json").status, 400);
  EXPECT_EQ(activity(), (Texts{"click", "click"}));
  now_ += std::chrono::minutes{1};
  const std::string blocked =
      R"({"update_id":8,"my_chat_member":{"chat":{"id":42},"new_chat_member":{"status":"kicked"}}})";
  EXPECT_EQ(post("/telegram", blocked, token, "application/json").status, 200);
  const auto place = store::find_destination(db(), {ann_, {}}, "telegram", "42");
  EXPECT_TRUE(place && place->dead_at && !place->enabled);
  const auto told = alert::open_of_kind(db(), alert::kAddressDead);
  ASSERT_EQ(told.size(), 1U) << "its owner is told elsewhere";
  EXPECT_EQ(told[0].facts.subject.id, std::to_string(place->id));
  EXPECT_EQ(alert::verify_audit(db()).first_broken, 0);
}

TEST_P(HandleTest, DiscordIsAnsweredAsItAsks) {
  const std::string time = std::to_string(to_ms(now_) / 1000);
  const auto interact = [&](const std::string& body) {
    return post("/discord", body,
                {{"HTTP_X_SIGNATURE_TIMESTAMP", time},
                 {"HTTP_X_SIGNATURE_ED25519", to_hex(ed25519_sign(seed_, time + body).value())}},
                "application/json");
  };
  EXPECT_EQ(interact(R"({"type":1,"id":"1"})").body, R"({"type":1})");
  const std::string press =
      R"({"type":3,"id":"2","member":{"user":{"id":"42"}},"data":{"custom_id":"ack:x"}})";
  EXPECT_EQ(interact(press).body, R"({"type":6})");
  EXPECT_EQ(interact(press).status, 200);
  EXPECT_EQ(activity(), Texts{"click"});
  EXPECT_EQ(interact(R"({"type":"1"})").status, 400);
  EXPECT_EQ(interact(R"({"type":2,"id":"3"})").status, 400);
}

}  // namespace
}  // namespace tocsin::inbound
