#include "net/mail.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "base/time.h"
#include "net/mime.h"
#include "support/fixtures.h"

namespace tocsin::net {
namespace {

const Instant kNow = *parse_instant("2026-01-31T09:00:00Z");

Mail simple() {
  Mail mail;
  mail.from = {"Tocsin", "bell@b.test"};
  mail.to = {{"Ann", "ann@a.test"}};
  mail.subject = "Hello";
  mail.message_id = "1@b.test";
  mail.text = "One\nTwo\n";
  return mail;
}

// What Python's parser of mails makes of one: an independent reader.
nlohmann::json read_back(const std::string& message) {
  const test::ScratchFolder scratch;
  write_file(scratch / "mail", message);
  write_file(scratch / "read.py", R"(
import email, email.policy, json, sys
m = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
parts = [[p.get_content_type(), p.get_content() if p.get_content_maintype() == 'text'
          else p.get_content().hex(), p.get_filename() or '', p['Content-ID'] or '']
         for p in m.walk() if not p.is_multipart()]
tree = [p.get_content_type() for p in m.walk()]
defects = [str(d) for p in m.walk() for d in p.defects]
json.dump({'headers': [[k, str(v)] for k, v in m.items()], 'parts': parts, 'tree': tree,
           'defects': defects}, open(sys.argv[2], 'w'))
)");
  const std::string command = "/usr/bin/python3 '" + (scratch / "read.py").string() + "' '" +
                              (scratch / "mail").string() + "' '" + (scratch / "out").string() +
                              "'";
  if (std::system(command.c_str()) != 0) return nullptr;
  return nlohmann::json::parse(read_file(scratch / "out"));
}

std::string header(const nlohmann::json& mail, std::string_view name) {
  for (const auto& h : mail["headers"]) {
    if (h[0] == name) return h[1];
  }
  return "(none)";
}

void expect_well_formed(const std::string& message) {
  std::size_t begin = 0;
  while (begin < message.size()) {
    const std::size_t end = message.find("\r\n", begin);
    ASSERT_NE(end, std::string::npos) << "no line end after " << message.substr(begin, 60);
    const auto line = message.substr(begin, end - begin);
    EXPECT_LE(line.size(), 998U);
    for (const char c : line) EXPECT_TRUE((c >= 32 && c < 127) || c == '\t') << line;
    begin = end + 2;
  }
}

TEST(Mail, TheSimplest) {
  EXPECT_EQ(compose_mail(simple(), kNow),
            "Date: Sat, 31 Jan 2026 09:00:00 +0000\r\n"
            "From: \"Tocsin\"\r\n <bell@b.test>\r\n"
            "To: \"Ann\"\r\n <ann@a.test>\r\n"
            "Message-ID: <1@b.test>\r\n"
            "Subject: Hello\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n"
            "\r\n"
            "One\r\nTwo\r\n");
}

TEST(Mail, ReadsBackWholeInAnotherParser) {
  if (!std::filesystem::exists("/usr/bin/python3")) {
    GTEST_SKIP() << "NOT TESTED: no python3 to read mails back";
  }
  Mail mail = simple();
  mail.from.name =
      "B\u00f6rse \"Nord\" \u2014 ein Name, der l\u00e4nger ist als eine Zeile sein darf";
  mail.to.push_back({"O'Neil, \"Bob\" \\ Co", "bob.o'neil@a.test"});
  mail.to.push_back({"", "plain@a.test"});
  mail.reply_to = Mailbox{"", "reply@b.test"};
  mail.subject =
      "Preis \u2193 119,50 \u20ac f\u00fcr \u201eGro\u00dfes Konzert\u201c in der "
      "Elbphilharmonie, Reihe 12, Platz 7 \u2014 jetzt \U0001F39F\uFE0F";
  mail.in_reply_to = "0@b.test";
  mail.references = {"00@b.test", "0@b.test"};
  mail.unsubscribe_url = "https://b.test/u?t=abc";
  mail.headers = {{"Auto-Submitted", "auto-generated"}};
  mail.text = "Gr\u00fc\u00dfe\n.\n..dots\nFrom here = there  \n" + std::string(500, 'x') +
              "\ttab \r\nend without line end";
  mail.html = "<p>\u6f22\u5b57 <img src=\"cid:chart@b.test\"></p>";
  for (int i = 0; i < 60; ++i) mail.html += "\u6f22\u5b57\u6f22\u5b57\u6f22\u5b57";
  mail.inline_parts = {
      {"image/png", "chart@b.test", "Kurve \u00fc.png", std::string("\x89PNG\0\n", 6)}};

  const std::string message = compose_mail(mail, kNow);
  expect_well_formed(message);
  const auto back = read_back(message);
  ASSERT_FALSE(back.is_null());
  EXPECT_EQ(back["defects"].dump(), "[]");
  EXPECT_EQ(header(back, "Subject"), mail.subject);
  EXPECT_NE(header(back, "From").find(mail.from.name.substr(0, 6)), std::string::npos);
  EXPECT_NE(header(back, "To").find("plain@a.test"), std::string::npos);
  EXPECT_EQ(header(back, "Reply-To"), "reply@b.test");
  EXPECT_EQ(header(back, "In-Reply-To"), "<0@b.test>");
  EXPECT_EQ(header(back, "List-Unsubscribe"), "<https://b.test/u?t=abc>");
  EXPECT_EQ(header(back, "List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
  EXPECT_EQ(header(back, "Auto-Submitted"), "auto-generated");
  EXPECT_EQ(back["tree"], (nlohmann::json{"multipart/alternative", "text/plain",
                                          "multipart/related", "text/html", "image/png"}));
  EXPECT_EQ(back["parts"][0][1], "Gr\u00fc\u00dfe\n.\n..dots\nFrom here = there  \n" +
                                     std::string(500, 'x') + "\ttab \nend without line end\n");
  EXPECT_EQ(back["parts"][1][1].get<std::string>().substr(0, mail.html.size()), mail.html);
  EXPECT_EQ(back["parts"][2][1], "89504e47000a");
  EXPECT_EQ(back["parts"][2][2], "Kurve \u00fc.png");
  EXPECT_EQ(back["parts"][2][3], "<chart@b.test>");
}

TEST(Mail, NoTextAddsAHeader) {
  Mail mail = simple();
  mail.subject = "Hi\r\nBcc: all@a.test\n\nbody";
  mail.from.name = "Bell\r\nX-A: 1";
  mail.headers = {{"X-Note", "a\r\nX-B: 2"}};
  const std::string message = compose_mail(mail, kNow);
  expect_well_formed(message);
  for (const char* line : {"\r\nBcc:", "\r\nX-A:", "\r\nX-B:"}) {
    EXPECT_EQ(message.find(line), std::string::npos) << line;
  }
}

TEST(Mail, HeadersOfAnyTextStayWithinTheirLines) {
  for (const std::string& subject :
       {std::string(), std::string(2000, 'a'), std::string(300, ' ') + "x",
        std::string("a b ") + std::string(90, 'c'), std::string("=?UTF-8?Q?fake?="),
        std::string("\xff\xfe bad"), std::string("a  b   c"), [] {
          std::string s;
          for (int i = 0; i < 99; ++i) s += "word ";
          return s;
        }()}) {
    Mail mail = simple();
    mail.subject = subject;
    const std::string message = compose_mail(mail, kNow);
    expect_well_formed(message);
    std::size_t begin = message.find("Subject:");
    const std::size_t last = message.find("MIME-Version:");
    while (begin < last) {
      const std::size_t end = message.find("\r\n", begin);
      EXPECT_LE(end - begin, 85U) << subject.substr(0, 60);
      EXPECT_NE(message.substr(begin, end - begin).find_first_not_of(' '), std::string::npos)
          << "a folded line of blanks alone";
      begin = end + 2;
    }
  }
}

TEST(Mail, RefusesWhatCannotBeSent) {
  const auto refused = [](auto change) {
    Mail mail = simple();
    change(mail);
    EXPECT_THROW((void)compose_mail(mail, kNow), Error);
  };
  refused([](Mail& m) { m.to.clear(); });
  refused([](Mail& m) { m.to[0].address = "a@b\r\nBcc: c@d"; });
  refused([](Mail& m) { m.from.address = "a b@c.test"; });
  refused([](Mail& m) { m.message_id = ""; });
  refused([](Mail& m) { m.message_id = "1@b>\r\nX: y"; });
  refused([](Mail& m) { m.unsubscribe_url = "javascript:1"; });
  refused([](Mail& m) { m.headers = {{"Subject", "again"}}; });
  refused([](Mail& m) { m.headers = {{"X:Y", "1"}}; });
  refused([](Mail& m) { m.headers = {{"X\r\nY", "1"}}; });
}

TEST(Mail, Addresses) {
  for (const auto* good :
       {"a@b.test", "a.b+c@b-c.test", "o'neil@a.test", "\"a..b\"@a.test", "a@localhost"}) {
    EXPECT_TRUE(is_mail_address(good)) << good;
  }
  for (const auto* bad :
       {"", "a", "@b", "a@", "a@b@c", "a b@c", "a@b c", ".a@b", "a.@b", "a..b@c", "a@.b", "a@b..c",
        "<a@b>", "a@b,c@d", "a\n@b", "\"a\"b\"@c", "\xC3\xA9@b"}) {
    EXPECT_FALSE(is_mail_address(bad)) << bad;
  }
  EXPECT_FALSE(is_mail_address(std::string(250, 'a') + "@b.test"));
}

TEST(Mime, QuotedPrintable) {
  EXPECT_EQ(quoted_printable("a=b \nc\r\nd\re"), "a=3Db=20\r\nc\r\nd\r\ne\r\n");
  EXPECT_EQ(quoted_printable(std::string(76, 'a')), std::string(76, 'a') + "\r\n");
  EXPECT_EQ(quoted_printable(std::string(77, 'a')), std::string(75, 'a') + "=\r\naa\r\n");
  EXPECT_EQ(quoted_printable("\n\n"), "\r\n\r\n");
  EXPECT_EQ(quoted_printable(""), "");
}

}  // namespace
}  // namespace tocsin::net
