// Whatever a notice says and however long it is, its messages keep the providers' limits and forms.

#include <gtest/gtest.h>

#include "base/text.h"
#include "notify/channels/chat_support.h"
#include "notify/rich_text.h"
#include "support/hostile_text.h"

namespace tocsin::notify {
namespace {

Notice any_notice(unsigned seed) {
  Notice n;
  const int size = static_cast<int>(seed % 5) * 400 + 3;
  n.alert_public_id = "a-1";
  n.kind = seed % 2 == 0 ? "price_drop" : "ticket_created";
  n.title = test::hostile_text(seed, size / 20 + 2);
  n.body = test::hostile_text(seed + 1, size);
  n.subject = {"x", "1"};
  n.priority = static_cast<Priority>(seed % 5 + 1);
  n.metadata = {
      {"status", test::hostile_text(seed + 2, 80)},
      {"ticketNumber", test::hostile_text(seed + 3, 80)},
      {"price", test::hostile_text(seed + 4, 80)},
      {"event",
       {{"name", test::hostile_text(seed + 5, 80)}, {"venue", test::hostile_text(seed + 6, 80)}}},
      {"offer", {{"section", test::hostile_text(seed + 7, 80)}}},
      {"watch", {{"name", test::hostile_text(seed + 8, 80)}}},
      {"url", "https://x.example/" + std::string(seed % 7 * 100, '(') + "?a=1&b=<>"}};
  return n;
}

std::size_t length(const OrderedJson& value) {
  return value.is_null() ? 0 : utf16_length(value.get<std::string>());
}

std::size_t length_at(const OrderedJson& object, const char* name) {
  return object.contains(name) ? length(object[name]) : 0;
}

TEST(ChatLimits, Slack) {
  ChatDesk desk(Channel::slack);
  for (unsigned seed = 0; seed < 60; ++seed) {
    const std::string content = desk.compose(any_notice(seed));
    ASSERT_TRUE(is_utf8(content));
    const OrderedJson body = OrderedJson::parse(content);
    ASSERT_LE(body["blocks"].size(), 50U);
    ASSERT_GT(length(body["text"]), 0U);
    std::size_t all = 0;
    const auto text = [&](const OrderedJson& object, std::size_t limit) {
      const std::string said = object["text"].get<std::string>();
      ASSERT_GT(said.size(), 0U) << seed;
      ASSERT_LE(utf16_length(said), limit) << seed;
      all += utf16_length(said);
      if (object["type"] != "mrkdwn") return;
      ASSERT_EQ(said.find("<!"), said.npos) << said;
      ASSERT_EQ(said.find("<@"), said.npos) << said;
      // The only link is the one to the rest.
      for (auto at = said.find('<'); at != said.npos; at = said.find('<', at + 1)) {
        ASSERT_EQ(said.substr(at, 19), "<https://x.example/") << said;
      }
    };
    for (const OrderedJson& block : body["blocks"]) {
      const std::string type = block["type"];
      if (type == "header") text(block["text"], 150);
      if (type == "section" && block.contains("text")) text(block["text"], 3'000);
      if (type == "section" && block.contains("fields")) {
        ASSERT_LE(block["fields"].size(), 10U);
        for (const OrderedJson& field : block["fields"]) text(field, 2'000);
      }
      if (type == "actions") {
        ASSERT_LE(block["elements"][0]["url"].get<std::string>().size(), 3'000U);
      }
    }
    ASSERT_LE(all, 13'200U) << seed;
  }
}

TEST(ChatLimits, Discord) {
  ChatDesk desk(Channel::discord);
  for (unsigned seed = 0; seed < 60; ++seed) {
    const std::string content = desk.compose(any_notice(seed));
    ASSERT_TRUE(is_utf8(content));
    const OrderedJson embed = OrderedJson::parse(content)["body"]["embeds"][0];
    ASSERT_LE(length(embed["title"]), 256U) << seed;
    ASSERT_LE(length_at(embed, "description"), 4'096U) << seed;
    ASSERT_LE(embed["fields"].size(), 25U);
    std::size_t all =
        length(embed["title"]) + length_at(embed, "description") + length(embed["footer"]["text"]);
    for (const OrderedJson& field : embed["fields"]) {
      ASSERT_LE(length(field["name"]), 256U);
      ASSERT_LE(length(field["value"]), 1'024U);
      ASSERT_GT(length(field["value"]), 0U);
      all += length(field["name"]) + length(field["value"]);
    }
    ASSERT_LE(all, 6'000U) << seed;
    ASSERT_EQ(content.find("@everyone"), std::string::npos);
  }
}

// MarkdownV2 as strict as Telegram reads it, for the entities we write: the text without markup, or
// nothing where a reserved character stands bare or an entity does not end.
std::optional<std::string> read_markdown_v2(std::string_view source) {
  constexpr std::string_view kReserved = "_*[]()~`>#+-=|{}.!";
  std::string text;
  bool bold = false, code = false, link = false;
  for (std::size_t i = 0; i < source.size(); ++i) {
    const char c = source[i];
    if (c == '\\') {
      if (++i == source.size()) return std::nullopt;
      text += source[i];
    } else if (c == '`') {
      code = !code;
    } else if (code) {
      text += c;
    } else if (c == '*') {
      bold = !bold;
    } else if (c == '[' && !link) {
      link = true;
    } else if (c == ']' && link) {
      if (source.substr(i, 2) != "](") return std::nullopt;
      for (i += 2; i < source.size() && source[i] != ')'; ++i) {
        if (source[i] == '\\') ++i;
      }
      if (i >= source.size()) return std::nullopt;
      link = false;
    } else if (kReserved.find(c) != kReserved.npos) {
      return std::nullopt;
    } else {
      text += c;
    }
  }
  if (bold || code || link) return std::nullopt;
  return text;
}

TEST(ChatLimits, Telegram) {
  ChatDesk desk(Channel::telegram);
  for (unsigned seed = 0; seed < 60; ++seed) {
    const std::string content = desk.compose(any_notice(seed));
    ASSERT_TRUE(is_utf8(content));
    const OrderedJson body = OrderedJson::parse(content);
    const auto read = read_markdown_v2(body["text"].get<std::string>());
    ASSERT_TRUE(read) << seed << body["text"];
    ASSERT_EQ(*read, body["plain"].get<std::string>()) << seed;
    ASSERT_LE(utf16_length(*read), 4'096U) << seed;
  }
}

TEST(ChatTemplates, AreThoseOfTheKind) {
  for (const Channel channel : {Channel::slack, Channel::discord, Channel::telegram}) {
    ChatDesk desk(channel);
    Notice n = price_drop();
    EXPECT_NE(desk.compose(n).find("The price fell"), std::string::npos) << word(channel);
    n.purpose = Purpose::resolved;
    EXPECT_EQ(desk.compose(n).find("The price fell"), std::string::npos) << word(channel);
    EXPECT_NE(desk.compose(n).find("This is over"), std::string::npos) << word(channel);
  }
}

TEST(ChatLimits, LongTextEndsWithALinkToTheRest) {
  Notice n = price_drop();
  n.kind = "ticket_created";
  n.body = "";
  for (int i = 0; i < 3'000; ++i) n.body += "word ";
  for (const Channel channel : {Channel::slack, Channel::discord, Channel::telegram}) {
    ChatDesk desk(channel);
    const std::string content = desk.compose(n);
    EXPECT_NE(content.find("word… "), std::string::npos) << word(channel);
    EXPECT_NE(content.find("The rest"), std::string::npos) << word(channel);
  }
}

TEST(ChatLimits, BytesThatAreNoTextDoNotLeave) {
  Notice n = price_drop();
  n.title = "bad \xff\xfe bytes \xed\xa0\x80";
  n.body = "\xc3";
  for (const Channel channel : {Channel::slack, Channel::discord, Channel::telegram}) {
    ChatDesk desk(channel);
    EXPECT_TRUE(is_utf8(desk.compose(n))) << word(channel);
  }
}

}  // namespace
}  // namespace tocsin::notify
