#include "notify/links.h"

#include <gtest/gtest.h>

#include "base/digest.h"
#include "base/time.h"
#include "model/link.h"

namespace tocsin::notify {
namespace {

class LinksTest : public ::testing::Test {
 protected:
  LinksTest() {
    settings_.public_url = "https://alerts.example.org/t";
    settings_.key_ring = KeyRing::from_text(to_base64(sha256("key")));
    who_.person_id = 7;
    who_.preferences["tracking"] = true;
    notice_.kind = "price_drop";
    notice_.metadata = {{"offer", {{"url", "https://tickets.example.org/1"}}}};
  }
  Links links(Channel channel = Channel::email) const {
    return links_for(settings_, who_, notice_, channel, "m-01k9xm2-t7qv3hd-9w04c1z", now_);
  }
  Settings settings_;
  Recipient who_;
  Notice notice_;
  Instant now_ = *parse_instant("2026-06-01T12:00:00Z");
};

TEST_F(LinksTest, AreSignedForTheMessage) {
  const Links l = links();
  const std::string base = "https://alerts.example.org/t/";
  struct Case {
    LinkPurpose purpose;
    std::string link, path;
  };
  for (const Case& c : {Case{LinkPurpose::unsubscribe, l.unsubscribe, "unsubscribe/"},
                        Case{LinkPurpose::opened, l.opened, "opened/"},
                        Case{LinkPurpose::action, l.action, "go/"}}) {
    ASSERT_TRUE(c.link.starts_with(base + c.path)) << c.link;
    const std::string token = c.link.substr(base.size() + c.path.size());
    EXPECT_EQ(check_link(settings_.key_ring, c.purpose, token, now_).message,
              "m-01k9xm2-t7qv3hd-9w04c1z");
    EXPECT_EQ(check_link(settings_.key_ring, c.purpose, token, now_ + kLinkLife).state,
              LinkState::expired);
  }
}

TEST_F(LinksTest, FollowNobodyWhoDidNotAllowIt) {
  for (const Json& word : {Json(), Json(false), Json("true"), Json(1)}) {
    who_.preferences["tracking"] = word;
    EXPECT_EQ(links().opened, "") << word;
    EXPECT_EQ(links().action, "") << word;
    EXPECT_NE(links().unsubscribe, "") << word;
  }
  who_.preferences.clear();
  EXPECT_EQ(links().opened + links().action, "");
}

TEST_F(LinksTest, GoOnlyWhereTheyAreOfUse) {
  EXPECT_EQ(links(Channel::sms).unsubscribe + links(Channel::sms).action, "");
  EXPECT_EQ(links(Channel::webhook).action, "");
  EXPECT_EQ(links(Channel::push).opened, "");
  EXPECT_NE(links(Channel::push).action, "");
  notice_.metadata = {{"offer", {{"url", "javascript:alert(1)"}}}};
  EXPECT_EQ(links().action, "");
  notice_.kind = "verification_code";
  notice_.purpose = Purpose::direct;
  EXPECT_EQ(links().unsubscribe, "");
}

TEST_F(LinksTest, NeedAnAddressAKeyAndAPerson) {
  settings_.public_url.clear();
  EXPECT_EQ(links().unsubscribe, "");
  settings_.public_url = "https://alerts.example.org/t";
  who_.person_id.reset();
  who_.organization_id = 3;
  EXPECT_EQ(links().unsubscribe, "");
  who_.person_id = 7;
  settings_.key_ring = KeyRing();
  EXPECT_EQ(links().unsubscribe, "");
}

}  // namespace
}  // namespace tocsin::notify
