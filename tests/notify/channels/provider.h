// A carrier under test and a provider that answers as a script says.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "base/file.h"
#include "cli/config.h"
#include "notify/channels/table.h"
#include "support/http_server.h"

namespace tocsin::notify {

class ProviderTest : public testing::Test {
 protected:
  ProviderTest()
      : server_([this](const test::ServedRequest& r, test::ServedConnection& c) {
          if (answer_) return answer_(r, c);
          c.reply(status_, body_, headers_);
        }) {}

  std::unique_ptr<Carrier> make(std::unique_ptr<Carrier> (*maker)(const CarrierNeeds&)) {
    settings_.public_url = config_.text("general.public_url");
    return maker({config_, settings_, templates_});
  }

  DeliveryOutcome send(Carrier& carrier, const Outgoing& out) {
    return wait([&](net::Engine& engine, Carrier::Done done) { carrier.send(engine, out, done); });
  }
  DeliveryOutcome ask(Carrier& carrier, const Outgoing& out) {
    return wait([&](net::Engine& engine, Carrier::Done done) { carrier.ask(engine, out, done); });
  }

  static Notice notice() {
    Notice n;
    n.alert_public_id = "a-1";
    n.kind = "price_drop";
    n.title = "Leeds v Derby: 4 tickets from £95.00";
    n.body = "£95.00 is 20 % below the last look";
    n.priority = 4;
    n.subject = {"event", "7"};
    n.metadata = {{"event", {{"url", "https://tickets.example/e/7"}}}};
    n.since = from_ms(1'800'000'000'000);
    return n;
  }

  // Compares with a file beside the tests; TOCSIN_ACCEPT=1 writes it.
  static void expect_golden(const std::string& name, const std::string& text) {
    const std::filesystem::path file =
        std::filesystem::path(TOCSIN_SOURCE_DIR "/tests/notify/channels/golden") / name;
    if (std::getenv("TOCSIN_ACCEPT") != nullptr) {
      std::filesystem::create_directories(file.parent_path());
      write_file(file, text);
    }
    ASSERT_TRUE(std::filesystem::exists(file)) << "TOCSIN_ACCEPT=1 writes " << file;
    EXPECT_EQ(read_file(file), text) << name;
  }

  // As bytes on the wire, headers in order, what changes with the place left out.
  static std::string as_text(const test::ServedRequest& r) {
    std::string out = r.method + " " + r.target + "\n";
    for (const auto& [name, value] : r.headers) {
      if (name == "Host" || name == "User-Agent" || name == "Content-Length") continue;
      if (name == "Accept-Encoding") continue;
      out += name + ": " + value + "\n";
    }
    return out + "\n" + r.body + "\n";
  }

  int status_ = 201;
  std::string body_;
  test::ServedConnection::Headers headers_;
  test::HttpServer::Handler answer_;
  test::HttpServer server_;
  cli::Config config_;
  Settings settings_;
  Templates templates_{std::filesystem::path()};

 private:
  template <typename Start>
  DeliveryOutcome wait(Start&& start) {
    net::Engine engine;
    DeliveryOutcome outcome;
    int answers = 0;
    start(engine, [&](DeliveryOutcome&& o) {
      outcome = std::move(o);
      ++answers;
    });
    engine.run_until_idle();
    EXPECT_EQ(answers, 1);
    return outcome;
  }
};

}  // namespace tocsin::notify
