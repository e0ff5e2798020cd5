#include "scrape/render_page.h"

#include <filesystem>
#include <future>
#include <utility>

#include "base/digest.h"
#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "net/reach.h"
#include "scrape/browser_terms.h"
#include "scrape/walls.h"

namespace tocsin::scrape {
namespace {

using net::DriverAnswer;
using net::DriverFault;
using net::TransferOutcome;
using Steady = std::chrono::steady_clock;

constexpr auto kLook = std::chrono::milliseconds{100};
constexpr Duration kLeave = std::chrono::seconds{5};
// A command that the driver itself limits is given that much more to say so.
constexpr Duration kGrace = std::chrono::seconds{2};

// Is what is waited for there, and which banners are shown?
constexpr std::string_view kLookScript = R"(
const shown = (e) => e !== null && e.getClientRects().length > 0;
const [wanted, banners] = arguments;
return {
  ready: wanted === '' || document.querySelector(wanted) !== null,
  banners: banners.filter((b) => shown(document.querySelector(b))),
};)";

// The document as it stands; its text where the browser shows something that is no HTML. The status
// is that of the navigation (Resource Timing, responseStatus).
constexpr std::string_view kTakeScript = R"(
const html = /html/.test(document.contentType);
const text = html ? '<!DOCTYPE html>' + document.documentElement.outerHTML
                  : document.body ? document.body.innerText : '';
const [navigation] = performance.getEntriesByType('navigation');
return {
  url: document.URL,
  type: document.contentType,
  status: navigation && navigation.responseStatus || 200,
  text: text.length > arguments[0] ? null : text.toWellFormed(),
};)";

class PageRendering : public std::enable_shared_from_this<PageRendering> {
 public:
  PageRendering(net::Engine& engine, Browsers& browsers, const BrowserSettings& settings,
                net::HttpRequest&& request, const Rendering& how, Rendered done)
      : engine_(engine),
        browsers_(browsers),
        settings_(settings),
        request_(std::move(request)),
        how_(how),
        done_(std::move(done)) {}

  void start() {
    if (request_.proxy.find('@') != request_.proxy.npos) {
      return fail(TransferOutcome::refused_request,
                  "a browser cannot be given the password of a proxy");
    }
    if (!request_.proxy.empty()) return borrow();
    check_address(std::string(request_.url.host()),
                  [self = shared_from_this()] { self->borrow(); });
  }

 private:
  // Goes on where the address policy permits, else ends the page.
  void check_address(std::string host, std::function<void()> go_on) {
    if (request_.addresses && request_.addresses->permits_everything()) return go_on();
    const net::AddressPolicy policy =
        request_.addresses ? *request_.addresses
                           : net::AddressPolicy{.allow_private = false, .only = {}, .within = {}};
    auto verdict = std::async(std::launch::async, [host, policy] {
                     return net::may_reach(host, policy);
                   }).share();
    await(std::move(verdict), host, std::move(go_on));
  }

  void await(std::shared_future<bool> verdict, std::string host, std::function<void()> go_on) {
    if (verdict.wait_for(std::chrono::seconds{0}) != std::future_status::ready) {
      return engine_.call_at(
          Steady::now() + std::chrono::milliseconds{5},
          [self = shared_from_this(), verdict, host, go_on] { self->await(verdict, host, go_on); });
    }
    if (verdict.get()) return go_on();
    fail(TransferOutcome::refused_address,
         fmt::format("{} leads to an address we do not go to", host));
  }

  void borrow() {
    // Pages with different servers share no cookies.
    const Json capabilities = capabilities_of(request_, how_, settings_);
    std::string key = fmt::format("{} {}", request_.url.origin(), capabilities.dump());
    browsers_.borrow(std::move(key), capabilities,
                     [self = shared_from_this()](Browser* browser, const DriverAnswer& answer) {
                       if (browser == nullptr) return self->lose(answer);
                       self->browser_ = browser;
                       self->navigate();
                     });
  }

  void navigate() {
    began_ = Steady::now();
    deadline_ = began_ + how_.timeout;
    command(
        how_.timeout + kGrace,
        [this](Duration limit, net::WebDriver::Done done) {
          browsers_.driver().navigate(browser_->session, request_.url.text(), limit,
                                      std::move(done));
        },
        [](PageRendering& self, DriverAnswer&& answer) {
          // What took too long to load may still show what is wanted, or the wall that it is.
          if (answer.ok() || answer.fault == DriverFault::timed_out) return self.look();
          self.lose(answer);
        });
  }

