#include "scrape/fetcher.h"

#include "base/error.h"
#include "net/address.h"
#include "net/http_time.h"

namespace tocsin::scrape {
namespace {

using Steady = std::chrono::steady_clock;

const std::shared_ptr<const net::AddressPolicy>& anywhere() {
  static const auto policy = std::make_shared<const net::AddressPolicy>(
      net::AddressPolicy{.allow_private = true, .only = {}});
  return policy;
}

}  // namespace

struct Fetcher::Host {
  store::HostState state;
  std::optional<RobotsRules> rules;  // once known for this run
  bool asking_robots = false;
  bool timer_set = false;
  Duration delay{};
  Steady::time_point next_start{};
  int in_flight = 0;
  std::deque<std::pair<net::Url, store::PageClaim>> waiting;
  std::optional<Duration> pause;  // the server asked for it: nothing more in this run
};

Fetcher::Fetcher(net::Engine& engine, const Settings& settings, Instant now, FindHost find_host,
                 Done done)
    : engine_(engine),
      settings_(settings),
      now_(now),
      find_host_(std::move(find_host)),
      done_(std::move(done)) {}

Fetcher::~Fetcher() = default;

net::HttpRequest Fetcher::request(const net::Url& url) const {
  net::HttpRequest r(url);
  r.limits.connect = settings_.connect_timeout;
  r.limits.total = settings_.timeout;
  r.limits.body = settings_.max_body;
  r.limits.redirects = settings_.max_redirects;
  r.user_agent = settings_.user_agent;
  if (settings_.allow_private) r.addresses = anywhere();
  return r;
}

Fetcher::Host& Fetcher::host_of(const net::Url& url) {
  auto& host = hosts_[std::string(url.origin())];
  if (host) return *host;
  host = std::make_unique<Host>();
  const std::string origin(url.origin());
  host->state = find_host_(origin).value_or(store::HostState{
      .origin = origin, .robots = "", .robots_rule = "", .robots_until = {}, .next_at = {}});
  host->delay = settings_.host_delay;
  host->next_start = Steady::now();
  if (host->state.next_at > now_) host->pause = host->state.next_at - now_;
  if (!settings_.respect_robots) {
    host->rules.emplace(store::HostState{.origin = origin,
                                         .robots = "",
                                         .robots_rule = "allow_all",
                                         .robots_until = {},
                                         .next_at = {}});
  } else if (is_fresh(host->state, now_)) {
    host->rules.emplace(host->state);
    host->delay = std::max(host->delay, host->rules->crawl_delay(settings_.user_agent));
  }
  return *host;
}

void Fetcher::add(store::PageClaim page) {
  auto url = net::Url::parse(page.url);
  if (!url) {
    Fetched f{std::move(page), FetchClass::unreadable, {}, {}, false};
    f.result.text = "the address is no http or https URL";
    done_(std::move(f));
    return;
  }
  Host& host = host_of(*url);
  host.waiting.emplace_back(*url, std::move(page));
  advance(host);
}

void Fetcher::fetch_robots(Host& host, const net::Url& any) {
  host.asking_robots = true;
  auto r = request(any.resolve("/robots.txt").value());
  r.limits.body = 1U << 20;
  engine_.start(std::move(r), [this, &host](net::HttpResult&& result) {
    host.asking_robots = false;
    take_robots(host.state, result, now_);
    host.rules.emplace(host.state);
    host.delay = std::max(host.delay, host.rules->crawl_delay(settings_.user_agent));
    host.next_start = Steady::now() + host.delay;
    advance(host);
  });
}

void Fetcher::advance(Host& host) {
  if (host.pause) return defer_all(host, *host.pause);
  if (host.asking_robots || host.waiting.empty()) return;
  if (!host.rules) return fetch_robots(host, host.waiting.front().first);
  while (!host.waiting.empty() && host.in_flight < settings_.host_jobs) {
    if (!host.rules->allows(settings_.user_agent, host.waiting.front().first)) {
      Fetched f{std::move(host.waiting.front().second), FetchClass::disallowed, {}, {}, false};
      host.waiting.pop_front();
      done_(std::move(f));
      continue;
    }
    if (host.timer_set) return;
    if (host.next_start > Steady::now()) {
      host.timer_set = true;
      engine_.call_at(host.next_start, [this, &host] {
        host.timer_set = false;
        advance(host);
      });
      return;
    }
    host.next_start = Steady::now() + host.delay;
    store::PageClaim page = std::move(host.waiting.front().second);
    host.waiting.pop_front();
    start(host, std::move(page));
  }
}

void Fetcher::start(Host& host, store::PageClaim page) {
  auto r = request(net::Url::parse(page.url).value());
  if (!page.etag.empty()) r.headers.push_back({"If-None-Match", page.etag});
  if (!page.last_modified.empty()) r.headers.push_back({"If-Modified-Since", page.last_modified});
  ++host.in_flight;
  engine_.start(std::move(r), [this, &host, page = std::move(page)](net::HttpResult&& result) {
    --host.in_flight;
    Fetched f;
    f.page = page;
    f.fetch_class = classify(result);
    if (const auto header = result.response.headers.find("Retry-After")) {
      f.retry_after = net::parse_retry_after(*header, now_);
    }
    f.result = std::move(result);
    finish(host, std::move(f));
  });
}

void Fetcher::finish(Host& host, Fetched&& fetched) {
  if (fetched.fetch_class == FetchClass::throttled) {
    host.pause = fetched.retry_after.value_or(settings_.retry_base);
    host.state.next_at = now_ + *host.pause;
  }
  done_(std::move(fetched));
  advance(host);
}

void Fetcher::defer_all(Host& host, Duration pause) {
  while (!host.waiting.empty()) {
    Fetched f{std::move(host.waiting.front().second), FetchClass::throttled, {}, pause, false};
    f.result.text = "the server asked for a pause";
    host.waiting.pop_front();
    done_(std::move(f));
  }
}

std::vector<store::HostState> Fetcher::hosts() const {
  std::vector<store::HostState> out;
  for (const auto& [origin, host] : hosts_) out.push_back(host->state);
  return out;
}

}  // namespace tocsin::scrape
