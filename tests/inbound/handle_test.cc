// Which requests are answered at all. On both databases.

#include "inbound/handle.h"

#include "inbound/inbound_fixture.h"
#include "inbound/routes.h"

namespace tocsin::inbound {
namespace {

class HandleTest : public InboundFixture {};
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

}  // namespace
}  // namespace tocsin::inbound