  // One command to the browser; `then` hears of it as long as somebody does.
  template <typename Send, typename Then>
  void command(Duration limit, Send send, Then then) {
    send(limit, [self = shared_from_this(), then](DriverAnswer&& answer) {
      then(*self, std::move(answer));
    });
  }

  void execute(std::string_view script, Json arguments,
               void (PageRendering::*then)(DriverAnswer&&)) {
    browsers_.driver().execute(browser_->session, script, std::move(arguments), kScript + kGrace,
                               [self = shared_from_this(), then](DriverAnswer&& answer) {
                                 ((*self).*then)(std::move(answer));
                               });
  }

  void look() { execute(kLookScript, {how_.wait_for, how_.dismiss}, &PageRendering::looked); }

  void looked(DriverAnswer&& answer) {
    if (!answer.ok()) return lose(answer);
    const Json& seen = answer.value;
    ready_ = seen.value("ready", false);
    banners_.clear();
    for (const Json& banner : seen.value("banners", Json::array())) {
      if (banner.is_string()) banners_.push_back(banner.get<std::string>());
    }
    dismiss();
  }

  // A click that misses is tried again with the next look.
  void dismiss() {
    if (banners_.empty()) return go_on();
    const std::string banner = std::move(banners_.back());
    banners_.pop_back();
    browsers_.driver().find_element(
        browser_->session, banner, kScript, [self = shared_from_this()](DriverAnswer&& found) {
          if (found.fault == DriverFault::no_element) return self->dismiss();
          if (!found.ok()) return self->lose(found);
          self->browsers_.driver().click(self->browser_->session, found.value.get<std::string>(),
                                         kScript, [self](DriverAnswer&& clicked) {
                                           if (!clicked.ok() &&
                                               clicked.fault != DriverFault::no_element &&
                                               clicked.fault != DriverFault::not_clickable) {
                                             return self->lose(clicked);
                                           }
                                           self->dismiss();
                                         });
        });
  }

  bool is_late() const { return Steady::now() >= deadline_; }

  // The first look also tells whether it is a wall; then the selector is all that counts.
  void go_on() {
    if (ready_ || !taken_once_ || is_late()) {
      taken_once_ = true;
      return execute(kTakeScript, {request_.limits.body}, &PageRendering::took);
    }
    engine_.call_at(Steady::now() + kLook, [self = shared_from_this()] { self->look(); });
  }

  void took(DriverAnswer&& answer) {
    if (answer.fault == DriverFault::too_large) return refuse_size();
    if (!answer.ok()) return lose(answer);
    const Json& page = answer.value;
    if (!page.is_object() || !page.contains("text")) {
      return fail(TransferOutcome::protocol_error, "the browser tells nothing of the page");
    }
    if (!page["text"].is_string()) return refuse_size();
    net::HttpResponse& r = result_.response;
    r.body = page["text"].get<std::string>();
    r.final_url = page.value("url", request_.url.text());
    r.status = page.value("status", 200);
    r.headers.clear();
    r.headers.append_line(
        fmt::format("Content-Type: {}; charset=utf-8", page.value("type", "text/html")));
    r.elapsed = std::chrono::duration_cast<Duration>(Steady::now() - began_);
    if (r.body.size() > request_.limits.body) return refuse_size();
    const auto final_url = net::Url::parse(r.final_url);
    if (!final_url) {
      return fail(TransferOutcome::protocol_error, "the browser was led to what is no web page");
    }
    if (final_url->host() == request_.url.host() || !request_.proxy.empty()) return judge();
    check_address(std::string(final_url->host()), [self = shared_from_this()] { self->judge(); });
  }

  void judge() {
    const net::HttpResponse& r = result_.response;
    const bool as_wanted = ready_ && !how_.wait_for.empty();
    if (!as_wanted && find_wall({request_.url.text(), r.status, r.headers, r.body, r.final_url})) {
      return take_picture();
    }
    // Nobody waits for what a page that is an error would show.
    if (ready_ || r.status >= 400) return answer();
    if (!is_late()) return look();
    fail(TransferOutcome::timed_out_after,
         fmt::format("nothing on the page is '{}' after {} s", how_.wait_for,
                     std::chrono::ceil<std::chrono::seconds>(how_.timeout).count()));
  }

  void refuse_size() {
    fail(TransferOutcome::too_large, "the page is larger than scrape.max_body");
  }

