// Facts about products, each with where it can be read. "field" marks what the makers do not
// document and several independent readers of such answers report alike.
#include "scrape/wall_signatures.h"

#include <array>

namespace tocsin::scrape {
namespace {

using enum WallKind;
using enum SignPlace;
using enum SignProof;

constexpr std::string_view kCloudflareDetect =
    "developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/"
    "detect-response";
constexpr std::string_view kCloudflareRoom =
    "developers.cloudflare.com/waiting-room/how-to/json-response";
constexpr std::string_view kAwsActions =
    "docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-actions.html";
constexpr std::string_view kDataDome = "docs.datadome.co/reference/validate-request";
constexpr std::string_view kHumanAbr =
    "docs.humansecurity.com/applications/fastly-advanced-blocking-response";
constexpr std::string_view kFastly = "docs.fastly.com/products/bot-management";
constexpr std::string_view kQueueIt = "queue-it.com/developers/how-queue-it-works";
constexpr std::string_view kAkamaiCodes =
    "techdocs.akamai.com/application-security/reference/get-error-translator-lookup";
constexpr std::string_view kSucuri =
    "docs.sucuri.net/website-firewall/sucuri-firewall-troubleshooting-guide";
constexpr std::string_view kRecaptcha = "developers.google.com/recaptcha/docs/display";
constexpr std::string_view kHcaptcha = "docs.hcaptcha.com";
constexpr std::string_view kTurnstile =
    "developers.cloudflare.com/turnstile/get-started/client-side-rendering";
constexpr std::string_view kArkose = "developer.arkoselabs.com/docs";
constexpr std::string_view kFriendly = "developer.friendlycaptcha.com";
constexpr std::string_view kGeetest = "docs.geetest.com";
constexpr std::string_view kField = "field";

// The order is the order of preference where several rows fit: what says so itself comes first.
constexpr auto kSigns = std::to_array<WallSign>({
    {bot_challenge, "Cloudflare", header, "cf-mitigated", "challenge", says_so, kCloudflareDetect},
    {waiting_room, "Cloudflare", body, "", "\"cfwaitingroom\"", says_so, kCloudflareRoom},
    {waiting_room, "Cloudflare", title, "", "waiting room powered by cloudflare", says_so, kField},
    {waiting_room, "Cloudflare", cookie, "", "__cfwaitingroom", refused,
     "developers.cloudflare.com/waiting-room/reference/waiting-room-cookie"},
    {bot_challenge, "Cloudflare", body, "", "_cf_chl_opt", bare, kField},
    {bot_challenge, "Cloudflare", body, "", "cf-browser-verification", bare, kField},
    {bot_challenge, "Cloudflare", title, "", "just a moment...", bare, kField},
    {bot_challenge, "Cloudflare", title, "", "attention required! | cloudflare", says_so, kField},
    {bot_challenge, "Cloudflare", body, "", "cf-error-details", refused, kField},

    {captcha, "AWS WAF", header, "x-amzn-waf-action", "captcha", says_so, kAwsActions},
    {bot_challenge, "AWS WAF", header, "x-amzn-waf-action", "challenge", says_so, kAwsActions},
    {captcha, "AWS WAF", body, "", ".captcha.awswaf.com/", bare, kField},
    {bot_challenge, "AWS WAF", body, "", "gokuprops", bare, kField},

    {captcha, "DataDome", body, "", "captcha-delivery.com/captcha", bare, kDataDome},
    {captcha, "DataDome", body, "", "ct.captcha-delivery.com/c.js", bare, kDataDome},
    {bot_challenge, "DataDome", body, "", "captcha-delivery.com/interstitial", bare, kDataDome},
    {bot_challenge, "DataDome", body, "", "ct.captcha-delivery.com/i.js", bare, kDataDome},
    {bot_challenge, "DataDome", body, "", "captcha-delivery.com", refused, kDataDome},
    {bot_challenge, "DataDome", header, "x-dd-b", "", refused, kDataDome},
    {bot_challenge, "DataDome", header, "x-datadome", "protected", refused, kDataDome},

    {captcha, "HUMAN", body, "", "px-captcha", bare, kHumanAbr},
    {captcha, "HUMAN", body, "", "\"blockscript\"", refused, kHumanAbr},
    {bot_challenge, "HUMAN", body, "", "_pxblockedurl", bare, kField},
    {bot_challenge, "HUMAN", header, "x-px-block", "", refused, kField},

    {bot_challenge, "Akamai", body, "", "sec-cp-challenge", bare, kField},
    {bot_challenge, "Akamai", body, "", "sec-if-cpt-container", bare, kField},
    {bot_challenge, "Akamai", body, "", "/_sec/cp_challenge/", bare, kField},
    {bot_challenge, "Akamai", body, "", "bm-verify=", bare, kField},
    {bot_challenge, "Akamai", body, "", "errors.edgesuite.net/18.", refused, kAkamaiCodes},
    {bot_challenge, "Akamai", body, "", "reference&#32;&#35;18&#46;", refused, kAkamaiCodes},
    {bot_challenge, "Akamai", body, "", "reference #18.", refused, kAkamaiCodes},

    {bot_challenge, "Imperva", body, "", "incapsula incident id", bare, kField},
    {bot_challenge, "Imperva", body, "", "_incapsula_resource?cwudnsai", bare, kField},
    {bot_challenge, "Imperva", body, "", "_incapsula_resource?", refused, kField},
    {bot_challenge, "Imperva", title, "", "pardon our interruption", bare, kField},

    {bot_challenge, "Kasada", header, "x-kpsdk-ct", "", refused, kField},
    {bot_challenge, "Kasada", header, "x-kpsdk-r", "", refused, kField},
    {bot_challenge, "Kasada", body, "", "window.kpsdk", bare, kField},

    {bot_challenge, "Fastly", cookie, "", "_fs_ch_st_", bare, kFastly},
    {bot_challenge, "Fastly", title, "", "client challenge", bare, kField},

    {bot_challenge, "Vercel", header, "x-vercel-mitigated", "challenge", says_so, kField},
    {bot_challenge, "Vercel", title, "", "vercel security checkpoint", says_so, kField},

    {bot_challenge, "Sucuri", header, "x-sucuri-block", "", refused, kSucuri},
    {bot_challenge, "Sucuri", body, "", "sucuri website firewall", refused, kSucuri},
    {bot_challenge, "Sucuri", body, "", "sucuri_cloudproxy_js", bare, kField},

    {bot_challenge, "DDoS-Guard", title, "", "ddos-guard", bare, kField},
    {bot_challenge, "DDoS-Guard", header, "server", "ddos-guard", refused, kField},

    {waiting_room, "Queue-it", host, "", "queue-it.net", says_so, kQueueIt},
    {waiting_room, "Queue-it", header, "x-queueit-redirect", "", says_so, kQueueIt},
    {waiting_room, "", host, "", "queue.", bare, kQueueIt},  // under the platform's own name
    {waiting_room, "", host, "", "waitingroom.", bare, kField},
    {waiting_room, "", title, "", "virtual waiting room", bare, kField},
    {waiting_room, "", title, "", "virtual queue", bare, kField},
    {waiting_room, "", body, "", "you are now in line", bare, kField},
    {waiting_room, "", body, "", "you are in the waiting room", bare, kField},
    {waiting_room, "", body, "", "your estimated wait time", bare, kField},
    {waiting_room, "", body, "", "sie befinden sich in der warteschlange", bare, kField},
    {waiting_room, "", body, "", "vous &ecirc;tes dans la file d", bare, kField},
    {waiting_room, "", body, "", "vous \xC3\xAAtes dans la file d", bare, kField},
    {waiting_room, "", body, "", "sala de espera virtual", bare, kField},

    {captcha, "reCAPTCHA", body, "", "g-recaptcha", widget, kRecaptcha},
    {captcha, "hCaptcha", body, "", "h-captcha", widget, kHcaptcha},
    {captcha, "Cloudflare Turnstile", body, "", "cf-turnstile", widget, kTurnstile},
    {captcha, "Arkose Labs", body, "", "arkoselabs.com/", widget, kArkose},
    {captcha, "Friendly Captcha", body, "", "frc-captcha", widget, kFriendly},
    {captcha, "GeeTest", body, "", "static.geetest.com", widget, kGeetest},

    {captcha, "", title, "", "are you a robot", words, kField},
    {captcha, "", title, "", "robot or human", words, kField},
    {captcha, "", title, "", "captcha", words, kField},
    {captcha, "", title, "", "security check", words, kField},
    {captcha, "", body, "", "you are not a robot", words, kField},
    {captcha, "", body, "", "you're not a robot", words, kField},
    {captcha, "", body, "", "i am not a robot", words, kField},
    {captcha, "", body, "", "you are a human", words, kField},
    {captcha, "", body, "", "you are human", words, kField},
    {captcha, "", body, "", "you're human", words, kField},
    {captcha, "", body, "", "unusual traffic", words, kField},
    {captcha, "", body, "", "unusual activity", words, kField},
    {captcha, "", body, "", "kein roboter", words, kField},
    {captcha, "", body, "", "pas un robot", words, kField},
    {captcha, "", body, "", "no eres un robot", words, kField},
    {captcha, "", body, "", "nie jeste\xC5\x9B robotem", words, kField},
    {bot_challenge, "", body, "", "checking your browser", words, kField},
    {bot_challenge, "", body, "", "verifying your browser", words, kField},
});

}  // namespace

std::span<const WallSign> wall_signs() {
  return kSigns;
}

}  // namespace tocsin::scrape
