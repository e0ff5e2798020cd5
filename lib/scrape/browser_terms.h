// What browsers are asked to be, and what their words for failed navigations mean. Pure.
#pragma once

#include "scrape/browsers.h"
#include "scrape/fetching.h"

namespace tocsin::scrape {

// The limit of a script that we run in a page.
inline constexpr Duration kScript = std::chrono::seconds{10};

// What a new session is asked for (W3C WebDriver, section 7): headless, with our user agent, and
// nothing that would hide what it is.
Json capabilities_of(const net::HttpRequest& request, const Rendering& how,
                     const BrowserSettings& settings);
// How a page that could not be reached ended, by what the browser says of it.
net::TransferOutcome navigation_outcome(std::string_view text);
// It did not get past the proxy.
bool is_of_proxy(std::string_view text);

}  // namespace tocsin::scrape
