// Credentials of an API in the query of its requests: added when the server is asked, and taken out
// of every address that comes back. Pure functions.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "net/url.h"
#include "scrape/fetching.h"

namespace tocsin::scrape {

// The URL to ask: with those credentials that belong to its server.
net::Url with_secrets(const net::Url& url, const std::vector<QuerySecret>& secrets);
// What may be stored and shown of the address of an answer.
std::string without_secrets(const std::string& url, const std::vector<QuerySecret>& secrets);

// The URL without the parameters of its query that `drop` names, `more` behind the others.
std::string edit_query(const net::Url& url, const std::function<bool(std::string_view name)>& drop,
                       std::string_view more = "");
// Calls `visit` with each "name=value" of the query, escapes as they are.
void each_parameter(const net::Url& url,
                    const std::function<void(std::string_view parameter)>& visit);

}  // namespace tocsin::scrape
