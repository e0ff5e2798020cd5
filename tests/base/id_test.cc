#include "base/id.h"

#include <gtest/gtest.h>

#include <set>

#include "base/digest.h"

namespace tocsin {
namespace {

TEST(Id, RisesWithinOneInstantAndNeverRepeats) {
  const Instant now = from_ms(1'700'000'000'000);
  std::set<std::string> seen;
  std::string last;
  for (int i = 0; i < 20'000; ++i) {
    const std::string id = new_id(IdKind::alert, now);
    EXPECT_LT(last, id);
    EXPECT_TRUE(seen.insert(id).second);
    last = id;
  }
  EXPECT_LT(last, new_id(IdKind::alert, now + std::chrono::milliseconds{1}));
}

TEST(Id, ReadsWhatPeopleType) {
  const std::string id = "a-01k9xm2-t7qv3hd-9w04c1z";
  EXPECT_EQ(canonical_id("A-OLK9XM2-T7QV3HD-9WO4CIZ"), id);
  EXPECT_EQ(canonical_id(" a01k9xm2t7qv3hd9w04c1z "), id);
  EXPECT_EQ(canonical_id("a-01k9xm2"), std::nullopt);
  EXPECT_EQ(canonical_id("q-01k9xm2-t7qv3hd-9w04c1z"), std::nullopt);
}

TEST(Digest, KnownVectors) {
  // RFC 4231 test case 2; FIPS 180-2 "abc"; RFC 4648 section 10.
  EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_base64("foob"), "Zm9vYg==");
  EXPECT_EQ(from_base64("Zm9vYg=="), "foob");
  EXPECT_EQ(from_base64("Zm9v!"), std::nullopt);
}

}  // namespace
}  // namespace tocsin
