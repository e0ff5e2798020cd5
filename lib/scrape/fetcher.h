// Fetches claimed pages politely: robots.txt first, at most so many at once per server and in all,
// a pause between requests (pace.h), and no further request to a server that asked for one.
//
// Servers take turns. A page whose turn comes later than a run waits (kPatience) is given back, so
// that a slow server, or one with very many pages, holds nobody up. Where there are proxies, a
// request that fails by one is sent by the next; what robots.txt says is then not known, and the
// pages are given back.
//
// Used by the engine's thread, which its callbacks run on, each page exactly once in one of them.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "net/engine.h"
#include "scrape/decide_fetch.h"
#include "scrape/proxies.h"
#include "scrape/settings.h"
#include "store/pages.h"

namespace tocsin::scrape {

// How long a claimed page waits for its turn.
inline constexpr Duration kPatience = std::chrono::seconds{60};

struct Fetched {
  store::PageClaim page;
  FetchClass fetch_class = FetchClass::transient;
  net::HttpResult result;
  std::optional<Duration> retry_after;
  bool asked = true;            // false: its server never heard of it (disallowed, no proxy)
  std::string screenshot = {};  // path of the picture, where a browser met a wall
  Duration waited{};            // from its claim to its request
};

// Not fetched: its server's turn, as politeness has it, comes then.
struct Postponed {
  std::int64_t page_id = 0;
  Instant due_at{};
};

// Fetches a page by other means than the engine's, such as a browser; calls back once, on any
// thread, with the path of a picture where it took one.
using Rendered = std::function<void(net::HttpResult&&, std::string&& screenshot)>;
using Render = std::function<void(net::HttpRequest&&, const Rendering&, Rendered&&)>;

class Fetcher {
 public:
  struct Events {
    std::function<void(Fetched&&)> fetched;
    std::function<void(const Postponed&)> postponed;
    // What was found out about a server, to be stored.
    std::function<void(const store::HostState&)> learned;
  };

  // Without `render` a page that asks for a browser is fetched without one. At most
  // settings.browsers pages are rendered at once; the turns of their servers are kept until then.
  Fetcher(net::Engine& engine, const Settings& settings, Instant now, Events events,
          Render render = {});
  ~Fetcher();

  // What is stored of a server; before its first page.
  void know(store::HostState host);
  void add(store::PageClaim page);

  // At the end: tells when the servers may be asked next.
  void leave();

  // While held no further request is started.
  void hold();
  void resume();

 private:
  struct Host;
  struct Job;
  class Gate;
  using JobPointer = std::shared_ptr<Job>;

  Instant now() const;
  Host& host_of(const net::Url& url, const Fetching& how);
  const Fetching& fetching(const store::PageClaim& page) const;
  const std::string& agent(const Job& job) const;
  net::HttpRequest request(const net::Url& url) const;

  void consider(Host& host);
  void list(Host& host);
  void set_timer(Host& host);
  void postpone_late(Host& host);
  void postpone(Host& host, std::size_t most_waiting, Duration at_least = {});
  void await_browser(Host& host);
  void ask_robots(Host& host);
  void take_robots_answer(Host& host, net::HttpResult&& result);
  bool settle_if_disallowed(Host& host);

  bool needs_browser(const Job& job) const;
  void render(net::HttpRequest&& request, const JobPointer& job, net::Engine::HttpCallback&& done);
  void start_what_fits();
  void start(Host& host, JobPointer job);
  void dispatch(net::HttpRequest&& request, const JobPointer& job,
                net::Engine::HttpCallback&& done);
  void send(Host& host, net::HttpRequest&& request, JobPointer job, std::size_t tries,
            net::Engine::HttpCallback done);
  void finish(Host& host, Job& job, net::HttpResult&& result);
  void pause(Host& host, Duration length);

  net::Engine& engine_;
  const Settings& settings_;
  Instant began_;
  std::chrono::steady_clock::time_point began_steady_ = std::chrono::steady_clock::now();
  Events events_;
  Render render_;
  Proxies proxies_;
  std::map<std::string, store::HostState, std::less<>> known_;
  std::map<std::string, std::unique_ptr<Host>, std::less<>> hosts_;
  std::deque<Host*> ready_;        // their turn has come
  std::deque<Host*> for_browser_;  // the same, but all browsers are busy
  int in_flight_ = 0, rendering_ = 0;
  std::shared_ptr<Gate> gate_;
  bool held_ = false;
};

}  // namespace tocsin::scrape
