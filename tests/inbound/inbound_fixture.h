// Requests as a web server hands them on, to a database with one person and a message she was sent.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "inbound/form.h"
#include "inbound/handle.h"
#include "model/link.h"
#include "store/activity.h"
#include "store/messages.h"
#include "store/preferences.h"
#include "support/databases.h"

namespace tocsin::inbound {

inline constexpr std::string_view kOneClick = "List-Unsubscribe=One-Click";

class InboundFixture : public test::DatabaseTest {
 protected:
  void SetUp() override;

  store::Message sent_message(Channel channel, const std::string& provider,
                              const std::string& provider_id);

  Answer ask(const Variables& variables, std::string_view body = "");
  Answer get(const std::string& path, const std::string& method = "GET") {
    return ask({{"PATH_INFO", path}, {"REQUEST_METHOD", method}});
  }
  Answer post(const std::string& path, std::string_view body, Variables more = {},
              const std::string& type = "application/x-www-form-urlencoded");
  std::string link(LinkPurpose purpose, Duration life = std::chrono::hours{1}) const {
    return fmt::format("/{}/{}", link_path(purpose),
                       link_token(settings_.key_ring, purpose, message_.public_id, now_ + life));
  }

  Answer twilio(const std::string& path, const Form& form, const std::string& query = "");

  MessageState state(const store::Message& m) {
    return store::find_message(db(), m.id).value().state;
  }
  std::vector<std::string> activity() {
    std::vector<std::string> out;
    for (const auto& a : store::activity_after(db(), 0, 100)) out.push_back(a.kind);
    return out;
  }
  Json kinds() { return store::preferences_of(db(), {ann_, {}})["kinds"]; }
  std::int64_t one(const store::Query& query, std::string_view arg = "") {
    auto rows = arg.empty() ? db().query(query) : db().query(query, arg);
    return rows.next() ? rows.integer(0) : -1;
  }
  void TearDown() override;

  using Texts = std::vector<std::string>;
  const std::string seed_ = std::string(32, '\1');
  Settings settings_;
  Instant now_{};
  std::int64_t ann_ = 0;
  std::optional<std::int64_t> about_;  // the alert that messages made from now on tell of
  store::Message message_;
};

}  // namespace tocsin::inbound
