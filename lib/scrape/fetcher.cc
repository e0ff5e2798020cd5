#include "scrape/fetcher.h"

#include <algorithm>
#include <mutex>

#include "net/address.h"
#include "net/cookies.h"
#include "net/http_time.h"
#include "scrape/decide_quota.h"
#include "scrape/pace.h"
#include "scrape/robots_rules.h"
#include "scrape/secret_query.h"

namespace tocsin::scrape {
namespace {

using Steady = std::chrono::steady_clock;

// What the timers of an event loop are late by: shorter pauses are made up for.
constexpr auto kTick = std::chrono::milliseconds{2};
// A server that asks for a longer pause than this, and than its own, is left alone at once.
constexpr auto kShortWait = std::chrono::seconds{5};
constexpr Duration kWorthStoring{100};
constexpr std::size_t kMostRobots = 1U << 20;
constexpr std::size_t kWaitingForBrowser = 8;

const std::shared_ptr<const net::AddressPolicy>& anywhere() {
  static const auto policy = std::make_shared<const net::AddressPolicy>(
      net::AddressPolicy{.allow_private = true, .only = {}});
  return policy;
}

Pace::Answer answer_of(const net::HttpResult& result) {
  const int status = result.response.status;
  if (status == 429 || status == 503) return Pace::Answer::overloaded;
  const bool good = result.answered() && (status == 304 || (status >= 200 && status < 300));
  return good ? Pace::Answer::good : Pace::Answer::bad;
}

}  // namespace

struct Fetcher::Job {
  net::Url url;
  store::PageClaim page;
  const Fetching* how;
  std::string screenshot = {};
  Duration waited{};
};

// By which other threads reach the engine, as long as we are there.
class Fetcher::Gate {
 public:
  explicit Gate(net::Engine& engine) : engine_(&engine) {}
  void post(std::function<void()> call) {
    const std::lock_guard lock(mutex_);
    if (engine_ != nullptr) engine_->post(std::move(call));
  }
  void close() {
    const std::lock_guard lock(mutex_);
    engine_ = nullptr;
  }

