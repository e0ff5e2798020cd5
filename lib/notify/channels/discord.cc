// Discord: an embed by a webhook or, with a bot token, to a channel.
//
// An address is a webhook's URL, "default" (the configured webhook), or a channel's ID. The
// destination's options: {"role": "ID" to be called from priority 4 on, "thread": "ID" of a thread
// of the webhook's channel, "reactions": ["✅", "name:ID"] that a bot puts below its own messages,
// for people to join with one tap}. Nobody else is ever called: allowed_mentions says so. Limits as
// in discord.com/developers/docs: title 256, description 4,096, 25 fields of 256 and 1,024, footer
// 2,048, all of an embed's text together 6,000.
//
// Stored as {"priority", "body"}. A bot's message carries a nonce made of the message's key, by
// which Discord recognises a repetition for some minutes; a webhook has nothing of that kind.

#include <algorithm>
#include <array>

#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "notify/channels/api.h"
#include "notify/channels/chat.h"
#include "notify/channels/discord_outcomes.h"
#include "notify/channels/table.h"
#include "notify/markup.h"

namespace tocsin::notify {
namespace {

constexpr std::size_t kTitle = 256;
constexpr std::size_t kDescription = 4'096;
constexpr std::size_t kFieldName = 256;
constexpr std::size_t kFieldValue = 1'024;
constexpr std::size_t kEmbed = 6'000;
constexpr std::size_t kUrl = 2'048;
constexpr std::size_t kNonce = 25;
constexpr Priority kCallsFrom = 4;
constexpr std::size_t kReactions = 5;
constexpr std::size_t kReaction = 64;  // bytes
constexpr int kGreen = 0x2E9E5B;
// By priority, from 1.
constexpr auto kColours = std::to_array<int>({0x8A8F98, 0x2457D6, 0xD6A024, 0xE0702A, 0xD9363E});

std::size_t measure(const RichText& text) {
  return utf16_length(to_discord(text));
}

// Text of a place that has room for so much, escaped.
std::string fitted(const std::string& text, std::size_t limit) {
  return to_discord(cut(RichText{{text}}, limit, measure, {{"…"}}));
}

OrderedJson embed_of(const ChatNotice& notice, const Notice& n) {
  OrderedJson embed{{"title", fitted(notice.title, kTitle)}};
  if (!notice.url.empty() && notice.url.size() <= kUrl) embed["url"] = notice.url;
  const auto last = static_cast<int>(kColours.size()) - 1;
  embed["color"] = n.purpose == Purpose::resolved
                       ? kGreen
                       : kColours[static_cast<std::size_t>(std::clamp(n.priority - 1, 0, last))];
  OrderedJson fields = OrderedJson::array();
  std::size_t used = utf16_length(embed["title"].get<std::string>()) + utf16_length(notice.footer);
  for (const ChatFact& fact : notice.facts) {
    const std::string name = fitted(fact.name, kFieldName);
    const std::string value = fitted(fact.value, kFieldValue);
    used += utf16_length(name) + utf16_length(value);
    fields.push_back({{"name", name}, {"value", value}, {"inline", true}});
  }
  const std::size_t room = std::min(kDescription, kEmbed - std::min(kEmbed, used));
  const RichText text = cut(notice.text, room, measure, ending_of(notice));
  if (!text.empty()) embed["description"] = to_discord(text);
  if (!fields.empty()) embed["fields"] = std::move(fields);
  embed["footer"] = {{"text", notice.footer}};
  embed["timestamp"] = format_instant(n.since);
  return embed;
}

// One row of buttons (discord.com/developers/docs/components: type 1 holds up to five of type 2).
OrderedJson components_of(const std::vector<ChatButton>& buttons) {
  constexpr int kRow = 1, kButton = 2, kPrimary = 1, kSecondary = 2;
  OrderedJson row = OrderedJson::array();
  for (const ChatButton& b : buttons) {
    row.push_back({{"type", kButton},
                   {"style", row.empty() ? kPrimary : kSecondary},
                   {"label", b.label},
                   {"custom_id", b.data}});
  }
  return OrderedJson::array({OrderedJson{{"type", kRow}, {"components", std::move(row)}}});
}

// Discord's numbers for everything; nothing else may come into a mention or a path.
bool is_snowflake(std::string_view text) {
  return text.size() >= 15 && text.size() <= 20 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string snowflake_in(const Json& options, const char* name) {
  std::string id = text_in(options, name);
  return is_snowflake(id) ? id : "";
}

// Emoji as the API names them: themselves, or "name:ID" for a server's own.
std::vector<std::string> reactions_of(std::string_view options) {
  std::vector<std::string> out;
  const Json given = options_of(options);
  const auto list = given.find("reactions");
  if (list == given.end() || !list->is_array()) return out;
  for (const Json& one : *list) {
    if (out.size() == kReactions) break;
    if (!one.is_string()) continue;
    const std::string& emoji = one.get_ref<const std::string&>();
    if (!emoji.empty() && emoji.size() <= kReaction) out.push_back(emoji);
  }
  return out;
}

class Discord final : public Carrier {
 public:
  explicit Discord(const CarrierNeeds& needs)
      : api_(needs.config, "discord"),
        settings_(needs.settings),
        templates_(needs.templates),
        webhook_(needs.config.secret("discord.webhook_url")),
        token_(needs.config.secret("discord.bot_token")),
        hears_(!needs.config.text("inbound.discord_key").empty()) {}

  std::string compose(const Writing& writing) override {
    const ChatNotice notice = chat_notice(templates_, settings_, Channel::discord, writing);
    const OrderedJson embed = embed_of(notice, *writing.notice);
    OrderedJson body{{"embeds", OrderedJson::array({embed})}};
    if (is_snowflake(writing.answers)) {
      body["message_reference"] = {{"message_id", writing.answers}, {"fail_if_not_exists", false}};
    }
    if (hears_ && !notice.buttons.empty()) body["components"] = components_of(notice.buttons);
    return dump({{"priority", writing.notice->priority}, {"body", std::move(body)}});
  }

  Preview preview(const Outgoing& out) override {
    const auto url = where(out);
    std::string shown = url ? url->text() : "";
    if (url && is_webhook(out.address)) shown = mask_address(shown);
    Preview p{"POST", shown, {}, body_of(out)};
    p.headers = {{"Content-Type", "application/json; charset=utf-8"}, {"User-Agent", user_agent()}};
    if (!is_webhook(out.address)) {
      p.headers.push_back({"Authorization", "Bot " + mask_secret(token_)});
    }
    return p;
  }

  void send(net::Engine& engine, const Outgoing& out, Done done) override {
    const bool webhook = is_webhook(out.address);
    if (out.address == kDefaultAddress && webhook_.empty()) {
      return done(not_set_up("DISCORD_WEBHOOK_URL is not set"));
    }
    if (!webhook && token_.empty()) {
      return done(not_set_up("a channel needs a bot: DISCORD_BOT_TOKEN is not set"));
    }
    auto url = where(out);
    if (!url) return done(refusal("neither a webhook's address nor a channel's ID"));
    net::HttpRequest request =
        api_.post(*std::move(url), body_of(out), out.address == kDefaultAddress);
    request.user_agent = user_agent();
    if (!webhook) {
      request.headers.push_back({"Authorization", "Bot " + token_});
      request.repeatable = true;  // the nonce tells Discord
    }
    const auto reactions = std::make_shared<Reactions>(
        Reactions{&engine, std::string(out.address), "", {}, 0, std::move(done), {}});
    if (!webhook) reactions->emoji = reactions_of(out.options);
    engine.start(std::move(request), [this, reactions, webhook, at = out.at](net::HttpResult&& r) {
      reactions->outcome = discord_outcome(r, webhook, at);
      reactions->message = reactions->outcome.provider_id;
      react(reactions);
    });
  }

  std::string receiver_of(std::string_view address) const override {
    return receiver_name("discord", address);
  }
  std::vector<std::string> providers() const override { return {"discord"}; }

 private:
  // What is still to be put below a message that was taken.
  struct Reactions {
    net::Engine* engine;
    std::string channel, message;
    std::vector<std::string> emoji;
    std::size_t next;
    Done done;
    DeliveryOutcome outcome;
  };

  // One after the other, as they are to stand. The message is there, whatever becomes of them.
  void react(const std::shared_ptr<Reactions>& r) {
    const bool more = r->outcome.outcome == OutcomeClass::delivered && is_snowflake(r->message) &&
                      r->next < r->emoji.size();
    if (!more) return r->done(std::move(r->outcome));
    auto url = api_.at(fmt::format("channels/{}/messages/{}/reactions/{}/@me", r->channel,
                                   r->message, net::percent_encode(r->emoji[r->next])));
    ++r->next;
    if (!url) return react(r);
    net::HttpRequest request = api_.post(*std::move(url), "");
    request.method = net::Method::put;
    request.user_agent = user_agent();
    request.headers = {{"Authorization", "Bot " + token_}};
    r->engine->start(std::move(request), [this, r](net::HttpResult&& answer) {
      if (!answer.answered() || answer.response.status / 100 != 2) {
        log::info(r->message, "Discord took no reaction: {}", answer.response.status);
        r->next = r->emoji.size();
      }
      react(r);
    });
  }

  static bool is_webhook(std::string_view address) {
    return address == kDefaultAddress || address.find("://") != address.npos;
  }

  std::optional<net::Url> where(const Outgoing& out) const {
    if (!is_webhook(out.address)) {
      if (!is_snowflake(out.address)) return std::nullopt;
      return api_.at(fmt::format("channels/{}/messages", out.address));
    }
    std::string url(out.address == kDefaultAddress ? std::string_view(webhook_) : out.address);
    url += url.find('?') == url.npos ? "?wait=true" : "&wait=true";
    const std::string thread = snowflake_in(options_of(out.options), "thread");
    if (!thread.empty()) url += "&thread_id=" + thread;
    return net::Url::parse(url);
  }

  static std::string body_of(const Outgoing& out) {
    const OrderedJson content = OrderedJson::parse(out.content);
    OrderedJson body = content.at("body");
    OrderedJson mentions{{"parse", OrderedJson::array()}};
    const std::string role = snowflake_in(options_of(out.options), "role");
    if (!role.empty() && content.value("priority", 0) >= kCallsFrom) {
      body["content"] = fmt::format("<@&{}>", role);
      mentions["roles"] = OrderedJson::array({role});
    }
    body["allowed_mentions"] = std::move(mentions);
    if (is_webhook(out.address)) {
      // A webhook cannot answer to anything, and only an application's own has buttons.
      body.erase("message_reference");
      body.erase("components");
    } else {
      body["nonce"] = out.key.substr(out.key.size() - std::min(kNonce, out.key.size()));
      body["enforce_nonce"] = true;
    }
    return dump(body);
  }

  // Asked for in this form: discord.com/developers/docs/reference#user-agent.
  std::string user_agent() const {
    return fmt::format("DiscordBot ({}, 1)",
                       settings_.public_url.empty() ? "tocsin" : settings_.public_url);
  }

  Api api_;
  const Settings& settings_;
  Templates& templates_;
  std::string webhook_, token_;
  bool hears_;  // somebody listens when a button is pressed
};

}  // namespace

std::unique_ptr<Carrier> make_discord(const CarrierNeeds& needs) {
  return std::make_unique<Discord>(needs);
}

}  // namespace tocsin::notify
