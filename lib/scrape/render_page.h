// One page in one browser, from the wish to the answer. Inside render only.
#pragma once

#include <memory>

#include "scrape/browsers.h"
#include "scrape/fetcher.h"

namespace tocsin::scrape {

// Calls back once, on the engine's thread.
void render_page(net::Engine& engine, Browsers& browsers, const BrowserSettings& settings,
                 net::HttpRequest&& request, const Rendering& how, Rendered done);

}  // namespace tocsin::scrape
