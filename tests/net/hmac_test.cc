#include "net/hmac.h"

#include <gtest/gtest.h>

#include "base/digest.h"

namespace tocsin::net {
namespace {

// RFC 4231, test cases 2 and 6.
TEST(Hmac, AgreesWithTheRfc) {
  EXPECT_EQ(to_hex(Hmac("Jefe").of({"what do ya want for nothing?"})),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(to_hex(Hmac(std::string(131, '\xaa'))
                       .of({"Test Using Larger Than Block-Size Key - Hash Key First"})),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Hmac, SignsAgainAndInParts) {
  for (const std::string& key : {std::string(), std::string("k"), std::string(64, 'k')}) {
    const Hmac hmac(key);
    const std::string whole = hmac_sha256(key, "id.1.body");
    EXPECT_EQ(hmac.of({"id.1.body"}), whole);
    EXPECT_EQ(hmac.of({"id", ".", "1", ".", "", "body"}), whole);
    EXPECT_EQ(hmac.of({}), hmac_sha256(key, ""));
  }
}

}  // namespace
}  // namespace tocsin::net
