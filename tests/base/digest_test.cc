#include "base/digest.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(Base64, RoundTripsInBothAlphabets) {
  const std::string raw("\xFB\xEF\xBE\xFF\x00", 5);
  EXPECT_EQ(to_base64(raw), "++++/wA=");
  EXPECT_EQ(from_base64("++++/wA="), raw);
  EXPECT_EQ(to_base64url("\xFB\xEF\xBE\xFF"), "----_w");
  EXPECT_EQ(from_base64url("----_w"), "\xFB\xEF\xBE\xFF");
  EXPECT_EQ(from_base64url("----_w=="), "\xFB\xEF\xBE\xFF");
  EXPECT_EQ(to_base64url(""), "");
  EXPECT_FALSE(from_base64url("++++"));
  EXPECT_FALSE(from_base64url("a"));
  EXPECT_FALSE(from_base64("a b c d"));
}

// The value of nothing is xxHash's own test vector (XSUM_sanityCheck).
TEST(Fingerprint, IsThatOfItsStandardAndDiffersWithEveryByte) {
  EXPECT_EQ(fingerprint(""), "99aa06d3014798d86001c324468d497f");
  std::string page(100'000, 'x');
  const std::string before = fingerprint(page);
  page.back() = 'y';
  EXPECT_NE(fingerprint(page), before);
  page.back() = 'x';
  EXPECT_EQ(fingerprint(page), before);
}

// RFC 8032, section 7.1, test 2.
TEST(Ed25519, TheExampleOfItsStandard) {
  const auto hex = [](std::string_view digits) {
    std::string out;
    for (std::size_t i = 0; i < digits.size(); i += 2) {
      out += static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16));
    }
    return out;
  };
  const std::string seed = hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
  const std::string public_key =
      hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  const std::string signature =
      hex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
          "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  EXPECT_EQ(ed25519_sign(seed, "\x72"), signature);
  EXPECT_EQ(ed25519_sign(seed + public_key, "\x72"), signature);
  EXPECT_EQ(ed25519_public_key(seed), public_key);
  EXPECT_FALSE(ed25519_sign("short", "x"));
  EXPECT_FALSE(ed25519_public_key(""));
}

}  // namespace
}  // namespace tocsin
