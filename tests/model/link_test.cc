#include "model/link.h"

#include <gtest/gtest.h>

#include "base/digest.h"
#include "base/time.h"

namespace tocsin {
namespace {

constexpr std::string_view kMessage = "m-01k9xm2-t7qv3hd-9w04c1z";
const std::string kFirst = to_base64(sha256("first")), kSecond = to_base64(sha256("second"));

class LinkTest : public ::testing::Test {
 protected:
  LinkState state(std::string_view token, LinkPurpose purpose = LinkPurpose::unsubscribe) const {
    return check_link(keys_, purpose, token, now_).state;
  }
  KeyRing keys_ = KeyRing::from_text(kFirst);
  Instant now_ = *parse_instant("2026-06-01T12:00:00Z");
  std::string token_ =
      link_token(keys_, LinkPurpose::unsubscribe, kMessage, now_ + std::chrono::hours{1});
};

TEST_F(LinkTest, LeadsBackToItsMessage) {
  const CheckedLink link = check_link(keys_, LinkPurpose::unsubscribe, token_, now_);
  EXPECT_EQ(link.state, LinkState::good);
  EXPECT_EQ(link.message, kMessage);
  EXPECT_EQ(token_.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                     "0123456789-_"),
            std::string::npos);
  EXPECT_LT(token_.size(), 70U);
}

TEST_F(LinkTest, IsOfOnePurpose) {
  EXPECT_EQ(state(token_, LinkPurpose::opened), LinkState::forged);
  EXPECT_EQ(state(token_, LinkPurpose::action), LinkState::forged);
}

TEST_F(LinkTest, ActsInOneWay) {
  struct Case {
    LinkPurpose purpose;
    AlertAct act;
  };
  for (const Case& c :
       {Case{LinkPurpose::acknowledge, AlertAct::acknowledge},
        Case{LinkPurpose::take, AlertAct::take}, Case{LinkPurpose::snooze, AlertAct::snooze},
        Case{LinkPurpose::resolve, AlertAct::resolve}}) {
    const std::string token = link_token(keys_, c.purpose, kMessage, now_ + std::chrono::hours{1});
    const ActingLink link = check_acting_link(keys_, token, now_);
    EXPECT_EQ(link.state, LinkState::good);
    EXPECT_EQ(link.purpose, c.purpose);
    EXPECT_EQ(link.act, c.act);
    EXPECT_EQ(link.message, kMessage);
    EXPECT_EQ(state(token), LinkState::forged) << "it unsubscribes nobody";
    const ActingLink late = check_acting_link(keys_, token, now_ + std::chrono::hours{1});
    EXPECT_EQ(late.state, LinkState::expired);
    EXPECT_EQ(late.message, "");
    std::string other = from_base64url(token).value();
    other[1] = other[1] == 'r' ? 'k' : 'r';
    EXPECT_EQ(check_acting_link(keys_, to_base64url(other), now_).state, LinkState::forged);
    other = from_base64url(token).value();
    other[8] = static_cast<char>(other[8] ^ 1);
    EXPECT_EQ(check_acting_link(keys_, to_base64url(other), now_).state, LinkState::forged)
        << "of another message";
  }
  EXPECT_EQ(check_acting_link(keys_, token_, now_).state, LinkState::forged);
}

TEST_F(LinkTest, EndsAtItsTime) {
  now_ += std::chrono::minutes{59};
  EXPECT_EQ(state(token_), LinkState::good);
  now_ += std::chrono::minutes{1};
  EXPECT_EQ(state(token_), LinkState::expired);
}

TEST_F(LinkTest, OneChangedBitIsForged) {
  const std::string raw = from_base64url(token_).value();
  for (std::size_t i = 0; i < raw.size(); ++i) {
    for (const int bit : {0, 3, 7}) {
      std::string changed = raw;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      EXPECT_EQ(state(to_base64url(changed)), LinkState::forged) << i << "/" << bit;
    }
  }
}

TEST_F(LinkTest, NothingElseIsALink) {
  for (const std::string& text :
       {std::string(), std::string("x"), std::string("AXU"), std::string(64, 'A'),
        token_.substr(0, token_.size() - 2), token_ + "AAAA", token_ + "/", "?" + token_,
        std::string(1U << 20, 'A'), std::string("\0\1", 2)}) {
    EXPECT_EQ(state(text), LinkState::forged) << text.substr(0, 100);
  }
}

TEST_F(LinkTest, OutlivesTheKeyItWasMadeWithWhileTheRingHasIt) {
  keys_ = KeyRing::from_text(kSecond + "," + kFirst);
  EXPECT_EQ(state(token_), LinkState::good);
  keys_ = KeyRing::from_text(kSecond);
  EXPECT_EQ(state(token_), LinkState::forged);
  keys_ = KeyRing();
  EXPECT_EQ(state(token_), LinkState::forged);
}

}  // namespace
}  // namespace tocsin
