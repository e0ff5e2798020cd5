// Programs as channels: what a program gets, and what its end means.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "base/file.h"
#include "base/json.h"
#include "cli/config.h"
#include "notify/channels/exec.h"
#include "notify/channels/table.h"
#include "support/carrier.h"
#include "support/fixtures.h"

namespace tocsin::notify {
namespace {

using enum OutcomeClass;

class ExecTest : public ::testing::Test {
 protected:
  // A program "notifier" of these shell lines, the only one allowed.
  void program(const std::string& lines) {
    const auto file = folder_ / "notifier";
    std::ofstream(file) << "#!/bin/sh\ncd '" << folder_.path().string() << "'\n" << lines << "\n";
    ::chmod(file.c_str(), 0700);
    config_.set("exec.programs", file.string());
  }
  DeliveryOutcome run(const std::string& address = "notifier") {
    Carriers carriers(config_, settings_);
    Outgoing out;
    out.key = "msg_1";
    out.address = address;
    out.content = R"({"type":"test","data":{"title":"It's £5"}})";
    out.at = from_ms(1'800'000'000'000);
    return test::send_once(*carriers.find(Channel::exec), out);
  }
  std::string written(const std::string& name) const { return read_file(folder_ / name); }

  test::ScratchFolder folder_;
  cli::Config config_ = cli::Config::from_text("", "defaults");
  Settings settings_ = read_settings(config_);
};

TEST_F(ExecTest, GetsTheMessageOnStandardInputWithItsKey) {
  program("cat > input; echo \"$#|$1|$2\" > words");
  EXPECT_EQ(run("notifier --to $HOME;id").outcome, delivered);
  EXPECT_EQ(Json::parse(written("input")),
            (Json{{"id", "msg_1"}, {"type", "test"}, {"data", {{"title", "It's £5"}}}}));
  EXPECT_EQ(written("words"), "2|--to|$HOME;id\n") << "no shell reads the address";
}

TEST(ExecPrograms, AreNamedByPathOrLastPart) {
  const std::vector<std::string> programs{"/usr/bin/siren", "page"};
  for (const auto& [address, found] : {std::pair{"siren", "/usr/bin/siren"},
                                       {"siren loud", "/usr/bin/siren"},
                                       {"/usr/bin/siren x", "/usr/bin/siren"},
                                       {"page", "page"},
                                       {"/bin/page", ""},
                                       {"sirens", ""},
                                       {"", ""},
                                       {" siren", ""}}) {
    EXPECT_EQ(find_program(programs, address), found) << address;
  }
}

TEST_F(ExecTest, GetsNoSecretOfOurs) {
  ::setenv("TOCSIN_SECRET_KEY", "hidden", 1);
  ::setenv("TWILIO_AUTH_TOKEN", "hidden", 1);
  program("env > environment; ls -l /proc/self/fd > files");
  const int ours = ::open((folder_ / "notifier").c_str(), O_RDONLY);  // passed on, if nobody minds
  EXPECT_EQ(run().outcome, delivered);
  ::close(ours);
  ::unsetenv("TOCSIN_SECRET_KEY");
  ::unsetenv("TWILIO_AUTH_TOKEN");
  const std::string environment = written("environment");
  EXPECT_EQ(environment.find("hidden"), std::string::npos) << environment;
  EXPECT_NE(environment.find("PATH="), std::string::npos) << environment;
  // 0, 1 and 2, the script that the shell reads and the folder that ls does, below a headline.
  const std::string files = written("files");
  EXPECT_LE(std::count(files.begin(), files.end(), '\n'), 6) << files;
}

TEST_F(ExecTest, ItsStatusIsTheOutcomeAndItsErrorsTheReason) {
  struct Case {
    int status;
    OutcomeClass outcome;
    bool throttles, dead, refuses_us;
  };
  const Case cases[] = {{0, delivered, false, false, false},  {1, transient, false, false, false},
                        {65, permanent, false, false, false}, {67, permanent, false, true, false},
                        {75, transient, true, false, false},  {78, permanent, false, false, true}};
  for (const Case& c : cases) {
    program("echo 'no\tluck' >&2; exit " + std::to_string(c.status));
    const auto o = run();
    EXPECT_EQ(o.outcome, c.outcome) << c.status;
    EXPECT_EQ(o.throttles, c.throttles) << c.status;
    EXPECT_EQ(o.dead_address, c.dead) << c.status;
    EXPECT_EQ(o.refuses_us, c.refuses_us) << c.status;
    EXPECT_EQ(o.code, c.status);
    EXPECT_EQ(o.detail.find("no luck") != std::string::npos, c.status != 0) << o.detail;
  }
}

TEST_F(ExecTest, WhatIsNotListedIsNotRun) {
  program("exit 0");
  for (const char* address : {"", "sh", "/bin/sh -c id", "../notifier", "notifierx"}) {
    EXPECT_EQ(run(address).outcome, permanent) << address;
  }
}

TEST_F(ExecTest, WhatTakesTooLongIsEndedAndNobodyKnows) {
  config_.set("exec.timeout", "200ms");
  program("sleep 60 & wait");
  const auto o = run();
  EXPECT_EQ(o.outcome, uncertain);
  EXPECT_LT(o.latency, std::chrono::seconds(30));
}

}  // namespace
}  // namespace tocsin::notify
