#include "model/button.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

constexpr std::string_view kAlert = "a-01k9xm2-t7qv3hd-9w04c1z";

TEST(Button, SaysWhatToDoToWhichAlert) {
  for (const AlertAct act :
       {AlertAct::acknowledge, AlertAct::take, AlertAct::snooze, AlertAct::resolve}) {
    const std::string data = button_data(act, kAlert);
    EXPECT_LE(data.size(), 64U);
    const auto read = button_from(data);
    ASSERT_TRUE(read) << data;
    EXPECT_EQ(read->act, act);
    EXPECT_EQ(read->alert, kAlert);
  }
  EXPECT_EQ(button_from("ack:A-01K9XM2-T7QV3HD-9W04C1Z")->alert, kAlert);
}

TEST(Button, NothingElseIsOne) {
  const std::string id(kAlert);
  for (const std::string& data :
       {std::string(), std::string(":"), std::string("ack"), std::string("ack:"), id, ":" + id,
        std::string("ack:x"), "ack " + id, "Ack:" + id, "open:" + id, "assign:" + id,
        "ignore:" + id, "ack:" + id + ":", "ack:m" + id.substr(1),
        "ack:" + id + std::string(100, ' '), "ack:" + std::string(1U << 16, 'a')}) {
    EXPECT_FALSE(button_from(data)) << data.substr(0, 80);
  }
}

}  // namespace
}  // namespace tocsin
