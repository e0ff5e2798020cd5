// Telegram: a bot's message in MarkdownV2 with a button.
//
// An address is a chat's ID or a channel's @name; `notify telegram-chats` lists the chats that
// wrote to the bot. The destination's options: {"thread": N, a forum's topic}. A message has at
// most 4,096 UTF-16 code units after parsing (core.telegram.org/bots/api#sendmessage).
//
// Stored as {"text" in MarkdownV2, "plain", "silent", "reply_parameters", "reply_markup"}. Should
// Telegram ever fail to parse our markup, the plain text goes in the same try; a group that became
// a supergroup is followed, and its new ID goes back with the outcome. The bot's token is part of
// every URL: no URL of a request gets into a text that anybody sees.

#include "base/log.h"
#include "base/text.h"
#include "notify/channels/api.h"
#include "notify/channels/chat.h"
#include "notify/channels/table.h"
#include "notify/channels/telegram_outcomes.h"
#include "notify/markup.h"

namespace tocsin::notify {
namespace {

constexpr std::size_t kMessage = 4'096;
constexpr std::size_t kTitle = 250;
constexpr std::size_t kButton = 64;
constexpr std::size_t kUrl = 2'048;
// Up to this priority a message makes no sound.
constexpr Priority kSilent = 1;

std::size_t measure(const RichText& text) {
  return utf16_length(plain_text(text));
}

RichText whole_text(const ChatNotice& notice) {
  RichText before{{cut(notice.title, kTitle), Style::strong}};
  RichText after;
  for (const ChatFact& fact : notice.facts) {
    after.push_back({after.empty() ? "\n\n" : "\n"});
    after.push_back({fact.name + ":", Style::strong});
    after.push_back({" " + fact.value});
  }
  after.push_back({"\n\n"});
  after.push_back({notice.footer, Style::code});
  RichText out = before;
  if (!notice.text.empty()) {
    out.push_back({"\n\n"});
    const std::size_t room = kMessage - measure(out) - measure(after);
    const RichText text = cut(notice.text, room, measure, ending_of(notice));
    out.insert(out.end(), text.begin(), text.end());
  }
  out.insert(out.end(), after.begin(), after.end());
  return out;
}

// What one try is made of, kept while Telegram sends us elsewhere.
struct Try {
  net::Engine* engine;
  OrderedJson body;
  std::string plain, key;
  Instant at;
  Carrier::Done done;
  std::string moved_to;
  bool was_plain = false;
};

class Telegram final : public Carrier {
 public:
  explicit Telegram(const CarrierNeeds& needs)
      : api_(needs.config, "telegram"),
        settings_(needs.settings),
        templates_(needs.templates),
        token_(needs.config.secret("telegram.bot_token")),
        hears_(needs.config.flag("telegram.buttons") ||
               !needs.config.secret("inbound.telegram_secret").empty()) {}

  std::string compose(const Writing& writing) override {
    const ChatNotice notice = chat_notice(templates_, settings_, Channel::telegram, writing);
    const RichText text = whole_text(notice);
    OrderedJson content{{"text", to_markdown_v2(text)},
                        {"plain", plain_text(text)},
                        {"silent", writing.notice->priority <= kSilent}};
    if (is_number(writing.answers)) {
      content["reply_parameters"] = {{"message_id", std::stoll(writing.answers)},
                                     {"allow_sending_without_reply", true}};
    }
    OrderedJson keyboard = OrderedJson::array();
    if (!notice.url.empty() && notice.url.size() <= kUrl) {
      const OrderedJson open{{"text", cut(notice.label, kButton)}, {"url", notice.url}};
      keyboard.push_back(OrderedJson::array({open}));
    }
    // Two in a row: with more, a telephone cuts their labels.
    for (std::size_t i = 0; hears_ && i < notice.buttons.size(); ++i) {
      if (i % 2 == 0) keyboard.push_back(OrderedJson::array());
      keyboard.back().push_back({{"text", cut(notice.buttons[i].label, kButton)},
                                 {"callback_data", notice.buttons[i].data}});
    }
    if (!keyboard.empty()) {
      content["reply_markup"] = {{"inline_keyboard", std::move(keyboard)}};
    }
    return dump(content);
  }

