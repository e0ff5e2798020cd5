// Planning over time: a database, a policy, one person, and runs in which all that is pending
// leaves.
#pragma once

#include <gtest/gtest.h>

#include <fstream>

#include "alert/alerts.h"
#include "alert/audit.h"
#include "cli/config.h"
#include "notify/plan.h"
#include "store/decisions.h"
#include "store/destinations.h"
#include "store/messages.h"
#include "store/people.h"
#include "store/preferences.h"
#include "store/silences.h"
#include "support/databases.h"

namespace tocsin::test {

using namespace notify;

inline constexpr const char* kGroups = "[default]\ngroup_by=['kind']\ngroup_wait='30s'\n";
inline constexpr const char* kInhibit =
    "[[inhibit]]\nname='down'\nsource=['kind=platform_blocked']\ntarget=['kind=price_drop']\n"
    "equal=['platform']\n";

class PlanningTest : public DatabaseTest {
 protected:
  PlanningTest() { config_.set("webhook.secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"); }
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    now_ = at("2026-06-01T12:00:00Z");
    ann_ = add_person("ann");
  }

  std::int64_t add_person(const std::string& name, const std::string& role = "") {
    return db().transaction([&] {
      store::Person p;
      p.source = "test";
      p.external_id = name;
      p.name = name;
      p.role = role;
      p.time_zone = "Europe/London";
      const auto id = store::save_person(db(), p, now_).id;
      store::Destination place;
      place.person_id = id;
      place.channel = "webhook";
      place.address = "https://example.org/" + name;
      store::save_destination(db(), place, now_);
      return id;
    });
  }
  void policy(const std::string& text) {
    settings_.policies = folder_.path();
    std::ofstream(folder_.path() / "routing.toml") << text;
  }
  void prefer(const std::string& name, const Json& value) {
    db().transaction([&] { store::set_preference(db(), {ann_, {}}, name, value, now_); });
  }
  template <typename What>
  auto change(What&& what) {
    alert::Trail trail(db(), "test", now_);
    return db().transaction([&] {
      trail.clear();
      auto result = what(trail);
      trail.flush();
      return result;
    });
  }
  struct Given {
    std::string kind = "price_drop", platform = "axs";
    Priority priority = 3;
    std::vector<std::string> to{"person:ann"};
  };
  alert::Raised raise(const std::string& key, const Given& given) {
    AlertDraft draft;
    draft.kind = given.kind;
    draft.title = key;
    draft.dedup_key = key;
    draft.priority = given.priority;
    draft.subject = {"event", key};
    draft.labels = {{"platform", given.platform}};
    draft.recipients = given.to;
    return change([&](alert::Trail& trail) { return alert::raise(db(), trail, draft); });
  }
  alert::Raised raise(const std::string& key) { return raise(key, Given{}); }
  void resolve(const alert::Raised& raised) {
    change([&](alert::Trail& trail) {
      EXPECT_TRUE(alert::resolve(db(), trail, raised.id, "over"));
      return 0;
    });
  }
  std::string silence(const std::string& matcher, Duration length, const std::string& times = "",
                      bool maintenance = false) {
    store::Silence s;
    s.matchers = Json{matcher}.dump();
    s.from = now_;
    s.until = now_ + length;
    s.reason = "works";
    s.author = "test";
    s.mute_time = times;
    s.maintenance = maintenance;
    db().transaction([&] { store::add_silence(db(), s, now_); });
    return store::silences_from(db(), now_).back().public_id;
  }
  // One run: plans, and whatever is pending leaves.
  alert::Counts run();
  alert::Counts run_at(std::string_view text) {
    now_ = at(text);
    return run();
  }
  alert::Counts run_after(Duration time) {
    now_ += time;
    return run();
  }
  // Of each message, in the order in which they were made: "sent planned".
  std::vector<std::string> states();
  Reason last_reason(const alert::Raised& raised) {
    return store::decisions_of_alert(db(), raised.id).back().reason;
  }

  ScratchFolder folder_;
  cli::Config config_ = cli::Config::from_text("", "defaults");
  Settings settings_ = read_settings(config_);
  Instant now_{};
  std::int64_t ann_ = 0;
};

}  // namespace tocsin::test
