#include "scrape/browsers.h"

#include "base/log.h"

namespace tocsin::scrape {
namespace {

using Steady = std::chrono::steady_clock;

constexpr auto kLook = std::chrono::milliseconds{20};
constexpr auto kDriverStart = std::chrono::seconds{30};
constexpr Duration kBrowserStart = std::chrono::seconds{60};
constexpr Duration kSessionEnd = std::chrono::seconds{10};

net::DriverAnswer unreachable(std::string text) {
  return {net::DriverFault::unreachable, std::move(text), Json()};
}

}  // namespace

Browsers::Browsers(net::Engine& engine, const BrowserSettings& settings, std::size_t max_answer)
    : engine_(engine), settings_(settings), max_answer_(max_answer) {
  for (int i = 0; i < std::max(1, settings.browsers); ++i) {
    browsers_.push_back(std::make_unique<Browser>());
  }
}

void Browsers::borrow(std::string key, Json capabilities, Ready ready) {
  wishes_.push_back({std::move(key), std::move(capabilities), std::move(ready)});
  lend();
}

void Browsers::give_back(Browser& browser, bool usable) {
  if (!usable && !browser.session.empty()) {
    if (browser.driver == driver_number_ && driver_) {
      driver_->end_session(browser.session, kSessionEnd, [](auto&&) {});
    }
    browser.session.clear();
  }
  browser.lent = false;
  lend();
}

void Browsers::note(Browser& browser, net::DriverFault fault) {
  if (fault == net::DriverFault::session_gone) browser.session.clear();
  if (fault == net::DriverFault::unreachable && browser.driver == driver_number_) drop_driver();
}

// What browsers it had are gone with it.
void Browsers::drop_driver() {
  driver_.reset();
  process_.reset();
  ++driver_number_;
}

void Browsers::close() {
  for (const auto& browser : browsers_) {
    if (!settings_.url.empty()) give_back(*browser, false);
  }
}

void Browsers::lend() {
  while (!wishes_.empty()) {
    Browser* browser = choose(wishes_.front().key);
    if (browser == nullptr) return;
    Wish wish = std::move(wishes_.front());
    wishes_.pop_front();
    browser->lent = true;
    prepare(*browser, std::move(wish));
  }
}

// Best one that has the right session, else one that has none, else any.
Browser* Browsers::choose(const std::string& key) {
  Browser* best = nullptr;
  for (const auto& browser : browsers_) {
    if (browser->lent) continue;
    if (!browser->session.empty() && browser->key == key) return browser.get();
    if (best == nullptr || (browser->session.empty() && !best->session.empty())) {
      best = browser.get();
    }
  }
  return best;
}

void Browsers::prepare(Browser& browser, Wish&& wish) {
  connect([this, &browser, wish = std::move(wish)](const net::DriverAnswer& connected) mutable {
    if (!connected.ok()) return refuse(browser, wish, connected);
    if (browser.driver != driver_number_) browser.session.clear();
    if (browser.session.empty()) return open(browser, std::move(wish));
    if (browser.key == wish.key) return wish.ready(&browser, connected);
    const std::string session = std::exchange(browser.session, "");
    driver_->end_session(session, kSessionEnd,
                         [this, &browser, wish = std::move(wish)](auto&&) mutable {
                           prepare(browser, std::move(wish));
                         });
  });
}

void Browsers::open(Browser& browser, Wish&& wish) {
  browser.key = wish.key;
  browser.driver = driver_number_;
  const Json& capabilities = wish.capabilities;
  driver_->new_session(capabilities, kBrowserStart,
                       [this, &browser, wish = wish](net::DriverAnswer&& answer) {
                         if (!answer.ok()) return refuse(browser, wish, answer);
                         browser.session = answer.value["sessionId"].get<std::string>();
                         wish.ready(&browser, answer);
                       });
}

void Browsers::refuse(Browser& browser, const Wish& wish, const net::DriverAnswer& why) {
  note(browser, why.fault);
  wish.ready(nullptr, why);
  give_back(browser, false);
}

void Browsers::connect(Connected done) {
  if (process_ && !process_->is_running()) {
    log::warning("", "the WebDriver ended and is started anew");
    drop_driver();
  }
  if (driver_) return done({});
  if (!settings_.url.empty()) {
    const auto url = net::Url::parse(settings_.url);
    if (!url) return done(unreachable("scrape.webdriver_url is no http or https URL"));
    driver_ = std::make_unique<net::WebDriver>(engine_, *url, max_answer_);
    return done({});
  }
  std::string why;
  if (!process_) process_ = net::DriverProcess::start(settings_.command, why);
  if (!process_) return done(unreachable(why));
  wait_for_port(Steady::now() + kDriverStart, std::move(done));
}

void Browsers::wait_for_port(Steady::time_point until, Connected done) {
  if (!process_) return done(unreachable("the WebDriver was started anew"));
  if (driver_) return done({});
  if (const auto port = process_->port()) {
    driver_ = std::make_unique<net::WebDriver>(
        engine_, net::Url::parse(fmt::format("http://127.0.0.1:{}/", *port)).value(), max_answer_);
    return done({});
  }
  if (!process_->is_running() || Steady::now() >= until) {
    drop_driver();
    return done(unreachable(fmt::format("{} does not start", settings_.command)));
  }
  engine_.call_at(Steady::now() + kLook, [this, until, done = std::move(done)]() mutable {
    wait_for_port(until, std::move(done));
  });
}

}  // namespace tocsin::scrape
