// Text for each target, escaped so that nothing in it can be taken for markup. Pure.
//
// Text goes in as UTF-8. Each function takes everything that its target gives a meaning, whether or
// not it would have one at that place.
#pragma once

#include <string>
#include <string_view>

#include "notify/rich_text.h"

namespace tocsin::notify {

// Telegram's MarkdownV2 has three places with rules of their own
// (core.telegram.org/bots/api#markdownv2-style).
std::string escape_markdown_v2(std::string_view text);
std::string escape_markdown_v2_code(std::string_view text);
std::string escape_markdown_v2_url(std::string_view url);

// Slack's mrkdwn: & < > as entities, which is all that Slack reads as links and mentions
// (docs.slack.dev, "Formatting message text"). For * _ ~ ` it has no escape: a value may come to
// stand in bold, but it calls nobody and leads nowhere.
std::string escape_mrkdwn(std::string_view text);

// Discord's Markdown: a backslash before each character with a meaning, and an invisible blank
// behind the @ of a call to everyone.
std::string escape_discord(std::string_view text);

// Spans in the markup of a target.
std::string to_markdown_v2(const RichText& text);
std::string to_mrkdwn(const RichText& text);
std::string to_discord(const RichText& text);

}  // namespace tocsin::notify