  void take_picture() {
    if (settings_.pictures.empty()) return answer();
    browsers_.driver().screenshot(browser_->session, kScript,
                                  [self = shared_from_this()](DriverAnswer&& taken) {
                                    if (taken.ok() && taken.value.is_string()) {
                                      self->save_picture(taken.value.get<std::string>());
                                    }
                                    self->answer();
                                  });
  }

  // One a page, the last: what is kept is bounded.
  void save_picture(const std::string& base64) {
    constexpr std::string_view kPng = "\x89PNG\r\n\x1a\n";
    const auto png = from_base64(base64);
    if (!png || !png->starts_with(kPng)) return;
    const std::filesystem::path folder = settings_.pictures;
    const auto file = folder / (sha256_hex(request_.url.text()).substr(0, 16) + ".png");
    try {
      std::filesystem::create_directories(folder);
      write_file(file, *png, 0600);
      screenshot_ = file.string();
    } catch (const std::exception& e) {
      log::warning("", "no picture of the wall: {}", e.what());
    }
  }

  void answer() {
    result_.outcome = TransferOutcome::answered;
    end();
  }

  void fail(TransferOutcome outcome, std::string text) {
    result_.outcome = outcome;
    result_.text = std::move(text);
    result_.response.body.clear();
    if (began_ != Steady::time_point{}) {
      result_.response.elapsed = std::chrono::duration_cast<Duration>(Steady::now() - began_);
    }
    end();
  }

  // The driver or the browser failed at something. What died is started anew, once; so is what
  // failed in a way the standard has no word for: a browser dies in more ways than can be listed.
  void lose(const DriverAnswer& answer) {
    if (browser_ != nullptr) browsers_.note(*browser_, answer.fault);
    const bool died = answer.fault == DriverFault::unreachable ||
                      answer.fault == DriverFault::session_gone ||
                      answer.fault == DriverFault::other;
    if (died && !tried_again_) {
      log::info("", "{}: the browser died ({}), once more", request_.url.origin(), answer.text);
      tried_again_ = true;
      taken_once_ = false;
      if (browser_ != nullptr) browsers_.give_back(*std::exchange(browser_, nullptr), false);
      return borrow();
    }
    usable_ = false;
    switch (answer.fault) {
      case DriverFault::navigation:
        usable_ = true;
        result_.by_proxy = !request_.proxy.empty() && is_of_proxy(answer.text);
        return fail(navigation_outcome(answer.text), answer.text);
      case DriverFault::timed_out:
        return fail(TransferOutcome::timed_out_after, answer.text);
      case DriverFault::script_failed:
        usable_ = true;
        return fail(TransferOutcome::refused_request, answer.text);
      case DriverFault::unreachable:
      case DriverFault::session_gone:
      case DriverFault::not_created:
      case DriverFault::other:
        return fail(TransferOutcome::connect_failed, "no browser: " + answer.text);
      default:
        return fail(TransferOutcome::protocol_error, answer.text);
    }
  }

  // What the page still does is ended before anybody else gets the browser.
  void end() {
    std::exchange(done_, {})(std::move(result_), std::move(screenshot_));
    if (browser_ == nullptr) return;
    if (!usable_ || browser_->session.empty()) return browsers_.give_back(*browser_, false);
    browsers_.driver().navigate(browser_->session, "about:blank", kLeave,
                                [self = shared_from_this()](DriverAnswer&& left) {
                                  self->browsers_.note(*self->browser_, left.fault);
                                  self->browsers_.give_back(*self->browser_, left.ok());
                                });
  }

  net::Engine& engine_;
  Browsers& browsers_;
  const BrowserSettings& settings_;
  const net::HttpRequest request_;
  const Rendering how_;
  Rendered done_;
  Browser* browser_ = nullptr;
  Steady::time_point began_{}, deadline_{};
  std::vector<std::string> banners_;  // to be clicked away
  bool ready_ = false, taken_once_ = false, tried_again_ = false, usable_ = true;
  net::HttpResult result_;
  std::string screenshot_;
};

}  // namespace

void render_page(net::Engine& engine, Browsers& browsers, const BrowserSettings& settings,
                 net::HttpRequest&& request, const Rendering& how, Rendered done) {
  std::make_shared<PageRendering>(engine, browsers, settings, std::move(request), how,
                                  std::move(done))
      ->start();
}

}  // namespace tocsin::scrape
