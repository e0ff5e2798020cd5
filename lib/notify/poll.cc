#include "notify/poll.h"

#include <algorithm>

#include "alert/presence.h"
#include "alert/receipts.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/log.h"
#include "net/engine.h"
#include "store/positions.h"

namespace tocsin::notify {
namespace {

constexpr std::int64_t kPage = 100;      // updates, at most (Bot API, getUpdates)
constexpr int kPages = 50;               // a run
constexpr std::int64_t kMessages = 500;  // a run
constexpr std::size_t kMaxAnswer = 4U << 20;

std::string base_url(const ConfigReader& config, const std::string& key) {
  std::string url = config.text(key);
  while (url.ends_with('/')) url.pop_back();
  return url;
}

// A provider's address is the operator's choice, so it may be anywhere.
std::optional<net::HttpRequest> request_to(const std::string& url, Duration timeout) {
  static const auto kAnywhere =
      std::make_shared<const net::AddressPolicy>(net::AddressPolicy{true, {}});
  const auto where = net::Url::parse(url);
  if (!where) return std::nullopt;
  net::HttpRequest request(*where);
  request.addresses = kAnywhere;
  request.limits.total = timeout;
  request.limits.body = kMaxAnswer;
  request.limits.redirects = 0;
  return request;
}

std::optional<Json> json_of(const net::HttpResult& result) {
  if (!result.answered()) return std::nullopt;
  std::string why;
  auto body = parse_json(result.response.body, why);
  if (!body || !body->is_object()) return std::nullopt;
  return body;
}

class Asking {
 public:
  Asking(store::Database& db, const ConfigReader& config, const std::string& actor, Instant now)
      : db_(db), config_(config), actor_(actor), now_(now) {}

  void ask_telegram(const std::string& token) {
    // The token is part of the address, so no address gets into a text.
    const std::string method = base_url(config_, "telegram.base_url") + "/bot" + token;
    const Duration timeout = config_.duration("telegram.timeout");
    bool more = true;
    for (int page = 0; more && page < kPages; ++page) {
      const auto request = request_to(
          fmt::format("{}/getUpdates?timeout=0&limit={}&offset={}&allowed_updates={}", method,
                      kPage, store::position_of(db_, "telegram"),
                      net::percent_encode(R"(["message","callback_query","my_chat_member"])")),
          timeout);
      if (!request) fail(Exit::config, "telegram.base_url is no web address");
      more = false;
      engine_.start(*request,
                    [&](net::HttpResult&& r) { more = take_updates(r, method, timeout); });
      engine_.run_until_idle();
    }
  }

  void ask_twilio(const std::string& account, const std::string& token) {
    const std::string base = base_url(config_, "twilio.base_url") + "/2010-04-01/Accounts/" +
                             net::percent_encode(account);
    const std::string login = "Basic " + to_base64(account + ":" + token);
    for (const store::Message& m :
         store::sent_by_twilio(db_, now_ - kAskFor, now_ - kAskAfter, kMessages)) {
      const bool is_call = m.channel == Channel::voice;
      auto request = request_to(fmt::format("{}/{}/{}.json", base, is_call ? "Calls" : "Messages",
                                            net::percent_encode(m.provider_id)),
                                config_.duration("sms.timeout"));
      if (!request) fail(Exit::config, "twilio.base_url is no web address");
      request->headers = {{"Authorization", login}};
      ++counts_["asked"];
      engine_.start(*request, [this, id = m.public_id, sid = m.provider_id,
                               is_call](net::HttpResult&& r) { take_status(id, sid, is_call, r); });
    }
    engine_.run_until_idle();
    apply();
  }

  alert::Counts counts() const { return counts_; }