 private:
  std::mutex mutex_;
  net::Engine* engine_;
};

struct Fetcher::Host {
  store::HostState state;
  std::optional<RobotsRules> rules;  // once known for this run
  Pace pace;
  std::shared_ptr<net::CookieJar> cookies;
  std::deque<JobPointer> waiting;
  Steady::time_point next_start{};
  int in_flight = 0;
  bool asking_robots = false, timer_set = false, listed = false;
};

Fetcher::Fetcher(net::Engine& engine, const Settings& settings, Instant now, Events events,
                 Render render)
    : engine_(engine),
      settings_(settings),
      began_(now),
      events_(std::move(events)),
      render_(std::move(render)),
      proxies_(settings.proxies),
      gate_(std::make_shared<Gate>(engine)) {}

Fetcher::~Fetcher() {
  gate_->close();
}

Instant Fetcher::now() const {
  return began_ + std::chrono::duration_cast<Duration>(Steady::now() - began_steady_);
}

const Fetching& Fetcher::fetching(const store::PageClaim& page) const {
  static const Fetching as_the_settings_say;
  const auto found = settings_.platforms.find(page.platform);
  return found == settings_.platforms.end() ? as_the_settings_say : found->second;
}

const std::string& Fetcher::agent(const Job& job) const {
  const auto& agents = job.how->user_agents;
  if (agents.empty()) return settings_.user_agent;
  return agents[static_cast<std::size_t>(job.page.id) % agents.size()];
}

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

void Fetcher::know(store::HostState host) {
  known_[host.origin] = std::move(host);
}

// Where pages of several platforms lie on one server, the most careful one counts.
Fetcher::Host& Fetcher::host_of(const net::Url& url, const Fetching& how) {
  const Duration delay = how.host_delay.value_or(settings_.host_delay);
  const int jobs = std::max(1, how.host_jobs.value_or(settings_.host_jobs));
  auto& host = hosts_[std::string(url.origin())];
  if (host) {
    host->pace.at_least(delay);
    host->pace.at_most(jobs);
    return *host;
  }
  host = std::make_unique<Host>();
  host->state.origin = std::string(url.origin());
  if (const auto known = known_.find(url.origin()); known != known_.end()) {
    host->state = std::move(known->second);
    known_.erase(known);
  }
  host->pace.set(delay, jobs);
  host->next_start = Steady::now() + std::max(Duration{0}, host->state.next_at - now());
  if (!settings_.respect_robots) {
    host->rules = RobotsRules::allow_all();
  } else if (is_fresh(host->state, now())) {
    host->rules.emplace(host->state);
    host->pace.at_least(host->rules->crawl_delay(settings_.user_agent));
  }
  return *host;
}

void Fetcher::add(store::PageClaim page) {
  auto url = net::Url::parse(page.url);
  if (!url) {
    Fetched f{std::move(page), FetchClass::unreadable, {}, {}, false};
    f.result.text = "the address is no http or https URL";
    return events_.fetched(std::move(f));
  }
  const Fetching& how = fetching(page);
  Host& host = host_of(*url, how);
  host.waiting.push_back(std::make_shared<Job>(Job{std::move(*url), std::move(page), &how}));
  consider(host);
  start_what_fits();
}

// Its crawl delay holds for the next run, too.
void Fetcher::leave() {
  for (const auto& [origin, host] : hosts_) {
    const auto rest = std::chrono::duration_cast<Duration>(host->next_start - Steady::now());
    if (rest < kWorthStoring || host->state.next_at > now() + rest) continue;
    host->state.next_at = now() + rest;
    events_.learned(host->state);
  }
}

void Fetcher::hold() {
  held_ = true;
}

void Fetcher::resume() {
  held_ = false;
  start_what_fits();
}

// What a server with pages waits for: its robots.txt, its turn, or a free place.
void Fetcher::consider(Host& host) {
  if (host.asking_robots || host.listed || host.waiting.empty()) return;
  postpone_late(host);
  if (host.waiting.empty() || host.in_flight >= host.pace.jobs()) return;
  if (host.next_start > Steady::now()) return set_timer(host);
  if (!host.rules) return ask_robots(host);
  host.listed = true;
  ready_.push_back(&host);
}

void Fetcher::set_timer(Host& host) {
  if (host.timer_set) return;
  host.timer_set = true;
  engine_.call_at(host.next_start, [this, &host] {
    host.timer_set = false;
    consider(host);
    start_what_fits();
  });
}

// All where the server asked for it, else those whose turn comes later than we wait.
void Fetcher::postpone_late(Host& host) {
  const auto now = Steady::now();
  const Pace::Pause pause = host.pace.pause();
  if (host.next_start > now + std::max<Pace::Pause>(pause, kShortWait)) return postpone(host, 0);
  if (pause <= Pace::Pause{0}) return;
  const auto room = kPatience - (std::max(host.next_start, now) - now);
  postpone(host, static_cast<std::size_t>(std::max<std::int64_t>(room / pause, 0)) + 1);
}

void Fetcher::postpone(Host& host, std::size_t most_waiting, Duration at_least) {
  while (host.waiting.size() > most_waiting) {
    const auto pauses = static_cast<std::int64_t>(host.waiting.size() - 1);
    const auto turn = std::max(host.next_start, Steady::now()) + host.pace.pause() * pauses;
    const auto wait = std::chrono::ceil<Duration>(turn - Steady::now());
    const Postponed postponed{host.waiting.back()->page.id, now() + std::max(wait, at_least)};
    host.waiting.pop_back();
    events_.postponed(postponed);
  }
}

void Fetcher::pause(Host& host, Duration length) {
  host.state.next_at = std::max(host.state.next_at, now() + length);
  host.next_start = std::max<Steady::time_point>(host.next_start, Steady::now() + length);
  events_.learned(host.state);
}

void Fetcher::ask_robots(Host& host) {
  host.asking_robots = true;
  static const Fetching plainly;
  const auto job = std::make_shared<Job>(
      Job{host.waiting.front()->url.resolve("/robots.txt").value(), {}, &plainly});
  auto r = request(job->url);
  r.limits.body = kMostRobots;
  send(host, std::move(r), job, 0, [this, &host](net::HttpResult&& result) {
    host.asking_robots = false;
    take_robots_answer(host, std::move(result));
    consider(host);
    start_what_fits();
  });
}

void Fetcher::take_robots_answer(Host& host, net::HttpResult&& result) {
  if (result.by_proxy) {
    host.next_start = Steady::now() + settings_.retry_base;
    return postpone(host, 0);
  }
  if (classify(result) == FetchClass::throttled) {
    const auto header = result.response.headers.find("Retry-After");
    const auto asked = header ? net::parse_retry_after(*header, now()) : std::nullopt;
    pause(host, asked.value_or(settings_.retry_base));
  }
  take_robots(host.state, result, now());
  host.rules.emplace(host.state);
  host.pace.at_least(host.rules->crawl_delay(settings_.user_agent));
  host.next_start =
      std::max<Steady::time_point>(host.next_start, Steady::now() + host.pace.pause());
  events_.learned(host.state);
}

// A page that its server does not want to be fetched costs no turn.
bool Fetcher::settle_if_disallowed(Host& host) {
  Job& job = *host.waiting.front();
  if (host.rules->allows(agent(job), job.url)) return false;
  Fetched f{std::move(job.page), FetchClass::disallowed, {}, {}, false};
  host.waiting.pop_front();
  events_.fetched(std::move(f));
  return true;
}

void Fetcher::start_what_fits() {
  while (in_flight_ < settings_.jobs && !held_ && !ready_.empty()) {
    Host& host = *ready_.front();
    ready_.pop_front();
    host.listed = false;
    if (!host.waiting.empty() && !settle_if_disallowed(host)) {
      if (needs_browser(*host.waiting.front()) && rendering_ >= settings_.browsers) {
        await_browser(host);
        continue;
      }
      const auto now = Steady::now();
      host.next_start = std::max(host.next_start, now - kTick) + host.pace.pause();
      JobPointer job = std::move(host.waiting.front());
      host.waiting.pop_front();
      start(host, std::move(job));
    }
    consider(host);
  }
}

void Fetcher::start(Host& host, JobPointer job) {
  auto r = request(with_secrets(job->url, job->how->secrets));
  r.user_agent = agent(*job);
  r.headers = job->how->headers;
  const store::PageClaim& page = job->page;
  job->waited = std::max(now() - page.at, Duration::zero());
  if (!page.etag.empty()) r.headers.push_back({"If-None-Match", page.etag});
  if (!page.last_modified.empty()) r.headers.push_back({"If-Modified-Since", page.last_modified});
  if (job->how->cookies) {
    if (!host.cookies) host.cookies = std::make_shared<net::CookieJar>(now());
    r.cookies = host.cookies;
  }
  ++host.in_flight;
  ++in_flight_;
  send(host, std::move(r), job, 0, [this, &host, job](net::HttpResult&& result) {
    --host.in_flight;
    --in_flight_;
    finish(host, *job, std::move(result));
    consider(host);
    start_what_fits();
  });
}

void Fetcher::dispatch(net::HttpRequest&& request, const JobPointer& job,
                       net::Engine::HttpCallback&& done) {
  if (needs_browser(*job)) return render(std::move(request), job, std::move(done));
  engine_.start(std::move(request), std::move(done));
}

bool Fetcher::needs_browser(const Job& job) const {
  return render_ && job.how->render.has_value();
}

// A few pages for each browser wait for it, so that none waits for longer than its claim holds.
void Fetcher::await_browser(Host& host) {
  std::size_t room = static_cast<std::size_t>(settings_.browsers) * kWaitingForBrowser;
  for (const Host* other : for_browser_) room -= std::min(room, other->waiting.size());
  postpone(host, room, kPatience);
  if (host.waiting.empty()) return;
  host.listed = true;
  for_browser_.push_back(&host);
}

void Fetcher::render(net::HttpRequest&& request, const JobPointer& job,
                     net::Engine::HttpCallback&& done) {
  ++rendering_;
  auto rendered = [this, job, done = std::move(done)](net::HttpResult&& result,
                                                      std::string&& screenshot) {
    --rendering_;
    ready_.insert(ready_.end(), for_browser_.begin(), for_browser_.end());
    for_browser_.clear();
    job->screenshot = std::move(screenshot);
    done(std::move(result));
  };
  render_(std::move(request), *job->how->render,
          [gate = gate_, rendered = std::move(rendered)](net::HttpResult&& r, std::string&& s) {
            gate->post([rendered, r = std::move(r), s = std::move(s)]() mutable {
              rendered(std::move(r), std::move(s));
            });
          });
}

// By each proxy at most once.
void Fetcher::send(Host& host, net::HttpRequest&& request, JobPointer job, std::size_t tries,
                   net::Engine::HttpCallback done) {
  if (proxies_.empty()) return dispatch(std::move(request), job, std::move(done));
  const auto proxy = proxies_.choose(host.state.origin, Steady::now());
  if (!proxy && !settings_.proxy_fallback) {
    // Later: the caller has not returned yet.
    return engine_.call_at(Steady::now(), [done = std::move(done)] {
      net::HttpResult none;
      none.outcome = net::TransferOutcome::connect_failed;
      none.text = "no proxy works";
      none.by_proxy = true;
      done(std::move(none));
    });
  }
  request.proxy = proxy.value_or("");
  auto next = [this, &host, request, job, tries, done](net::HttpResult&& result) mutable {
    if (request.proxy.empty()) return done(std::move(result));
    if (!result.by_proxy) {
      proxies_.worked(request.proxy);
      return done(std::move(result));
    }
    proxies_.failed(request.proxy, Steady::now());
    if (tries >= proxies_.size()) return done(std::move(result));
    send(host, std::move(request), std::move(job), tries + 1, std::move(done));
  };
  dispatch(std::move(request), job, std::move(next));
}

void Fetcher::finish(Host& host, Job& job, net::HttpResult&& result) {
  Fetched f;
  f.page = std::move(job.page);
  f.fetch_class = classify(result);
  f.asked = !result.by_proxy;
  f.screenshot = std::move(job.screenshot);
  f.waited = job.waited;
  if (const auto header = result.response.headers.find("Retry-After")) {
    f.retry_after = net::parse_retry_after(*header, now());
  }
  if (f.asked) host.pace.answered(answer_of(result), result.response.elapsed);
  if (job.how->quota) {
    const auto until = quota_pause(*job.how->quota, result.response.headers, now());
    if (until) pause(host, *until - now());
  }
  result.response.final_url = without_secrets(result.response.final_url, job.how->secrets);
  f.result = std::move(result);
  if (f.asked && f.fetch_class == FetchClass::throttled) {
    pause(host, f.retry_after.value_or(settings_.retry_base));
  }
  events_.fetched(std::move(f));
}

}  // namespace tocsin::scrape
