#include "inbound/inbound_fixture.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <unistd.h>

#include "alert/audit.h"
#include "base/digest.h"
#include "base/id.h"
#include "net/url.h"
#include "store/destinations.h"
#include "store/people.h"

namespace tocsin::inbound {

void InboundFixture::SetUp() {
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

store::Message InboundFixture::sent_message(Channel channel, const std::string& provider,
                                            const std::string& provider_id) {
  store::Message m;
  m.public_id = new_id(IdKind::message, now_);
  m.identity = m.public_id;
  m.person_id = ann_;
  m.alert_id = about_;
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

Answer InboundFixture::ask(const Variables& variables, std::string_view body) {
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

Answer InboundFixture::post(const std::string& path, std::string_view body, Variables more,
                            const std::string& type) {
  more["PATH_INFO"] = path;
  more["REQUEST_METHOD"] = "POST";
  more["CONTENT_TYPE"] = type;
  return ask(more, body);
}

Answer InboundFixture::twilio(const std::string& path, const Form& form, const std::string& query) {
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
  const std::string signature = to_base64(std::string(reinterpret_cast<const char*>(raw), length));
  return post(path, body, {{"QUERY_STRING", query}, {"HTTP_X_TWILIO_SIGNATURE", signature}});
}

void InboundFixture::TearDown() {
  if (!IsSkipped() && !HasFatalFailure()) {
    EXPECT_EQ(alert::verify_audit(db()).first_broken, 0);
  }
  test::DatabaseTest::TearDown();
}

}  // namespace tocsin::inbound
