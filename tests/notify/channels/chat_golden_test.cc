// The requests of the chat channels, byte for byte. TOCSIN_ACCEPT=1 rewrites the expected files.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <ostream>

#include "base/file.h"
#include "notify/channels/chat_support.h"

namespace tocsin::notify {
namespace {

void expect_golden(const std::string& name, const Preview& preview) {
  OrderedJson headers = OrderedJson::object();
  for (const net::Header& h : preview.headers) headers[h.name] = h.value;
  const OrderedJson shown{{"method", preview.method},
                          {"url", preview.url},
                          {"headers", headers},
                          {"body", OrderedJson::parse(preview.body)}};
  const std::string text = shown.dump(2) + "\n";
  const auto file =
      std::filesystem::path(TOCSIN_SOURCE_DIR) / "tests/notify/channels/golden" / (name + ".json");
  if (std::getenv("TOCSIN_ACCEPT") != nullptr) write_file(file, text);
  ASSERT_TRUE(std::filesystem::exists(file)) << "TOCSIN_ACCEPT=1 writes " << file;
  EXPECT_EQ(text, read_file(file)) << name;
}

Notice hostile() {
  Notice n;
  n.alert_public_id = "a-2x4k9";
  n.kind = "ticket_created";
  n.title = "<!everyone> *bold* _x_ `c` [a](https://evil.example) @everyone & </b>\n\\";
  n.body =
      "<@U1> <https://evil.example|click>\n```\n# head\n- item 1. {x} ~y~ ||z||\n👩‍🚀 "
      "e\u0301";
  n.subject = {"ticket", "T-1"};
  n.priority = 5;
  n.since = from_ms(1'780'315'200'000);
  n.metadata = {{"status", "open`*_<!here>"}, {"url", "https://desk.example.org/t/1?x=)|>"}};
  return n;
}

struct Case {
  Channel channel;
  std::string address, options;
};

std::string name_of(const Case& c) {
  return fmt::format("{}-{}", word(c.channel),
                     c.address.find("://") != c.address.npos ? "webhook" : "bot");
}
void PrintTo(const Case& c, std::ostream* out) {
  *out << name_of(c);
}

class ChatGolden : public testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(
    Chats, ChatGolden,
    testing::Values(Case{Channel::slack, "https://hooks.slack.com/services/T0/B0/secret", ""},
                    Case{Channel::slack, "C0123456789", ""},
                    Case{Channel::discord,
                         "https://discord.com/api/webhooks/1082345678901234567/secret",
                         R"({"role":"1082345678901230099","thread":"1082345678901230077"})"},
                    Case{Channel::discord, "1082345678901230000", ""},
                    Case{Channel::telegram, "-1001234567890", R"({"thread":12})"}),
    [](const auto& param) {
      std::string name = name_of(param.param);
      std::replace(name.begin(), name.end(), '-', '_');
      return name;
    });

TEST_P(ChatGolden, PriceDrop) {
  ChatDesk desk(GetParam().channel);
  const std::string content = desk.compose(price_drop());
  expect_golden(name_of(GetParam()) + "-price-drop",
                desk.carrier().preview({"msg_0123456789abcdef0123456789abcdef", GetParam().address,
                                        GetParam().options, content, Instant{}}));
}

TEST_P(ChatGolden, HostileText) {
  ChatDesk desk(GetParam().channel);
  const std::string content = desk.compose(hostile());
  expect_golden(name_of(GetParam()) + "-hostile",
                desk.carrier().preview({"msg_0123456789abcdef0123456789abcdef", GetParam().address,
                                        GetParam().options, content, Instant{}}));
}

TEST_P(ChatGolden, ResolvedAsAnAnswer) {
  ChatDesk desk(GetParam().channel);
  Notice n = price_drop();
  n.purpose = Purpose::resolved;
  const std::string first = GetParam().channel == Channel::slack     ? "1780315200.000100"
                            : GetParam().channel == Channel::discord ? "1182345678901234567"
                                                                     : "1001";
  expect_golden(name_of(GetParam()) + "-resolved",
                desk.carrier().preview({"msg_0123456789abcdef0123456789abcdef", GetParam().address,
                                        GetParam().options, desk.compose(n, first), Instant{}}));
}

TEST_P(ChatGolden, ButtonsWhereSomebodyListens) {
  ChatDesk desk(GetParam().channel);
  desk.config.set("inbound.slack_secret", "secret");
  desk.config.set("inbound.discord_key", std::string(64, '0'));
  desk.config.set("telegram.buttons", "true");
  expect_golden(name_of(GetParam()) + "-buttons",
                desk.carrier().preview({"msg_0123456789abcdef0123456789abcdef", GetParam().address,
                                        "", desk.compose(price_drop()), Instant{}}));
}

TEST_P(ChatGolden, NoSecretShows) {
  ChatDesk desk(GetParam().channel);
  const auto p = desk.carrier().preview({"msg_0123456789abcdef0123456789abcdef", GetParam().address,
                                         "", desk.compose(hostile()), Instant{}});
  EXPECT_EQ(p.url.find("secret"), std::string::npos) << p.url;
  for (const net::Header& h : p.headers) EXPECT_EQ(h.value.find("secret"), std::string::npos);
  EXPECT_EQ(p.body.find("secret"), std::string::npos);
}

}  // namespace
}  // namespace tocsin::notify
