#include "net/url.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "net/address.h"

namespace tocsin::net {
namespace {

std::string text_of(const std::optional<Url>& url) {
  return url ? url->text() : "";
}

TEST(Url, NormalForms) {
  struct Case {
    std::string in;
    std::string out;  // "" = refused
  };
  const Case cases[] = {
      {"HTTP://Example.COM", "http://example.com/"},
      {"http://example.com:80/a", "http://example.com/a"},
      {"https://example.com:443/a", "https://example.com/a"},
      {"https://example.com:8443/a", "https://example.com:8443/a"},
      {"http://example.com/a/./b/../c", "http://example.com/a/c"},
      {"http://example.com/a/%2e%2E/c", "http://example.com/c"},
      {"http://example.com/%7euser/%2f?q=%3d%41", "http://example.com/~user/%2F?q=%3DA"},
      {"http://example.com?q", "http://example.com/?q"},
      {"http://example.com/a#part", "http://example.com/a"},
      {"http://example.com/caf\xC3\xA9", "http://example.com/caf%C3%A9"},
      {"http://xn--bcher-kva.example/", "http://xn--bcher-kva.example/"},
      {"http://b\xC3\xBC"
       "cher.example/",
       ""},
      {"http://2130706433/", "http://127.0.0.1/"},
      {"http://0x7f.1/", "http://127.0.0.1/"},
      {"http://[2001:DB8::1]:81/", "http://[2001:db8::1]:81/"},
      {"ftp://example.com/", ""},
      {"file:///etc/passwd", ""},
      {"javascript:alert(1)", ""},
      {"example.com", ""},
      {"/path", ""},
      {"", ""},
      {"http://", ""},
      {"http://user:secret@example.com/", ""},
      {"http://user@example.com/", ""},
      {"http://example.com/a b", ""},
      {"http://example.com/a\nb", ""},
      {"http://example.com:99999/", ""},
      {"http://exa mple.com/", ""},
      {"http://example.com/" + std::string(kMaxUrl, 'a'), ""},
  };
  for (const Case& c : cases) EXPECT_EQ(text_of(Url::parse(c.in)), c.out) << c.in.substr(0, 80);
}

// What is seen to be normal at once is what libcurl makes of it, which a fragment calls for.
TEST(Url, PlainOnesAreWhatLibcurlMakesOfThem) {
  const std::string cases[] = {
      "http://example.com/",
      "https://example.com/a/b.html",
      "https://a/",
      "http://example.com",
      "http://example.com/a?b=c&d=/e?f",
      "http://example.com/a?",
      "http://example.com//a//b",
      "http://example.com/a/.b",
      "http://example.com/a/../b",
      "http://example.com/a/.",
      "http://example.com/a/b..",
      "http://example.com/?a/../b",
      "http://example.com/?/./a",
      "http://example.com/a+b@c:d;e=f",
      "http://example.com/(a)*!$',~",
      "http://example.com./",
      "http://example..com/a",
      "http://.example.com/a",
      "http://-example-.com/a",
      "http://1.example.com/a",
      "http://1.2.3.4/a",
      "http://1/a",
      "http://0x7f.1/a",
      "http://x1.2/a",
      "http://example.com/a%20b",
      "http://example.com/a|b",
      "http://example.com/a\"b",
      "http://example.com/[a]",
      "http://example.com/{a}",
      "http://example.com/a\\b",
      "http://example.com/a^`b",
      "http://Example.com/a",
      "http://a_b.example/",
      "http:///example.com/a",
      "http:/example.com/a",
      "https://localhost/a?b=c?",
      "http://example.com:80/a",
      "http://user@example.com/a",
      "http://example.com/a:80@b",
      "http://example.com/??",
      "http://example.com/a?b'c(d)*e,f;",
      "HTTP://example.com/a",
      "https://example.com",
      "https://api.example.com:8443",
      "http://example.com?a",
      "http://example.com:8080/a?b",
      "http://example.com:8080?b",
      "http://example.com:443/",
      "https://example.com:443/",
      "https://example.com:80/",
      "http://example.com:/a",
      "http://example.com:0/a",
      "http://example.com:0080/a",
      "http://example.com:65535/a",
      "http://example.com:65536/a",
      "http://example.com:99999999999/a",
      "http://example.com:-1/a",
      "http://example.com:+1/a",
      "http://example.com:8o/a",
      "http://example.com:80:80/a",
      "http://:80/a",
      "http://",
      "http://.",
      "http://127.0.0.1:18080/e/1.html",
      "https://1.2.3.4",
      "http://1.2.3.4./a",
      "http://.1.2.3.4/a",
      "http://1.2.3/a",
      "http://1.2.3.4.5/a",
      "http://1..3.4/a",
      "http://01.2.3.4/a",
      "http://1.2.3.04/a",
      "http://0.0.0.0/a",
      "http://255.255.255.255/a",
      "http://256.2.3.4/a",
      "http://1.2.3.400/a",
      "http://1.2.3.a/a",
      "http://1.2.3.-4/a",
      "http://9example.com/a",
      "http://-.1.2.3/a",
  };
  const auto base = Url::parse("https://base.example/x");
  for (const std::string& c : cases) {
    EXPECT_EQ(text_of(Url::parse(c)), text_of(Url::parse(c + "#f"))) << c;
    if (c.starts_with("http://")) {
      EXPECT_EQ(text_of(base->resolve(c)), text_of(Url::parse(c + "#f"))) << c;
    }
  }
}

TEST(Url, AnyOneIsWhatLibcurlMakesOfIt) {
  using Pieces = std::vector<std::string_view>;
  const Pieces schemes = {"http://", "https://"};
  const Pieces numbers = {"0", "1", "9", "01", "09", "127", "255", "256"};
  const Pieces names = {"example", "a", "x1", "1x", "A", "_", "-", ".", ".", "é", "%41", "[::1]"};
  const Pieces ports = {"80", "443", "8080", "0", "080", "65535", "65536", "123456", "8o", ""};
  const Pieces paths = {"/",   "a", "A.b", "..", ".", "?",  "b=c", "@",  ":", "%2f",
                        "%zz", "[", "]",   "~",  "|", "\\", "é",   "\t", "&", "1"};
  std::mt19937 random(7);
  const auto below = [&](std::size_t n) { return random() % n; };
  const auto one_of = [&](const Pieces& pieces) { return pieces[below(pieces.size())]; };
  for (int i = 0; i < 50'000; ++i) {
    std::string text(one_of(schemes));
    if (below(2) == 0) {
      text += one_of(numbers);
      for (std::size_t n = 2 + below(3); n > 0; --n) text += fmt::format(".{}", one_of(numbers));
    } else {
      for (std::size_t n = 1 + below(4); n > 0; --n) text += one_of(names);
    }
    if (below(2) == 0) text += fmt::format(":{}", one_of(ports));
    if (below(4) != 0) text += '/';
    for (std::size_t n = below(6); n > 0; --n) text += one_of(paths);
    ASSERT_EQ(text_of(Url::parse(text)), text_of(Url::parse(text + "#f"))) << text;
  }
}

TEST(Url, Parts) {
  const auto url = *Url::parse("https://[2001:db8::1]:8443/a/b?c=d");
  EXPECT_EQ(url.scheme(), "https");
  EXPECT_EQ(url.host(), "[2001:db8::1]");
  EXPECT_EQ(url.port(), 8443);
  EXPECT_EQ(url.origin(), "https://[2001:db8::1]:8443");
  EXPECT_EQ(url.path(), "/a/b");
  EXPECT_EQ(url.path_and_query(), "/a/b?c=d");
  const auto plain = *Url::parse("http://a.test/");
  EXPECT_EQ(plain.host(), "a.test");
  EXPECT_EQ(plain.port(), 80);
  EXPECT_FALSE(same_origin(plain, *Url::parse("https://a.test/")));
  EXPECT_FALSE(same_origin(plain, *Url::parse("http://a.test:81/")));
  EXPECT_TRUE(same_origin(plain, *Url::parse("http://A.test:80/x")));
}

// RFC 3986, sections 5.4.1 and 5.4.2, without fragments and other schemes.
TEST(Url, ResolvesAsRfc3986Shows) {
  const auto base = *Url::parse("http://a/b/c/d;p?q");
  const std::pair<const char*, const char*> cases[] = {
      {"g", "http://a/b/c/g"},
      {"./g", "http://a/b/c/g"},
      {"g/", "http://a/b/c/g/"},
      {"/g", "http://a/g"},
      {"//g", "http://g/"},
      {"?y", "http://a/b/c/d;p?y"},
      {"g?y", "http://a/b/c/g?y"},
      {"#s", "http://a/b/c/d;p?q"},
      {"g#s", "http://a/b/c/g"},
      {"g?y#s", "http://a/b/c/g?y"},
      {";x", "http://a/b/c/;x"},
      {"g;x", "http://a/b/c/g;x"},
      {"g;x?y#s", "http://a/b/c/g;x?y"},
      {"", "http://a/b/c/d;p?q"},
      {".", "http://a/b/c/"},
      {"./", "http://a/b/c/"},
      {"..", "http://a/b/"},
      {"../", "http://a/b/"},
      {"../g", "http://a/b/g"},
      {"../..", "http://a/"},
      {"../../", "http://a/"},
      {"../../g", "http://a/g"},
      {"../../../g", "http://a/g"},
      {"../../../../g", "http://a/g"},
      {"/./g", "http://a/g"},
      {"/../g", "http://a/g"},
      {"g.", "http://a/b/c/g."},
      {".g", "http://a/b/c/.g"},
      {"g..", "http://a/b/c/g.."},
      {"..g", "http://a/b/c/..g"},
      {"./../g", "http://a/b/g"},
      {"./g/.", "http://a/b/c/g/"},
      {"g/./h", "http://a/b/c/g/h"},
      {"g/../h", "http://a/b/c/h"},
      {"g;x=1/./y", "http://a/b/c/g;x=1/y"},
      {"g;x=1/../y", "http://a/b/c/y"},
      {"g?y/./x", "http://a/b/c/g?y/./x"},
      {"g?y/../x", "http://a/b/c/g?y/../x"},
      {"https://h/x", "https://h/x"},
      {" a b ", "http://a/b/c/a%20b"},
      {"g:h", ""},
      {"mailto:a@b.test", ""},
      {"javascript:void(0)", ""},
      {"//user:secret@h/", ""},
  };
  for (const auto& [in, out] : cases) EXPECT_EQ(text_of(base.resolve(in)), out) << in;
}

TEST(Url, EncodesOneSegment) {
  EXPECT_EQ(percent_encode("a b/c?d=\xC3\xA9~-._"), "a%20b%2Fc%3Fd%3D%C3%A9~-._");
}

TEST(Address, PublicOrNot) {
  const std::pair<const char*, bool> cases[] = {
      {"8.8.8.8", true},
      {"1.1.1.1", true},
      {"10.1.2.3", false},
      {"100.64.0.1", false},
      {"127.0.0.1", false},
      {"169.254.169.254", false},
      {"172.31.255.255", false},
      {"172.32.0.1", true},
      {"192.168.0.1", false},
      {"0.0.0.0", false},
      {"224.0.0.1", false},
      {"255.255.255.255", false},
      {"203.0.113.9", false},
      {"::1", false},
      {"::", false},
      {"fe80::1", false},
      {"fd00::1", false},
      {"ff02::1", false},
      {"2001:db8::1", false},
      {"2606:4700::1111", true},
      {"::ffff:10.0.0.1", false},
      {"::ffff:8.8.8.8", true},
      {"64:ff9b::8.8.8.8", true},
      {"64:ff9b::127.0.0.1", false},
      {"64:ff9b::a00:1", false},
      {"64:ff9b:1::8.8.8.8", false},
      {"::ffff:127.0.0.1", false},
      {"::ffff:a9fe:a9fe", false},
      {"::ffff:0:10.0.0.1", false},
      {"2001:0:7f00:1::", false},
      {"0.1.2.3", false},
      {"2002:7f00:1::", false},
      {"2002:808:808::", true},
      {"::127.0.0.1", false},
      {"4000::1", false},
  };
  for (const auto& [text, is_public] : cases) {
    const auto ip = IpAddress::parse(text);
    ASSERT_TRUE(ip) << text;
    EXPECT_EQ(ip->is_public(), is_public) << text;
  }
}

TEST(Address, NetworksAndPolicies) {
  for (const auto* bad :
       {"", "10.0.0.0/33", "10.0.0.0/", "10.0.0/8", "::/129", "host", "1.2.3.4/-1"}) {
    EXPECT_FALSE(Network::parse(bad)) << bad;
  }
  const auto inside = *IpAddress::parse("10.20.30.40");
  const auto outside = *IpAddress::parse("10.20.32.1");
  const auto network = *Network::parse("10.20.28.0/22");
  EXPECT_TRUE(network.contains(inside));
  EXPECT_FALSE(network.contains(outside));
  EXPECT_TRUE(Network::parse("::ffff:10.20.28.0/118")->contains(inside));

  EXPECT_FALSE(AddressPolicy{}.permits(inside));
  EXPECT_TRUE((AddressPolicy{true, {}}.permits(inside)));
  const AddressPolicy only{false, {network}};
  EXPECT_TRUE(only.permits(inside));
  EXPECT_FALSE(only.permits(outside));
  EXPECT_FALSE(only.permits(*IpAddress::parse("8.8.8.8")));
  EXPECT_EQ(inside.text(), "10.20.30.40");

  AddressPolicy within{false, {}};
  within.within = {network, *Network::parse("8.8.8.0/24")};
  EXPECT_TRUE(within.permits(*IpAddress::parse("8.8.8.8")));
  EXPECT_FALSE(within.permits(*IpAddress::parse("9.9.9.9")));
  EXPECT_FALSE(within.permits(inside)) << "it narrows, and opens nothing";
  within.only = {network};
  EXPECT_TRUE(within.permits(inside));
  EXPECT_FALSE(within.permits(*IpAddress::parse("8.8.8.8")));
  within.allow_private = true;
  EXPECT_FALSE(within.permits_everything());
}

}  // namespace
}  // namespace tocsin::net
