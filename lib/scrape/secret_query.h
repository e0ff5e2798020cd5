// Credentials of an API in the query of its requests: added when the server is asked, and taken out of
// every address that could be stored (Platform::storable). Pure functions.
#pragma once

#include <vector>

#include "net/url.h"
#include "scrape/fetching.h"

namespace tocsin::scrape {

// The URL to ask: with those credentials that belong to its server.
net::Url with_secrets(const net::Url& url, const std::vector<QuerySecret>& secrets);

}  // namespace tocsin::scrape
