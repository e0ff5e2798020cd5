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

// "templates/KIND/CHANNEL[.LANG].mustache"
const TemplateForm* form_of_file(std::string_view name) {
  name.remove_prefix(name.rfind('/') + 1);
  const auto channel = from_word<Channel>(name.substr(0, name.find('.')));
  return channel ? template_form(*channel) : nullptr;
}

TEST(Templates, EveryShippedOneKeepsTheRules) {
  int seen = 0;
  for (const EmbeddedFile& file : shipped::files()) {
    if (!file.name.starts_with("templates/")) continue;
    const TemplateForm* form = form_of_file(file.name);
    ASSERT_NE(form, nullptr) << file.name;
    std::string why;
    EXPECT_TRUE(read_template(file.content, *form, file.name.starts_with("templates/layout/"), why))
        << file.name << ": " << why;
    ++seen;
  }
  EXPECT_GT(seen, 10);
}

TEST(Templates, EveryChannelWithAFormHasItsDefault) {
  Templates templates({});
  const Json values{{"title", "T"}, {"lines", {"one", "two"}}};
  for (const std::string_view name : Words<Channel>::list) {
    const auto channel = from_word<Channel>(name);
    const TemplateForm* form = template_form(*channel);
    if (form == nullptr) continue;
    const Parts parts = templates.render({*channel, "a_kind_of_its_own", "en"}, values);
    for (const PartForm& p : form->parts) {
      const std::string text =
          p.markup == Markup::rich ? plain_text(parts.rich(p.name)) : parts.text(p.name);
      EXPECT_NE(text, "") << name << " " << p.name;
    }
  }
}

TEST(Templates, BrokenRulesOfMailAreNamed) {
  struct Case {
    std::string subject, text, html, why;
  };
  const Case cases[] = {
      {"s", "t", "h", ""},
      {"s", "t", "{{{title}}}", "escaped"},
      {"s", "t", "{{&title}}", "escaped"},
      {"s", "t", "{{=<% %>=}}<%{title}%>", "stay"},
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
        read_template(fmt::format("About.\n--- subject\n{}\n--- text\n{}\n--- html\n{}\n",
                                  c.subject, c.text, c.html),
                      *template_form(Channel::email), false, why);
    EXPECT_EQ(parts.has_value(), c.why.empty()) << c.why << why;
    EXPECT_NE(why.find(c.why), std::string::npos) << why;
  }
}

TEST(Templates, BrokenRulesOfChatAreNamed) {
  struct Case {
    std::string title, text, why;
  };
  const Case cases[] = {
      {"t", "*{{title}}* and `{{alert}}`", ""},
      {"t", "5 \\* 3 and {{#a}}*{{b}}*{{/a}}", ""},
      {"t", "*{{title}}", "pair"},
      {"t", "*a\nb*", "pair"},
      {"t", "`a", "pair"},
      {"t", "{{{title}}}", "escaped"},
      {"t", "{{&title}}", "escaped"},
      {"t", "{{#action}}{{url}}{{/action}} https://example.org", "one clear action"},
      {"t", "{{#acts}}{{url}}{{/acts}} {{url}} https://example.org", "one clear action"},
      {"t", "{{cvv}}", "cvv"},
      {"t", std::string(5'000, 'x'), "too long"},
      {std::string(201, 'x'), "t", "too long"},
      {"a\nb", "t", "one line"},
  };
  for (const Case& c : cases) {
    std::string why;
    const auto parts = read_template(fmt::format("--- title\n{}\n--- text\n{}\n", c.title, c.text),
                                     *template_form(Channel::telegram), false, why);
    EXPECT_EQ(parts.has_value(), c.why.empty()) << c.text << why;
    EXPECT_NE(why.find(c.why), std::string::npos) << why;
  }
}

TEST(Templates, EscapeForHtmlOnlyAndCanBeOverridden) {
  const test::ScratchFolder folder;
  Templates shipped({});
  const Json values{{"title", "A <b> & \"c\""}, {"facts", Json::array()}};
  const Parts mail = shipped.render({Channel::email, "price_drop", "en"}, values);
  EXPECT_EQ(mail.text("subject"), "A <b> & \"c\"");
  EXPECT_NE(mail.text("html").find("A &lt;b&gt; &amp; &quot;c&quot;"), std::string::npos);
  EXPECT_EQ(mail.text("html").find("<b>"), std::string::npos);

  std::filesystem::create_directories(folder / "price_drop");
  write_file(folder / "price_drop/email.de.mustache",
             "--- subject\nBilliger: {{title}}\n--- text\nt\n--- html\nh\n");
  Templates own(folder.path());
  const auto subject = [&](Templates& from, std::string_view kind, std::string_view language) {
    return from.render({Channel::email, kind, language}, values).text("subject");
  };
  EXPECT_EQ(subject(own, "price_drop", "de"), "Billiger: A <b> & \"c\"");
  EXPECT_EQ(subject(own, "price_drop", "en"), mail.text("subject"));
  write_file(folder / "price_drop/email.mustache", "--- subject\n{{#open}}\n");
  Templates broken(folder.path());
  EXPECT_THROW(subject(broken, "price_drop", "en"), Error);
  EXPECT_EQ(subject(own, "../../etc/passwd", ".."), mail.text("subject"));
}

TEST(Templates, ValuesOfChatAreNeverMarkup) {
  const test::ScratchFolder folder;
  std::filesystem::create_directories(folder / "sale");
  write_file(folder / "sale/slack.mustache",
             "--- title\n{{title}}\n--- text\n*Now* {{title}} for *{{price}}* (`{{code}}`)\n");
  Templates own(folder.path());
  const Parts parts = own.render(
      {Channel::slack, "sale", "en"},
      {{"title", "a*b\nc`d\\"}, {"price", "5*"}, {"code", std::string("x`\x02y\x03*", 6)}});
  EXPECT_EQ(parts.text("title"), "a*b c`d\\");
  const RichText expected{{"Now", Style::strong},  {" a*b c`d\\ for ", Style::plain},
                          {"5*", Style::strong},   {" (", Style::plain},
                          {"x` y *", Style::code}, {")", Style::plain}};
  EXPECT_EQ(parts.rich("text"), expected);
  EXPECT_THROW((void)parts.text("text"), Error);
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
