#include "scrape/browser_terms.h"

#include <unistd.h>

#include <algorithm>
#include <array>

namespace tocsin::scrape {
namespace {

using net::TransferOutcome;

struct NavigationSign {
  std::string_view text;
  TransferOutcome outcome;
};
constexpr auto kNavigationSigns = std::to_array<NavigationSign>({
    {"ERR_NAME_", TransferOutcome::dns_failed},
    {"dnsNotFound", TransferOutcome::dns_failed},
    {"ERR_CERT_", TransferOutcome::tls_failed},
    {"ERR_SSL_", TransferOutcome::tls_failed},
    {"nssFailure", TransferOutcome::tls_failed},
    {"ERR_CONNECTION_RESET", TransferOutcome::reset_after},
    {"ERR_CONNECTION_CLOSED", TransferOutcome::reset_after},
    {"ERR_EMPTY_RESPONSE", TransferOutcome::reset_after},
    {"ERR_CONNECTION_", TransferOutcome::connect_failed},
    {"ERR_ADDRESS_", TransferOutcome::connect_failed},
    {"ERR_TIMED_OUT", TransferOutcome::timed_out_after},
    {"ERR_TOO_MANY_REDIRECTS", TransferOutcome::too_many_redirects},
    {"redirectLoop", TransferOutcome::too_many_redirects},
    {"ERR_PROXY_", TransferOutcome::connect_failed},
    {"ERR_TUNNEL_", TransferOutcome::connect_failed},
    {"ERR_SOCKS_", TransferOutcome::connect_failed},
});
constexpr std::array<std::string_view, 3> kProxySigns{"ERR_PROXY_", "ERR_TUNNEL_", "ERR_SOCKS_"};

// "http://proxy.example:3128" as the standard has it: host and port under the scheme's name.
Json proxy_of(const std::string& proxy) {
  const std::size_t scheme = proxy.find("://");
  const std::string kind = proxy.substr(0, scheme);
  std::string host = scheme == proxy.npos ? proxy : proxy.substr(scheme + 3);
  while (host.ends_with('/')) host.pop_back();
  if (kind.starts_with("socks")) {
    return {{"proxyType", "manual"}, {"socksProxy", host}, {"socksVersion", 5}};
  }
  return {{"proxyType", "manual"}, {"httpProxy", host}, {"sslProxy", host}};
}

}  // namespace

Json capabilities_of(const net::HttpRequest& request, const Rendering& how,
                     const BrowserSettings& settings) {
  Json arguments{"--headless=new",
                 "--disable-gpu",
                 "--disable-dev-shm-usage",
                 "--disable-background-networking",
                 "--disable-component-update",
                 "--disable-sync",
                 "--disable-breakpad",
                 "--no-first-run",
                 "--mute-audio",
                 "--window-size=1280,1024",
                 "--user-agent=" + request.user_agent};
  // Chromium refuses to run as root with its sandbox.
  if (::geteuid() == 0 && settings.url.empty()) arguments.push_back("--no-sandbox");
  for (const std::string& more : settings.arguments) arguments.push_back(more);
  Json always{{"acceptInsecureCerts", false},
              {"unhandledPromptBehavior", "dismiss"},
              {"pageLoadStrategy", how.wait_for.empty() ? "normal" : "eager"},
              {"timeouts",
               {{"pageLoad", how.timeout.count()}, {"script", kScript.count()}, {"implicit", 0}}}};
  if (!request.proxy.empty()) always["proxy"] = proxy_of(request.proxy);
  const Json chromium{
      {"browserName", "chrome"},
      {"goog:chromeOptions", {{"args", arguments}, {"prefs", {{"download_restrictions", 3}}}}}};
  const Json firefox{
      {"browserName", "firefox"},
      {"moz:firefoxOptions",
       {{"args", {"-headless"}}, {"prefs", {{"general.useragent.override", request.user_agent}}}}}};
  return {{"alwaysMatch", always}, {"firstMatch", {chromium, firefox}}};
}

net::TransferOutcome navigation_outcome(std::string_view text) {
  for (const NavigationSign& sign : kNavigationSigns) {
    if (text.find(sign.text) != text.npos) return sign.outcome;
  }
  return TransferOutcome::protocol_error;
}

bool is_of_proxy(std::string_view text) {
  return std::any_of(kProxySigns.begin(), kProxySigns.end(),
                     [&](std::string_view sign) { return text.find(sign) != text.npos; });
}

}  // namespace tocsin::scrape
