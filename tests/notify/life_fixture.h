// A message's whole life, on a database: one person, one webhook to a server of the test.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "alert/alerts.h"
#include "alert/job_run.h"
#include "cli/config.h"
#include "notify/settings.h"
#include "store/destinations.h"
#include "store/preferences.h"
#include "support/databases.h"
#include "support/http_server.h"

namespace tocsin::test {

using namespace notify;

class LifeFixture : public DatabaseTest {
 protected:
  LifeFixture()
      : server_([this](const ServedRequest&, ServedConnection& c) {
          if (hook_) hook_();
          c.reply(status_, "ok", headers_);
        }) {
    config_.set("webhook.allow_private", "true");
    config_.set("webhook.secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  }
  void SetUp() override;

  alert::Raised raise(Priority priority, const std::string& key = "k",
                      const std::string& subject = "7");
  void change(bool (*what)(store::Database&, alert::Trail&, std::int64_t), std::int64_t id);
  static bool end(store::Database& db, alert::Trail& trail, std::int64_t id) {
    return alert::resolve(db, trail, id, "over");
  }
  static bool take_up(store::Database& db, alert::Trail& trail, std::int64_t id) {
    return alert::acknowledge(db, trail, id);
  }
  void prefer(const std::string& name, const Json& value) {
    db().transaction([&] { store::set_preference(db(), {ann_, {}}, name, value, now_); });
  }

  alert::Counts plan_now();
  alert::Counts deliver_now();
  alert::Counts run();
  std::vector<std::string> states();
  Json body(std::size_t i) const { return Json::parse(server_.requests().at(i).body); }

  int status_ = 200;
  std::string kind_ = "price_drop";  // of what is raised
  std::function<void()> hook_;       // before each answer
  ServedConnection::Headers headers_;
  HttpServer server_;
  cli::Config config_ = cli::Config::from_text("", "defaults");
  Settings settings_ = read_settings(config_);
  Instant now_{};
  std::int64_t ann_ = 0;
  store::Destination place_;
};

}  // namespace tocsin::test
