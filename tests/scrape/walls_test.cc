#include "scrape/walls.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "scrape/extract/page.h"
#include "scrape/wall_signatures.h"
#include "support/fixtures.h"

namespace tocsin::scrape {
namespace {

constexpr const char* kPage = "https://tickets.example/event/1";

struct Answer {
  int status = 200;
  std::vector<std::string> headers;
  std::string body;
  std::string final_url = kPage;
  std::string asked = kPage;
};

std::optional<Wall> wall_in(const Answer& answer) {
  net::ResponseHeaders headers;
  for (const std::string& line : answer.headers) headers.append_line(line);
  return find_wall({answer.asked, answer.status, headers, answer.body, answer.final_url});
}

std::string page(const std::string& title, const std::string& body) {
  return "<!doctype html><html><head><title>" + title + "</title></head><body>" + body +
         "</body></html>";
}

// What a page about events says that has more than an interstitial to tell.
std::string long_text() {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "<p>An evening of chamber music, doors at seven.</p>\n";
  return text;
}

struct WallCase {
  const char* name;
  Answer answer;
  WallKind kind;
  const char* product;
};

TEST(Walls, AreRecognised) {
  using enum WallKind;
  const std::vector<WallCase> cases{
      {"the header alone", {403, {"CF-Mitigated: Challenge"}, ""}, bot_challenge, "Cloudflare"},
      {"on 429, too",
       {429, {"cf-mitigated: challenge", "Retry-After: 5"}, ""},
       bot_challenge,
       "Cloudflare"},
      {"a challenge page",
       {503,
        {"Server: cloudflare"},
        page("Just a moment...", "<script>window._cf_chl_opt={cvId:'3'}</script>")},
       bot_challenge,
       "Cloudflare"},
      {"rendered by a browser: no status, no headers",
       {200, {}, page("Just a moment...", "<div id=\"cf-wrapper\">Verifying</div>")},
       bot_challenge,
       "Cloudflare"},
      {"blocked",
       {403, {}, page("Attention Required! | Cloudflare", "Sorry, you are blocked")},
       bot_challenge,
       "Cloudflare"},
      {"a waiting room, default page",
       {200, {}, page("Waiting Room powered by Cloudflare", "You are in the queue")},
       waiting_room,
       "Cloudflare"},
      {"a waiting room as JSON",
       {200,
        {"Content-Type: application/json"},
        "{\"cfWaitingRoom\":{\"inWaitingRoom\":true,\"waitTime\":5}}"},
       waiting_room,
       "Cloudflare"},
      {"AWS WAF's captcha", {405, {"x-amzn-waf-action: captcha"}, ""}, captcha, "AWS WAF"},
      {"AWS WAF's challenge",
       {202, {"x-amzn-waf-action: challenge"}, ""},
       bot_challenge,
       "AWS WAF"},
      {"DataDome's captcha",
       {403,
        {"X-DataDome: protected"},
        "<html><body><script>var dd={'rt':'c','host':'geo.captcha-delivery.com'}</script>"
        "<script src=\"https://ct.captcha-delivery.com/c.js\"></script></body></html>"},
       captcha,
       "DataDome"},
      {"DataDome as JSON",
       {403, {"X-DD-B: 1"}, "{\"url\":\"https://geo.captcha-delivery.com/captcha/?cid=x\"}"},
       captcha,
       "DataDome"},
      {"DataDome's device check",
       {403, {}, "<script src=\"https://ct.captcha-delivery.com/i.js\"></script>"},
       bot_challenge,
       "DataDome"},
      {"HUMAN",
       {403, {}, page("Access to this page has been denied", "<div id=\"px-captcha\"></div>")},
       captcha,
       "HUMAN"},
      {"HUMAN as JSON",
       {403, {}, "{\"appId\":\"PX1\",\"uuid\":\"u\",\"blockScript\":\"/1/captcha.js\"}"},
       captcha,
       "HUMAN"},
      {"Akamai refuses",
       {403,
        {"Server: AkamaiGHost"},
        page("Access Denied", "Reference&#32;&#35;18&#46;c6a50517&#46;1514639126&#46;176b29a")},
       bot_challenge,
       "Akamai"},
      {"Akamai's challenge as JSON",
       {428, {}, "{\"sec-cp-challenge\":\"true\",\"provider\":\"crypto\"}"},
       bot_challenge,
       "Akamai"},
      {"Imperva",
       {200, {}, page("", "Request unsuccessful. Incapsula incident ID: 877000-1234")},
       bot_challenge,
       "Imperva"},
      {"Imperva's frame",
       {403, {}, "<iframe src=\"/_Incapsula_Resource?CWUDNSAI=9&incident_id=1\"></iframe>"},
       bot_challenge,
       "Imperva"},
      {"Kasada", {429, {"x-kpsdk-ct: 0abc"}, ""}, bot_challenge, "Kasada"},
      {"Fastly",
       {200,
        {"Set-Cookie: a=b", "Set-Cookie: _fs_ch_st_xYz=1; Path=/"},
        page("Client Challenge", "")},
       bot_challenge,
       "Fastly"},
      {"Vercel", {429, {"X-Vercel-Mitigated: challenge"}, ""}, bot_challenge, "Vercel"},
      {"Sucuri",
       {403, {"X-Sucuri-Block: BLK1"}, page("Sucuri WebSite Firewall - Access Denied", "")},
       bot_challenge,
       "Sucuri"},
      {"Queue-it",
       {200, {}, page("Arena", "Your turn"), "https://arena.queue-it.net/?c=arena&e=tour"},
       waiting_room,
       "Queue-it"},
      {"a queue under the platform's own name",
       {200, {}, page("Arena", "Thank you for waiting"), "https://queue.tickets.example/?c=t&e=1"},
       waiting_room,
       ""},
      {"a waiting room without a name",
       {200, {}, page("Arena", "<h1>You are now in line</h1>")},
       waiting_room,
       ""},
      {"a widget and a refusal",
       {403, {}, page("Sorry", "<div class=\"g-recaptcha\" data-sitekey=\"k\"></div>")},
       captcha,
       "reCAPTCHA"},
      {"a widget and words",
       {200,
        {},
        page("One step", "Please confirm you are not a robot<div class='h-captcha'></div>")},
       captcha,
       "hCaptcha"},
      {"Turnstile and words",
       {200, {}, page("x", "Verify you are human <div class=\"cf-turnstile\"></div>")},
       captcha,
       "Cloudflare Turnstile"},
      {"only words, with a refusal", {403, {}, page("Robot or human?", "")}, captcha, ""},
      {"led to a login",
       {200, {}, page("Sign in", "<input type=password>"), "https://tickets.example/de/login?to=1"},
       login,
       ""},
      {"led to a login elsewhere",
       {200, {}, page("x", "<input type='password'>"), "https://login.example/authorize"},
       login,
       ""},
  };
  for (const WallCase& c : cases) {
    const auto wall = wall_in(c.answer);
    ASSERT_TRUE(wall) << c.name;
    EXPECT_EQ(wall->kind, c.kind) << c.name << ": " << wall->evidence;
    EXPECT_EQ(wall->product, c.product) << c.name << ": " << wall->evidence;
    EXPECT_FALSE(wall->evidence.empty()) << c.name;
  }
}

TEST(Walls, OrdinaryAnswersAreNone) {
  const std::vector<std::pair<const char*, Answer>> cases{
      {"nothing", {200, {}, ""}},
      {"a server's own refusal", {403, {"Server: nginx"}, page("403 Forbidden", "nginx")}},
      {"a pause asked for", {429, {"Retry-After: 60"}, page("Too Many Requests", "")}},
      {"out of order", {503, {"Retry-After: 60"}, page("Maintenance", "Back at noon")}},
      {"delivered through Cloudflare",
       {200,
        {"Server: cloudflare", "CF-Ray: 8a1", "Set-Cookie: __cf_bm=x; Path=/"},
        page("Concerts",
             "<script src=\"/cdn-cgi/challenge-platform/scripts/jsd/main.js\"></script>")}},
      {"let through by Cloudflare's waiting room",
       {200, {"Set-Cookie: __cfwaitingroom=x; Path=/"}, page("Concerts", "<div id=root></div>")}},
      {"a newsletter with reCAPTCHA",
       {200,
        {},
        page("Concerts",
             long_text() + "<form>Newsletter<div class=\"g-recaptcha\"></div></form>")}},
      {"an empty shell with reCAPTCHA loaded everywhere",
       {200,
        {},
        page("Concerts",
             "<div id=\"root\"></div><script src=\"https://www.google.com/recaptcha/"
             "api.js?render=k\"></script><div class=\"g-recaptcha\"></div>")}},
      {"a long page that speaks of robots and has a widget",
       {200, {}, page("Theatre", long_text() + "Prove you are human <div class=h-captcha></div>")}},
      {"Imperva's script on an ordinary page",
       {200,
        {"X-CDN: Imperva", "Set-Cookie: visid_incap_1=x", "Set-Cookie: incap_ses_1=y"},
        page("Concerts", "<script src=\"/_Incapsula_Resource?SWJIYLWA=719d34d\"></script>")}},
      {"DataDome's on an ordinary page",
       {200,
        {"X-DataDome: protected", "Set-Cookie: datadome=x"},
        page("Concerts",
             "<script>window.ddjskey='K'</script><script src=\"https://js.datadome.co/"
             "tags.js\"></script><link rel=preconnect href=\"https://geo.captcha-"
             "delivery.com\">")}},
      {"HUMAN's on an ordinary page",
       {200, {}, page("Concerts", "<script>window._pxAppId='PX1'</script>")}},
      {"Akamai's cookies", {200, {"Set-Cookie: _abck=1", "Set-Cookie: bm_sz=2"}, page("x", "")}},
      {"Queue-it's script on an ordinary page",
       {200,
        {},
        page("Arena", "<script src=\"https://static.queue-it.net/script/queueclient.min.js\">")}},
      {"a venue of that name", {200, {}, page("The Waiting Room | Omaha", "<div id=app></div>")}},
      {"a host that begins so, as asked",
       {200, {}, page("Q", ""), "https://queue.example/events", "https://queue.example/events"}},
      {"a login form on the page asked for",
       {200, {}, page("Concerts", "<input type=\"password\">")}},
      {"a login asked for",
       {200,
        {},
        page("Sign in", "<input type=\"password\">"),
        "https://t.example/login/2",
        "https://t.example/login"}},
      {"led elsewhere, no login",
       {200, {}, page("Concerts", ""), "https://tickets.example/en/event/1"}},
      {"a feed", {200, {"Content-Type: text/calendar"}, "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"}},
      {"bytes", {200, {}, std::string("\0\xff<\xfe<!--<script", 16)}},
  };
  for (const auto& [name, answer] : cases) {
    const auto wall = wall_in(answer);
    EXPECT_FALSE(wall) << name << ": " << (wall ? wall->evidence : "");
  }
}

TEST(Walls, OnlyTheBeginningIsRead) {
  const std::string marker = "<title>Waiting Room powered by Cloudflare</title>";
  EXPECT_TRUE(wall_in({200, {}, std::string(kWallPrefix - marker.size(), ' ') + marker}));
  EXPECT_FALSE(wall_in({200, {}, std::string(kWallPrefix, ' ') + marker}));
}

TEST(Walls, TheTableCanBeMatched) {
  std::set<std::string_view> seen;
  for (const WallSign& sign : wall_signs()) {
    const std::string what = std::string(sign.product) + " " + std::string(sign.text);
    EXPECT_FALSE(sign.source.empty()) << what;
    EXPECT_EQ(sign.name.empty(), sign.place != SignPlace::header) << what;
    EXPECT_TRUE(!sign.text.empty() || sign.place == SignPlace::header) << what;
    for (const char c : sign.text) EXPECT_FALSE(c >= 'A' && c <= 'Z') << what;
    // Words belong to no product, widgets to one.
    EXPECT_TRUE(sign.proof != SignProof::words || sign.product.empty()) << what;
    EXPECT_TRUE(sign.proof != SignProof::widget || !sign.product.empty()) << what;
    seen.insert(sign.product);
  }
  EXPECT_GE(seen.size(), 15U);
}

TEST(Walls, AreDescribed) {
  EXPECT_EQ(describe({WallKind::waiting_room, "Queue-it", "x"}), "a waiting room (Queue-it)");
  EXPECT_EQ(describe({WallKind::login, "", "x"}), "a login");
}

// No saved page is one, whether or not it has events, and whatever status it would have come with
// short of a refusal.
TEST(Walls, SavedPagesAreNone) {
  TOCSIN_NEEDS_FIXTURE("pages");
  std::size_t pages = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(test::fixtures() / "pages")) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    const auto wall = wall_in({200, {}, text.str()});
    EXPECT_FALSE(wall) << entry.path() << ": " << (wall ? wall->evidence : "");
    ++pages;
  }
  EXPECT_GE(pages, 20U);
}

}  // namespace
}  // namespace tocsin::scrape