 private:
  // True if there may be more.
  bool take_updates(const net::HttpResult& result, const std::string& method, Duration timeout) {
    const auto body = json_of(result);
    const Json updates = body ? body->value("result", Json()) : Json();
    if (!updates.is_array()) {
      ++counts_["unanswered"];
      log::warning("", "telegram gives no updates: {}",
                   result.answered() ? fmt::format("status {}", result.response.status)
                                     : std::string(net::name_of(result.outcome)));
      return false;
    }
    std::vector<std::string> words;
    db_.transaction([&] {
      words.assign(updates.size(), "");
      alert::Trail trail(db_, actor_, now_);
      std::int64_t next = store::position_of(db_, "telegram");
      for (std::size_t i = 0; i < updates.size(); ++i) {
        const auto id = alert::telegram_update_id(updates[i]);
        if (!id || *id < next) continue;
        words[i] = alert::take_telegram_update(db_, trail, updates[i]);
        next = *id + 1;
      }
      if (!updates.empty()) store::set_position(db_, "telegram", next, now_);
      trail.flush();
    });
    for (std::size_t i = 0; i < updates.size(); ++i) {
      answer_press(updates[i], words[i], method, timeout);
    }
    counts_["updates"] += static_cast<std::int64_t>(updates.size());
    return updates.size() == static_cast<std::size_t>(kPage);
  }

  // Until it is answered a button shows that it waits.
  void answer_press(const Json& update, const std::string& words, const std::string& method,
                    Duration timeout) {
    const std::string id = alert::telegram_press_id(update);
    if (id.empty()) return;
    std::string url =
        fmt::format("{}/answerCallbackQuery?callback_query_id={}", method, net::percent_encode(id));
    if (!words.empty()) url += "&text=" + net::percent_encode(words);
    const auto request = request_to(url, timeout);
    if (request) engine_.start(*request, [](net::HttpResult&&) {});
  }

  void take_status(const std::string& message, const std::string& sid, bool is_call,
                   const net::HttpResult& result) {
    const auto body = json_of(result);
    const Json status = body ? body->value("status", Json()) : Json();
    if (result.response.status != 200 || !status.is_string()) {
      ++counts_["unanswered"];
      log::info(message, "twilio does not say what became of it");
      return;
    }
    const auto word = status.get<std::string>();
    const ReceiptWord* row = is_call ? twilio_call_word(word) : twilio_message_word(word);
    if (row == nullptr) return;
    Receipt r;
    r.provider = "twilio";
    r.provider_id = sid;
    r.state = row->state;
    r.at = now_;
    const Json code = body->value("error_code", Json());
    if (code.is_number_integer()) r.code = code.get<int>();
    if (r.state == ReceiptState::failed) r.detail = word;
    receipts_.push_back(std::move(r));
  }

  void apply() {
    std::int64_t confirmed = 0;
    db_.transaction([&] {
      confirmed = 0;
      alert::Trail trail(db_, actor_, now_);
      for (const Receipt& r : receipts_) {
        if (alert::take_receipt(db_, trail, r) == alert::Taken::applied) ++confirmed;
      }
      trail.flush();
    });
    if (confirmed > 0) counts_["confirmed"] += confirmed;
  }

  store::Database& db_;
  const ConfigReader& config_;
  const std::string& actor_;
  Instant now_;
  std::vector<Receipt> receipts_;
  alert::Counts counts_;
  net::Engine engine_;  // last: goes first, with its callbacks
};

}  // namespace

alert::Counts poll(store::Database& db, const ConfigReader& config, const std::string& actor,
                   Instant now) {
  const std::string bot = config.secret("telegram.bot_token");
  const std::string account = config.secret("twilio.account_sid");
  const std::string token = config.secret("twilio.auth_token");
  const bool has_twilio = !account.empty() && !token.empty();
  if (bot.empty() && !has_twilio) {
    fail(Exit::config, "nobody can be asked: neither Telegram nor Twilio is set up");
  }
  Asking asking(db, config, actor, now);
  if (!bot.empty()) asking.ask_telegram(bot);
  if (has_twilio) asking.ask_twilio(account, token);
  return asking.counts();
}

}  // namespace tocsin::notify
