#include "model/preference.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

std::string verdict(std::string_view name, std::string_view value) {
  return describe(check_preference(name, Json::parse(value), Speaker::person));
}

TEST(Preferences, EachDefaultFitsItsOwnShape) {
  for (const PreferenceKey& key : preference_keys()) {
    EXPECT_EQ(describe(check_preference(key.name, Json::parse(key.fallback), Speaker::admin)), "")
        << key.name;
    EXPECT_FALSE(key.meaning.empty() || key.meaning.ends_with('.')) << key.name;
  }
}

TEST(Preferences, WhatFitsAndWhatDoesNot) {
  struct Case {
    std::string_view name, value, says;
  };
  const Case cases[] = {
      {"channels", R"({"email":false,"sms":true})", ""},
      {"channels", R"({"mail":false})", "value: 'mail' is no channel (did you mean 'email'?)"},
      {"channels", R"({"email":"no"})", "value: email must be true or false"},
      {"channels", R"(["email"])", "value: must be an object"},
      {"kinds", R"({"price_drop":false,"own_check_7":true,"sold_out":{"sms":false}})", ""},
      {"kinds", R"({"Price drop":false})", "value: 'Price drop' is no kind of alert"},
      {"kinds", R"({"sold_out":{"sms":1}})", "value: sms must be true or false"},
      {"channel_by_priority", R"({"critical":["sms","email"],"default":"email"})", ""},
      {"channel_by_priority", R"({"5":"email"})",
       "value: '5' is neither critical, high, medium, normal, low nor default"},
      {"channel_by_priority", R"({"high":[]})", "value: high names no channel"},
      {"channel_by_priority", R"({"high":["pager"]})", "value: 'pager' is no channel"},
      {"minimum_priority", "\"medium\"", ""},
      {"minimum_priority", "5", ""},
      {"minimum_priority", "6", "value: must be low, normal, medium, high, critical or 1 to 5"},
      {"minimum_priority", "1e300", "value: must be low, normal, medium, high, critical or 1 to 5"},
      {"quiet_hours", "false", ""},
      {"working_hours", R"("office")", ""},
      {"working_hours", R"("off")", ""},
      {"working_hours", "false", "value: must be the name of a calendar, or \"off\""},
      {"working_hours", R"("../office")", "value: must be the name of a calendar, or \"off\""},
      {"quiet_hours", R"({"from":"22:30","until":"24:00","hold":"all","critical":"hold"})", ""},
      {"quiet_hours", R"({"hold":["email"]})", ""},
      {"quiet_hours", "true", "value: must be false or an object"},
      {"quiet_hours", R"({"from":"25:00"})", "value: from must be a time like 22:30"},
      {"quiet_hours", R"({"form":"22:00"})",
       "value: 'form' is none of from, until, hold, critical"},
      {"digest", R"({"default":"immediate","price_drop":"daily","at":"08:00","weekday":"fri"})",
       ""},
      {"digest", R"({"price_drop":"monthly"})",
       "value: price_drop must be immediate, hourly, daily or weekly"},
      {"deputy", R"("person:bob")", ""},
      {"deputy", R"(["team:ops","role:agent"])", ""},
      {"deputy", R"("bob")",
       "value: must be person:ID, team:ID, role:NAME or organization:ID, or a list of these"},
      {"templates", "\"terse\"", ""},
      {"templates", "\"../x\"", "value: must be a name of small letters, digits, _ and -"},
      {"emergency", "true", ""},
      {"emergency", "\"now\"", "value: must be true or false"},
      {"tracking", "true", ""},
      {"tracking", "1", "value: must be true or false"},
      {"favourites.teams", R"(["Leeds United"])", ""},
      {"favourites.teams", "[1]", "value: must be a text or a list of texts"},
      {"chanels", "{}", "key: 'chanels' is no preference (did you mean 'channels'?)"},
      {"zzz", "{}", "key: 'zzz' is no preference"},
      {"critical_always", "true", "key: 'critical_always' is not a person's to say"},
  };
  for (const Case& c : cases) EXPECT_EQ(verdict(c.name, c.value), c.says) << c.name << c.value;
}

TEST(Preferences, ToBeginWithWhatInterruptsIsForWhatIsUrgent) {
  const std::vector<std::string> channels{"email", "sms", "slack", "email"};
  const auto initial = initial_preferences(channels);
  EXPECT_EQ(initial.at("channel_by_priority"),
            Json::parse(R"({"critical":["sms","email","slack"],"default":["email","slack"]})"));
  for (const auto& [name, value] : initial) {
    EXPECT_TRUE(check_preference(name, value, Speaker::person).empty()) << name;
  }
  EXPECT_FALSE(initial_preferences({}).contains("channel_by_priority"));
  const std::vector<std::string> only_sms{"sms"};
  EXPECT_EQ(initial_preferences(only_sms).at("channel_by_priority")["default"], Json({"sms"}));
}

TEST(Preferences, SomeAreNotEverybodysToSay) {
  for (const PreferenceKey& key : preference_keys()) {
    const bool of_admins = key.name == "critical_always";
    const bool of_people = of_admins || key.name.starts_with("favourites.") ||
                           key.name == "working_hours" || key.name == "learning" ||
                           key.name == "emergency";
    const Json value = Json::parse(key.fallback);
    EXPECT_EQ(check_preference(key.name, value, Speaker::person).empty(), !of_admins) << key.name;
    EXPECT_EQ(check_preference(key.name, value, Speaker::watch).empty(), !of_people) << key.name;
  }
}

}  // namespace
}  // namespace tocsin