  Preview preview(const Outgoing& out) override {
    const auto url = api_.at(fmt::format("bot{}/sendMessage", "TOKEN"));
    std::string shown = url ? url->text() : "";
    shown.replace(shown.find("TOKEN"), 5, mask_secret(token_));
    return {"POST",
            shown,
            {{"Content-Type", "application/json; charset=utf-8"}},
            dump(body_of(out, OrderedJson::parse(out.content)))};
  }

  void send(net::Engine& engine, const Outgoing& out, Done done) override {
    if (token_.empty()) return done(not_set_up("TELEGRAM_BOT_TOKEN is not set"));
    if (!is_chat(out.address)) {
      DeliveryOutcome dead = refusal("the address is neither a chat's ID nor a channel's @name");
      dead.dead_address = true;
      return done(std::move(dead));
    }
    const OrderedJson content = OrderedJson::parse(out.content);
    post(std::make_shared<Try>(Try{&engine, body_of(out, content), content.value("plain", ""),
                                   out.key, out.at, std::move(done), ""}));
  }

  std::string receiver_of(std::string_view address) const override {
    return receiver_name("telegram", address);
  }
  std::vector<std::string> providers() const override { return {"telegram"}; }

 private:
  static bool is_number(std::string_view text) {
    if (text.starts_with('-')) text.remove_prefix(1);
    return !text.empty() && text.size() <= 18 && text.find_first_not_of("0123456789") == text.npos;
  }
  static bool is_chat(std::string_view address) {
    return is_number(address) || (address.starts_with('@') && address.size() > 1);
  }
  static OrderedJson chat_of(const std::string& address) {
    return is_number(address) ? OrderedJson(std::stoll(address)) : OrderedJson(address);
  }

  static OrderedJson body_of(const Outgoing& out, const OrderedJson& content) {
    OrderedJson body{{"chat_id", chat_of(std::string(out.address))},
                     {"text", content.at("text")},
                     {"parse_mode", "MarkdownV2"},
                     {"link_preview_options", {{"is_disabled", true}}}};
    if (content.value("silent", false)) body["disable_notification"] = true;
    const Json options = options_of(out.options);
    if (options.contains("thread") && options["thread"].is_number_integer()) {
      body["message_thread_id"] = options["thread"].get<std::int64_t>();
    }
    for (const char* part : {"reply_parameters", "reply_markup"}) {
      if (content.contains(part)) body[part] = content[part];
    }
    return body;
  }

  void post(std::shared_ptr<Try> t) {
    auto url = api_.at(fmt::format("bot{}/sendMessage", token_));
    if (!url) return t->done(not_set_up("TELEGRAM_BOT_TOKEN is no bot token"));
    t->engine->start(api_.post(*std::move(url), dump(t->body)), [this, t](net::HttpResult&& r) {
      // Before anything is cut out of it: a gate may echo the URL.
      r.text = without(std::move(r.text), token_);
      r.response.body = without(std::move(r.response.body), token_);
      take(t, r);
    });
  }

  void take(const std::shared_ptr<Try>& t, const net::HttpResult& result) {
    TelegramAnswer answer = telegram_answer(result, t->at);
    if (!answer.moved_to.empty() && t->moved_to.empty()) {
      t->moved_to = answer.moved_to;
      t->body["chat_id"] = chat_of(answer.moved_to);
      return post(t);
    }
    if (answer.cannot_parse && !t->was_plain) {
      log::warning(t->key, "Telegram could not read our markup; sent as plain text");
      t->was_plain = true;
      t->body["text"] = t->plain;
      t->body.erase("parse_mode");
      return post(t);
    }
    DeliveryOutcome o = std::move(answer.outcome);
    o.new_address = t->moved_to;
    t->done(std::move(o));
  }

  Api api_;
  const Settings& settings_;
  Templates& templates_;
  std::string token_;
  bool hears_;  // somebody listens when a button is pressed
};

}  // namespace

std::unique_ptr<Carrier> make_telegram(const CarrierNeeds& needs) {
  return std::make_unique<Telegram>(needs);
}

}  // namespace tocsin::notify
