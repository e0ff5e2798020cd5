#include "base/key_ring.h"

#include <gtest/gtest.h>

#include "base/digest.h"
#include "base/error.h"

namespace tocsin {
namespace {

constexpr std::string_view kHex =
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
constexpr std::string_view kBase64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
// Bytes 0xFB…: base64 in which the alphabets differ.
constexpr std::string_view kOther = "+/z9/v8AAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRo=";
constexpr std::string_view kOtherUrl = "-_z9_v8AAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRo";

TEST(KeyRing, EveryFormOfAKeyIsThatKey) {
  const auto ids = KeyRing::from_text(kHex).ids();
  ASSERT_EQ(ids.size(), 1U);
  EXPECT_EQ(ids[0].size(), 8U);
  for (const std::string_view form :
       {std::string_view(kBase64), kBase64.substr(0, kBase64.size() - 1),
        std::string_view("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F"),
        std::string_view("  AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\r\n"),
        std::string_view("# current, see tocsin-security(7)\n\n"
                         "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n")}) {
    EXPECT_EQ(KeyRing::from_text(form).ids(), ids) << form;
  }
  EXPECT_EQ(KeyRing::from_text(kOther).ids(), KeyRing::from_text(kOtherUrl).ids());
}

TEST(KeyRing, ManyKeysCurrentFirst) {
  const std::string both = std::string(kOther) + "," + std::string(kHex);
  const KeyRing ring = KeyRing::from_text(both);
  ASSERT_EQ(ring.ids().size(), 2U);
  EXPECT_EQ(ring.ids()[0], KeyRing::from_text(kOther).ids()[0]);
  EXPECT_EQ(ring.ids()[1], KeyRing::from_text(kHex).ids()[0]);
  EXPECT_EQ(ring.derive("links"), KeyRing::from_text(kOther).derive("links"));
  const auto all = ring.derive_all("links");
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0], ring.derive("links"));
  EXPECT_EQ(all[1], KeyRing::from_text(kHex).derive("links"));
  EXPECT_EQ(KeyRing::from_text(std::string(kOther) + "\n" + std::string(kHex)).ids(), ring.ids());
}

TEST(KeyRing, SubkeysDifferByPurposeAndStayWhatTheyAre) {
  const KeyRing ring = KeyRing::from_text(kHex);
  EXPECT_EQ(ring.derive("links").size(), 32U);
  EXPECT_NE(ring.derive("links"), ring.derive("seal"));
  EXPECT_NE(ring.derive(""), ring.derive("links"));
  // Python: hashlib.blake2b(b"links", digest_size=32, key=bytes(range(32)),
  //                         person=b"tocsin subkey").hexdigest()
  EXPECT_EQ(to_hex(ring.derive("links")),
            "38d2213eff6b7262c77dadf32917dc4e0787ce5973ba3674b14c91009edd4125");
  EXPECT_EQ(ring.ids()[0], "170e4e0a");
}

TEST(KeyRing, WithoutAKeyNothingIsDerived) {
  for (const std::string_view none : {"", " \n", "# no key yet\n"}) {
    const KeyRing ring = KeyRing::from_text(none);
    EXPECT_TRUE(ring.empty());
    EXPECT_TRUE(ring.derive_all("links").empty());
    try {
      (void)ring.derive("links");
      FAIL() << "derived from nothing";
    } catch (const Error& e) {
      EXPECT_EQ(e.status(), Exit::config);
    }
  }
}

TEST(KeyRing, WhatIsMalformedIsRefusedAndNotEchoed) {
  std::string too_many;
  for (int i = 0; i < 17; ++i) too_many += KeyRing::new_key() + ",";
  const std::string twice = std::string(kHex) + "\n" + std::string(kBase64);
  const std::string cases[] = {
      "a good passphrase",
      std::string(kHex.substr(2)),
      std::string(kHex) + "00",
      std::string(kHex.substr(1)) + "g",
      "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9=",  // stray bits at the end
      "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==",  // 31 bytes
      std::string(64, '0'),
      std::string(64, 'a'),
      twice,
      too_many,
  };
  for (const std::string& text : cases) {
    try {
      (void)KeyRing::from_text(text);
      ADD_FAILURE() << "accepted: " << text;
    } catch (const Error& e) {
      EXPECT_EQ(e.status(), Exit::config) << text;
      EXPECT_EQ(std::string(e.what()).find(text.substr(0, 8)), std::string::npos) << e.what();
    }
  }
}

TEST(KeyRing, FreshKeysAreKeys) {
  const std::string a = KeyRing::new_key();
  EXPECT_NE(a, KeyRing::new_key());
  EXPECT_EQ(KeyRing::from_text(a).ids().size(), 1U);
}

}  // namespace
}  // namespace tocsin
