// A chat channel as tests drive it: configured, composed and sent on loopback.
#pragma once

#include <string>

#include "cli/config.h"
#include "notify/channels/table.h"

namespace tocsin::notify {

class ChatDesk {
 public:
  explicit ChatDesk(Channel channel) : channel_(channel) {
    config.set("slack.bot_token", "xoxb-1234567890-secret");
    config.set("discord.bot_token", "MTA4MjM0NTY3ODkw.secret");
    config.set("telegram.bot_token", "123456789:AAF-secret_secret");
  }

  Carrier& carrier() {
    if (!carriers_) {
      settings_ = read_settings(config);
      carriers_.emplace(config, settings_);
    }
    return *carriers_->find(channel_);
  }
  std::string compose(const Notice& notice, const std::string& answers = "") {
    Writing writing{&notice, "Ann", "en", "Europe/London", {}};
    writing.answers = answers;
    return carrier().compose(writing);
  }
  DeliveryOutcome send(const std::string& address, const std::string& content,
                       const std::string& options = "") {
    net::Engine engine;
    DeliveryOutcome out;
    int calls = 0;
    carrier().send(engine,
                   {"msg_0123456789abcdef0123456789abcdef", address, options, content, Instant{}},
                   [&](DeliveryOutcome&& o) {
                     out = std::move(o);
                     ++calls;
                   });
    engine.run_until_idle();
    if (calls != 1) out.detail = "called back " + std::to_string(calls) + " times";
    return out;
  }

  cli::Config config = cli::Config::from_text("", "test");

 private:
  Channel channel_;
  Settings settings_;
  std::optional<Carriers> carriers_;
};

// A price drop with everything that a notice can have.
inline Notice price_drop() {
  Notice n;
  n.alert_public_id = "a-2x4k9";
  n.alert_id = 7;
  n.kind = "price_drop";
  n.title = "Beyoncé at Wembley: now 119.50 GBP";
  n.body = "Two together in block 112.\nSeen 3 times today.";
  n.subject = {"watch", "w-1"};
  n.priority = 4;
  n.since = from_ms(1'780'315'200'000);  // 2026-06-01T12:00:00Z
  n.metadata = {{"price", {{"amount", "119.50"}, {"currency", "GBP"}}},
                {"previous_price", {{"amount", "150.00"}, {"currency", "GBP"}}},
                {"change_percent", -20},
                {"event",
                 {{"name", "Beyoncé — Live"},
                  {"starts_at", "2026-06-20T18:30:00Z"},
                  {"venue", {{"name", "Wembley Stadium"}}}}},
                {"offer",
                 {{"section", "112"},
                  {"row", "F"},
                  {"quantity", 2},
                  {"url", "https://tickets.example.org/o/1?a=1&b=(2)"}}}};
  return n;
}

}  // namespace tocsin::notify
