#include "net/engine.h"

#include <algorithm>
#include <array>
#include <deque>
#include <mutex>
#include <unordered_map>

#include "base/error.h"
#include "net/event_loop.h"
#include "net/http_transfer.h"
#include "net/libcurl.h"
#include "net/smtp_transfer.h"

namespace tocsin::net {
namespace {

using SteadyTime = Engine::SteadyTime;
using std::chrono::steady_clock;

constexpr long kIdleConnections = 64;
constexpr auto kStopInterval = std::chrono::milliseconds(250);

void start_libcurl() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (libcurl().curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
      fail(Exit::unavailable, "libcurl does not start");
    }
  });
}

struct CloseEasy {
  void operator()(CURL* easy) const { libcurl().curl_easy_cleanup(easy); }
};
struct CloseShare {
  void operator()(CURLSH* share) const { libcurl().curl_share_cleanup(share); }
};

// Transfers to one host: those in line, and how many are under way.
struct HostLine {
  std::string host;
  std::deque<std::unique_ptr<Transfer>> waiting;
  int active = 0;
  bool listed = false;  // among the hosts whose turn may come
};

// An easy handle, kept for the next transfer of its kind.
struct Slot {
  std::unique_ptr<CURL, CloseEasy> easy;
  std::unique_ptr<Transfer> transfer;  // null: free
  HostLine* line = nullptr;
};

struct Timer {
  SteadyTime when;
  std::uint64_t order;
  std::function<void()> call;
};

bool is_later(const Timer& a, const Timer& b) {
  return a.when != b.when ? a.when > b.when : a.order > b.order;
}

}  // namespace

