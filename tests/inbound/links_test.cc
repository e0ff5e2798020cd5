// The links in messages: unsubscribing, opening, going where they lead. On both databases.

#include "store/links.h"
#include "base/id.h"
#include "inbound/inbound_fixture.h"

namespace tocsin::inbound {
namespace {

const store::Query kUses("test.inbound.uses",
                         "SELECT COALESCE(SUM(uses), 0) FROM message_link WHERE purpose = $1",
                         store::Reach::whole);

class LinksTest : public InboundFixture {};
TOCSIN_ON_BOTH_DATABASES(LinksTest);

TEST_P(LinksTest, UnsubscribingTakesAPostAndHoldsForOneKindAndChannel) {
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

TEST_P(LinksTest, UnsubscribingKeepsWhatWasOffAlready) {
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

TEST_P(LinksTest, OpeningIsNotedOnceAndMakesTheMessageRead) {
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

TEST_P(LinksTest, NobodyIsFollowedWhoDoesNotAllowIt) {
  db().transaction([&] { store::set_preference(db(), {ann_, {}}, "tracking", false, now_); });
  EXPECT_EQ(get(link(LinkPurpose::opened)).status, 200);
  EXPECT_EQ(state(message_), MessageState::sent);
  EXPECT_EQ(activity(), Texts{});
  EXPECT_EQ(one(kUses, "opened"), 0);
}

TEST_P(LinksTest, TheActionLeadsOnlyWhereTheMessageSaid) {
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

TEST_P(LinksTest, ForgedExpiredAndMisusedLinksDoNothing) {
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

}  // namespace
}  // namespace tocsin::inbound
