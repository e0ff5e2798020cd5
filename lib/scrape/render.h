// Pages that show what they offer only in a browser (SC-6): rendered by a real one, headless, over
// WebDriver, into the same answer that the engine gives.
//
// The browser says who it is: the user agent is ours, navigator.webdriver is true, nothing is
// hidden. Whoever calls has asked robots.txt and waited for the server's turn. A page is loaded,
// cookie banners are clicked away, the selector is waited for, and the document is taken as it then
// stands. Where a wall stands before it nothing more is tried: its picture is taken, and the answer
// is the wall. The whole takes at most Rendering::timeout, the start of a browser apart. A driver
// or a browser that dies is started anew, and the page tried once more.
//
// What differs from the engine: the status is what the browser tells of the navigation (200 where
// it does not), the only header is Content-Type, request headers and the CA file are not the
// browser's. The address policy is applied to where the page's host leads, before and after; what
// the page itself loads is for the browser to judge.
#pragma once

#include <memory>

#include "scrape/browsers.h"
#include "scrape/fetcher.h"

namespace tocsin::scrape {

// Works on a thread of its own, which starts with the first page, as does the driver.
class Renderer {
 public:
  explicit Renderer(BrowserSettings settings);
  ~Renderer();  // ends browsers and driver; pages under way are not called back for
  Renderer(const Renderer&) = delete;
  Renderer& operator=(const Renderer&) = delete;

  // From any thread; calls back on the renderer's.
  void render(net::HttpRequest&& request, const Rendering& how, Rendered done);
  // The same as a value; the renderer must outlive it.
  Render function();

 private:
  class Impl;
  BrowserSettings settings_;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tocsin::scrape