class Engine::Impl {
 public:
  explicit Impl(EngineOptions options)
      : options_(std::move(options)), share_(libcurl().curl_share_init()) {
    if (!share_) fail(Exit::unavailable, "libcurl does not start");
    libcurl().curl_share_setopt(share_.get(), CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
    libcurl().curl_multi_setopt(loop_.multi(), CURLMOPT_MAXCONNECTS,
                                static_cast<long>(options_.concurrency) + kIdleConnections);
  }

  ~Impl() {
    for (const auto& slot : slots_) {
      if (slot->transfer) libcurl().curl_multi_remove_handle(loop_.multi(), slot->easy.get());
    }
  }

  void start(HttpRequest request, HttpCallback done) {
    ++pending_;
    enqueue_last(std::make_unique<HttpTransfer>(std::move(request), std::move(done), loop_,
                                                options_.user_agent));
  }

  void start(MailTransfer mail, MailCallback done) {
    ++pending_;
    enqueue_last(std::make_unique<SmtpTransfer>(std::move(mail), std::move(done), loop_));
  }

  void call_at(SteadyTime when, std::function<void()> call) {
    timers_.push_back({when, timer_order_++, std::move(call)});
    std::push_heap(timers_.begin(), timers_.end(), is_later);
  }

  void run(const std::function<bool()>* stop) {
    while (true) {
      turn();
      if (stop != nullptr && (*stop)()) return;
      if (pending_ == 0 && timers_.empty()) return;
      SteadyTime latest = timers_.empty() ? SteadyTime::max() : timers_.front().when;
      if (stop != nullptr) latest = std::min(latest, steady_clock::now() + kStopInterval);
      loop_.step(latest);
    }
  }

  void serve() {
    for (stopped_ = false; !stopped_;) {
      turn();
      if (!stopped_) loop_.step(timers_.empty() ? SteadyTime::max() : timers_.front().when);
    }
  }

  void stop() { stopped_ = true; }

  void post(std::function<void()> call) {
    const std::scoped_lock lock(posted_mutex_);
    posted_.push_back(std::move(call));
    if (posted_.size() == 1) loop_.wake();
  }

  std::size_t pending() const { return pending_; }

 private:
  void turn() {
    collect();  // first: a callback that threw may have left results behind
    call_posted();
    call_due_timers();
    launch();
  }

  void call_posted() {
    std::deque<std::function<void()>> calls;
    {
      const std::scoped_lock lock(posted_mutex_);
      calls.swap(posted_);
    }
    for (const auto& call : calls) call();
  }

  HostLine& line_of(const Transfer& transfer) {
    std::string host = transfer.host();
    auto& line = lines_[host];
    if (line.host.empty()) line.host = std::move(host);
    return line;
  }

  void enqueue_last(std::unique_ptr<Transfer> transfer) {
    HostLine& line = line_of(*transfer);
    line.waiting.push_back(std::move(transfer));
    list(line);
  }

  // For a redirect: it has waited already.
  void enqueue_first(std::unique_ptr<Transfer> transfer) {
    HostLine& line = line_of(*transfer);
    line.waiting.push_front(std::move(transfer));
    list(line);
  }

  void list(HostLine& line) {
    if (line.listed || line.waiting.empty() || line.active >= options_.host_concurrency) return;
    line.listed = true;
    turns_.push_back(&line);
  }

  void leave(HostLine& line) {
    --line.active;
    --active_;
    list(line);
    if (line.active == 0 && line.waiting.empty()) lines_.erase(line.host);
  }

  // Hosts take turns, so that one with many transfers does not keep the others waiting.
  void launch() {
    while (active_ < options_.concurrency && !turns_.empty()) {
      HostLine& line = *turns_.front();
      turns_.pop_front();
      line.listed = false;
      auto transfer = std::move(line.waiting.front());
      line.waiting.pop_front();
      ++line.active;
      ++active_;
      list(line);
      if (transfer->is_settled()) {
        leave(line);
        deliver(std::move(transfer));
      } else {
        launch(std::move(transfer), line);
      }
    }
  }

  void launch(std::unique_ptr<Transfer> transfer, HostLine& line) {
    Slot& slot = free_slot(transfer->protocol());
    slot.transfer = std::move(transfer);
    slot.line = &line;
    CURL* easy = slot.easy.get();
    slot.transfer->set_up(easy);
    libcurl().curl_easy_setopt(easy, CURLOPT_PRIVATE, &slot);
    const CURLMcode code = libcurl().curl_multi_add_handle(loop_.multi(), easy);
    if (code != CURLM_OK)
      fail(Exit::unavailable, "libcurl: {}", libcurl().curl_multi_strerror(code));
  }

  Slot& free_slot(Protocol protocol) {
    auto& free = free_[static_cast<std::size_t>(protocol)];
    if (!free.empty()) {
      Slot& slot = *free.back();
      free.pop_back();
      return slot;
    }
    auto slot = std::make_unique<Slot>();
    CURL* easy = libcurl().curl_easy_init();
    slot->easy.reset(easy);
    if (easy == nullptr) fail(Exit::unavailable, "libcurl does not start");
    libcurl().curl_easy_setopt(easy, CURLOPT_SHARE, share_.get());
    if (!options_.ca_file.empty()) {
      libcurl().curl_easy_setopt(easy, CURLOPT_CAINFO, options_.ca_file.c_str());
    }
    loop_.adopt(easy);
    protocol == Protocol::http ? HttpTransfer::prepare(easy) : SmtpTransfer::prepare(easy);
    slots_.push_back(std::move(slot));
    return *slots_.back();
  }

  void collect() {
    int left = 0;
    while (const CURLMsg* message = libcurl().curl_multi_info_read(loop_.multi(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      CURL* easy = message->easy_handle;
      const CURLcode code = message->data.result;  // the message goes with the handle
      Slot* slot = nullptr;
      libcurl().curl_easy_getinfo(easy, CURLINFO_PRIVATE, &slot);
      libcurl().curl_multi_remove_handle(loop_.multi(), easy);
      auto transfer = std::move(slot->transfer);
      const bool again = transfer->conclude(easy, code);
      free_[static_cast<std::size_t>(transfer->protocol())].push_back(slot);
      leave(*slot->line);
      if (again) {
        enqueue_first(std::move(transfer));
      } else {
        deliver(std::move(transfer));
      }
    }
  }

  void deliver(std::unique_ptr<Transfer> transfer) {
    --pending_;
    transfer->deliver();
  }

  void call_due_timers() {
    const SteadyTime now = steady_clock::now();
    while (!timers_.empty() && timers_.front().when <= now) {
      std::pop_heap(timers_.begin(), timers_.end(), is_later);
      const auto call = std::move(timers_.back().call);
      timers_.pop_back();
      call();
    }
  }

  EngineOptions options_;
  std::unique_ptr<CURLSH, CloseShare> share_;
  EventLoop loop_;
  std::vector<std::unique_ptr<Slot>> slots_;
  std::array<std::vector<Slot*>, 2> free_;  // by protocol
  std::unordered_map<std::string, HostLine> lines_;
  std::deque<HostLine*> turns_;
  std::vector<Timer> timers_;  // a heap, the next one in front
  std::uint64_t timer_order_ = 0;
  std::mutex posted_mutex_;
  std::deque<std::function<void()>> posted_;
  std::size_t pending_ = 0;
  int active_ = 0;
  bool stopped_ = false;
};

Engine::Engine(EngineOptions options) {
  start_libcurl();
  impl_ = std::make_unique<Impl>(std::move(options));
}

Engine::~Engine() = default;

void Engine::start(HttpRequest request, HttpCallback done) {
  impl_->start(std::move(request), std::move(done));
}

void Engine::start(MailTransfer mail, MailCallback done) {
  impl_->start(std::move(mail), std::move(done));
}

void Engine::call_at(SteadyTime when, std::function<void()> call) {
  impl_->call_at(when, std::move(call));
}

void Engine::run_until_idle() {
  impl_->run(nullptr);
}

void Engine::run(const std::function<bool()>& stop) {
  impl_->run(&stop);
}

void Engine::serve() {
  impl_->serve();
}

void Engine::stop() {
  impl_->stop();
}

void Engine::post(std::function<void()> call) {
  impl_->post(std::move(call));
}

std::size_t Engine::pending() const {
  return impl_->pending();
}

}  // namespace tocsin::net
