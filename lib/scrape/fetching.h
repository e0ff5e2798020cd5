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

// The fields of an answer by which an API says how much may still be asked, and until when that
// counts: "Rate-Limit-Available: 4988", "Rate-Limit-Reset: 1774396800000" (decide_quota.h).
struct Quota {
  std::string left, reset;
};

// A credential that goes into the query of each request to one server, and nowhere else: neither
// the stored address of a page nor a message ever has it (secret_query.h).
struct QuerySecret {
  std::string origin, parameter, value;
};

struct Fetching {
  std::vector<net::Header> headers;  // beside our own
  std::vector<QuerySecret> secrets;
  std::optional<Quota> quota;
  std::vector<std::string> user_agents;  // one a page, always the same; empty: the operator's
  std::optional<Duration> host_delay;    // never less than robots.txt asks for
  std::optional<int> host_jobs;
  std::optional<Duration> min_interval;  // between two readings of a page
  bool cookies = false;                  // kept from answer to request, per server, within one run
  std::optional<Rendering> render;
};

// By the platform's name; a platform without an entry is fetched as the settings say.
using FetchingOf = std::map<std::string, Fetching, std::less<>>;

}  // namespace tocsin::scrape
