// Slack: Block Kit by an incoming webhook or, with a bot token, to a channel.
//
// An address is a webhook's URL, "default" (the configured webhook), or a channel: its ID or
// #name, or a person's ID. The form within Slack's limits (docs.slack.dev, Block Kit reference):
// header 150 characters, section 3,000, field 2,000, URL 3,000; all text together stays far below
// the 13,200 from which msg_blocks_too_long was seen. What follows on an alert hangs on its first
// message as a thread; webhooks cannot say what they answer to.

#include "base/text.h"
#include "notify/channels/api.h"
#include "notify/channels/chat.h"
#include "notify/channels/slack_outcomes.h"
#include "notify/channels/table.h"
#include "notify/markup.h"

namespace tocsin::notify {
namespace {

constexpr std::size_t kHeader = 150;
constexpr std::size_t kSection = 3'000;
constexpr std::size_t kButton = 75;
constexpr std::size_t kUrl = 3'000;
// What a notification shows; the blocks have the whole.
constexpr std::size_t kSummary = 500;

// Without verbatim Slack makes links of #names and mentions of @names.
OrderedJson mrkdwn(std::string text) {
  return {{"type", "mrkdwn"}, {"text", std::move(text)}, {"verbatim", true}};
}
OrderedJson plain(std::string text) {
  return {{"type", "plain_text"}, {"text", std::move(text)}, {"emoji", false}};
}

// `hears`: somebody listens when a button is pressed.
OrderedJson blocks_of(const ChatNotice& notice, bool hears) {
  OrderedJson blocks = OrderedJson::array();
  blocks.push_back({{"type", "header"}, {"text", plain(cut(notice.title, kHeader))}});
  const RichText text = cut(
      notice.text, kSection, [](const RichText& t) { return utf16_length(to_mrkdwn(t)); },
      ending_of(notice));
  if (!text.empty()) blocks.push_back({{"type", "section"}, {"text", mrkdwn(to_mrkdwn(text))}});
  OrderedJson fields = OrderedJson::array();
  for (const ChatFact& fact : notice.facts) {
    fields.push_back(mrkdwn(to_mrkdwn({{fact.name + "\n", Style::strong}, {fact.value}})));
  }
  if (!fields.empty()) blocks.push_back({{"type", "section"}, {"fields", std::move(fields)}});
  OrderedJson elements = OrderedJson::array();
  if (!notice.url.empty() && notice.url.size() <= kUrl) {
    elements.push_back({{"type", "button"},
                        {"action_id", "open"},
                        {"text", plain(cut(notice.label, kButton))},
                        {"url", notice.url}});
  }
  for (const ChatButton& b : hears ? notice.buttons : std::vector<ChatButton>{}) {
    elements.push_back({{"type", "button"},
                        {"action_id", b.data.substr(0, b.data.find(':'))},
                        {"text", plain(cut(b.label, kButton))},
                        {"value", b.data}});
  }
  if (!elements.empty()) blocks.push_back({{"type", "actions"}, {"elements", std::move(elements)}});
  blocks.push_back({{"type", "context"}, {"elements", OrderedJson::array({plain(notice.footer)})}});
  return blocks;
}

class Slack final : public Carrier {
 public:
  explicit Slack(const CarrierNeeds& needs)
      : api_(needs.config, "slack"),
        settings_(needs.settings),
        templates_(needs.templates),
        webhook_(needs.config.secret("slack.webhook_url")),
        token_(needs.config.secret("slack.bot_token")),
        hears_(!needs.config.secret("inbound.slack_secret").empty()) {}

  std::string compose(const Writing& writing) override {
    const ChatNotice notice = chat_notice(templates_, settings_, Channel::slack, writing);
    OrderedJson body{{"text", escape_mrkdwn(cut(notice.title, kSummary))},
                     {"blocks", blocks_of(notice, hears_)},
                     {"unfurl_links", false},
                     {"unfurl_media", false}};
    if (!writing.answers.empty()) {
      body["thread_ts"] = writing.answers;
      body["reply_broadcast"] = true;  // whoever reads the channel learns of it, too
    }
    return dump(body);
  }

  Preview preview(const Outgoing& out) override {
    const auto url = where(out.address);
    Preview p{"POST", url ? mask(url->text(), out.address) : "", {}, body_of(out)};
    p.headers = {{"Content-Type", "application/json; charset=utf-8"}};
    if (!is_webhook(out.address)) {
      p.headers.push_back({"Authorization", "Bearer " + mask_secret(token_)});
    }
    return p;
  }

  void send(net::Engine& engine, const Outgoing& out, Done done) override {
    const bool webhook = is_webhook(out.address);
    if (out.address == kDefaultAddress && webhook_.empty()) {
      return done(not_set_up("SLACK_WEBHOOK_URL is not set"));
    }
    if (!webhook && token_.empty()) {
      return done(not_set_up("a channel needs a bot: SLACK_BOT_TOKEN is not set"));
    }
    auto url = where(out.address);
    if (!url) return done(refusal("the webhook's address is no web address"));
    net::HttpRequest request =
        api_.post(*std::move(url), body_of(out), out.address == kDefaultAddress);
    if (!webhook) request.headers.push_back({"Authorization", "Bearer " + token_});
    engine.start(std::move(request), [done = std::move(done), at = out.at](net::HttpResult&& r) {
      done(slack_outcome(r, at));
    });
  }

  std::string receiver_of(std::string_view address) const override {
    return receiver_name("slack", address);
  }
  std::vector<std::string> providers() const override { return {"slack"}; }

 private:
  static bool is_webhook(std::string_view address) {
    return address == kDefaultAddress || address.find("://") != address.npos;
  }
  std::optional<net::Url> where(std::string_view address) const {
    if (!is_webhook(address)) return api_.at("chat.postMessage");
    return net::Url::parse(address == kDefaultAddress ? std::string_view(webhook_) : address);
  }
  // All of a webhook's path is secret.
  std::string mask(std::string url, std::string_view address) const {
    return is_webhook(address) ? mask_address(url) : url;
  }

  static std::string body_of(const Outgoing& out) {
    OrderedJson body = OrderedJson::parse(out.content);
    if (is_webhook(out.address)) {
      body.erase("thread_ts");
      body.erase("reply_broadcast");
    } else {
      body["channel"] = std::string(out.address);
    }
    return dump(body);
  }

  Api api_;
  const Settings& settings_;
  Templates& templates_;
  std::string webhook_, token_;
  bool hears_;
};

}  // namespace

std::unique_ptr<Carrier> make_slack(const CarrierNeeds& needs) {
  return std::make_unique<Slack>(needs);
}

}  // namespace tocsin::notify
