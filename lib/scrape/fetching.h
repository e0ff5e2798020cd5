// How the pages of one platform are fetched, where that differs from the operator's settings: the
// part of a platform file that speaks about asking. Plain values.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "net/http.h"

namespace tocsin::scrape {

// Pages that show their offers only in a browser.
struct Rendering {
  std::string wait_for;              // CSS selector; "" waits for the load alone
  std::vector<std::string> dismiss;  // CSS selectors clicked where present: cookie banners
  Duration timeout{20'000};          // for the page in all
};

struct Fetching {
  std::vector<net::Header> headers;      // beside our own
  std::vector<std::string> user_agents;  // one a page, always the same; empty: the operator's
  std::optional<Duration> host_delay;    // never less than robots.txt asks for
  std::optional<int> host_jobs;
  bool cookies = false;  // kept from answer to request, per server, within one run
  std::optional<Rendering> render;
};

// By the platform's name; a platform without an entry is fetched as the settings say.
using FetchingOf = std::map<std::string, Fetching, std::less<>>;

}  // namespace tocsin::scrape
