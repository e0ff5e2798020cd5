#include "notify/templates.h"

#include <gtest/gtest.h>

#include "base/embedded.h"
#include "base/error.h"
#include "base/file.h"
#include "cli/config.h"
#include "notify/channels/table.h"
#include "support/fixtures.h"

namespace tocsin::notify {
namespace {

TEST(Templates, EveryShippedOneKeepsTheRules) {
  int seen = 0;
  for (const EmbeddedFile& file : shipped::files()) {
    if (!file.name.starts_with("templates/")) continue;
    std::string why;
    EXPECT_TRUE(parse_mail_template(file.content, file.name.starts_with("templates/layout/"), why))
        << file.name << ": " << why;
    ++seen;
  }
  EXPECT_GT(seen, 10);
}

TEST(Templates, BrokenRulesAreNamed) {
  struct Case {
    std::string subject, text, html, why;
  };
  const Case cases[] = {
      {"s", "t", "h", ""},
      {"s", "t", "{{{title}}}", "escaped"},
      {"s", "t", "{{&title}}", "escaped"},
      {"s", "t", "<a href='x'>1</a><a href='y'>2</a>", "one clear action"},
      {"s", "t", "<script>x</script>", "<script>"},
      {"s", "t", "<img src=\"https://x.example/p.gif\">", "inline"},
      {"s", "your {{password}}", "h", "password"},
      {"s\nb", "t", "h", "one line"},
      {"s", "", "h", "empty"},
  };
  for (const Case& c : cases) {
    std::string why;
    const auto parts =
        parse_mail_template(fmt::format("About.\n--- subject\n{}\n--- text\n{}\n--- html\n{}\n",
                                        c.subject, c.text, c.html),
                            false, why);
    EXPECT_EQ(parts.has_value(), c.why.empty()) << c.why << why;
    EXPECT_NE(why.find(c.why), std::string::npos) << why;
  }
}

TEST(Templates, EscapeForHtmlOnlyAndCanBeOverridden) {
  const test::ScratchFolder folder;
  Templates shipped({});
  const Json values{{"title", "A <b> & \"c\""}, {"facts", Json::array()}};
  const MailText mail = shipped.render_mail("price_drop", "en", values);
  EXPECT_EQ(mail.subject, "A <b> & \"c\"");
  EXPECT_NE(mail.html.find("A &lt;b&gt; &amp; &quot;c&quot;"), std::string::npos);
  EXPECT_EQ(mail.html.find("<b>"), std::string::npos);

  std::filesystem::create_directories(folder / "price_drop");
  write_file(folder / "price_drop/email.de.mustache",
             "--- subject\nBilliger: {{title}}\n--- text\nt\n--- html\nh\n");
  Templates own(folder.path());
  EXPECT_EQ(own.render_mail("price_drop", "de", values).subject, "Billiger: A <b> & \"c\"");
  EXPECT_EQ(own.render_mail("price_drop", "en", values).subject, mail.subject);
  write_file(folder / "price_drop/email.mustache", "--- subject\n{{#open}}\n");
  Templates broken(folder.path());
  EXPECT_THROW(broken.render_mail("price_drop", "en", values), Error);
  EXPECT_EQ(own.render_mail("../../etc/passwd", "..", values).subject, mail.subject);
}

TEST(Exec, GivesJsonAndTakesSysexits) {
  const test::ScratchFolder folder;
  const std::string program = (folder / "channel").string();
  write_file(program, "#!/bin/sh\ncat > \"$1\"\necho gone wrong >&2\nexit $2\n", 0755);
  cli::Config config = cli::Config::from_text(
      fmt::format("exec.programs = [\"{}\"]\nexec.timeout = \"5s\"", program), "test");
  const Settings settings = read_settings(config);
  Carriers carriers(config, settings);
  Carrier& exec = *carriers.find(Channel::exec);
  Notice n;
  n.kind = "test";
  n.title = "It \"works\"";
  const std::string content = exec.compose({&n, "", "", "UTC", {}});
  const std::string seen = (folder / "seen").string();
  struct Case {
    std::string address;
    OutcomeClass outcome;
    int code;
  };
  const Case cases[] = {
      {"channel " + seen + " 0", OutcomeClass::delivered, 0},
      {"channel " + seen + " 75", OutcomeClass::transient, 75},
      {"channel " + seen + " 67", OutcomeClass::permanent, 67},
      {"sh -c true", OutcomeClass::permanent, 0},  // not in the list
      {"", OutcomeClass::permanent, 0},
  };
  for (const Case& c : cases) {
    net::Engine engine;
    std::optional<DeliveryOutcome> got;
    exec.send(engine, {"msg_1", c.address, "", content, Instant{}},
              [&](DeliveryOutcome&& o) { got = std::move(o); });
    engine.run_until_idle();
    ASSERT_TRUE(got) << c.address;
    EXPECT_EQ(got->outcome, c.outcome) << c.address << got->detail;
    EXPECT_EQ(got->code, c.code) << c.address;
  }
  const Json input = Json::parse(read_file(seen));
  EXPECT_EQ(input["id"], "msg_1");
  EXPECT_EQ(input["data"]["title"], "It \"works\"");
}

TEST(Exec, ProgramsThatHangAreEndedWithTheirChildren) {
  const test::ScratchFolder folder;
  const std::string program = (folder / "hangs").string();
  write_file(program, "#!/bin/sh\nsleep 60 &\nwait\n", 0755);
  cli::Config config = cli::Config::from_text(
      fmt::format("exec.programs = [\"{}\"]\nexec.timeout = \"100ms\"", program), "test");
  const Settings settings = read_settings(config);
  Carriers carriers(config, settings);
  net::Engine engine;
  std::optional<DeliveryOutcome> got;
  carriers.find(Channel::exec)
      ->send(engine, {"msg_1", "hangs", "", "{\"type\":\"test\"}", Instant{}},
             [&](DeliveryOutcome&& o) { got = std::move(o); });
  engine.run_until_idle();
  ASSERT_TRUE(got);
  EXPECT_EQ(got->outcome, OutcomeClass::uncertain);
}

}  // namespace
}  // namespace tocsin::notify
