#include "scrape/pipeline.h"

#include <algorithm>
#include <limits>

#include "base/fault.h"

namespace tocsin::scrape {
namespace {

constexpr std::size_t kMostRead = 192;  // pages read and not yet taken

// The network keeps no core of its own busy but on the fastest lines.
unsigned readers() {
  return std::clamp(std::thread::hardware_concurrency(), 2U, 4U) - 1;
}

net::EngineOptions engine_options(const Settings& settings) {
  net::EngineOptions options;
  options.concurrency = settings.jobs;
  options.host_concurrency = settings.jobs;  // the Fetcher knows how many a server bears
  options.user_agent = settings.user_agent;
  options.ca_file = settings.ca_file;
  return options;
}

}  // namespace

Pipeline::Pipeline(const Settings& settings, Instant now, Render render)
    : settings_(settings),
      engine_(engine_options(settings)),
      fetcher_(engine_, settings, now,
               {.fetched = [this](Fetched&& f) { on_fetched(std::move(f)); },
                .postponed = [this](const Postponed& p) { out_.push_at_once(Outcome(p)); },
                .learned = [this](const store::HostState& h) { out_.push_at_once(Outcome(h)); }},
               std::move(render)),
      unread_(std::numeric_limits<std::size_t>::max()),
      out_(kMostRead) {
  threads_.emplace_back([this] { guard([this] { engine_.serve(); }); });
  for (unsigned i = 0; i < readers(); ++i) {
    threads_.emplace_back([this] { guard([this] { run_reader(); }); });
  }
}

Pipeline::~Pipeline() {
  engine_.post([this] { engine_.stop(); });
  unread_.close();
  out_.close();
  for (std::thread& thread : threads_) thread.join();
}

void Pipeline::fetch(std::vector<store::PageClaim> pages, std::vector<store::HostState> hosts) {
  engine_.post([this, pages = std::move(pages), hosts = std::move(hosts)]() mutable {
    for (store::HostState& host : hosts) fetcher_.know(std::move(host));
    for (store::PageClaim& page : pages) fetcher_.add(std::move(page));
  });
}

void Pipeline::leave() {
  engine_.post([this] {
    fetcher_.leave();
    out_.push_at_once(Outcome(Left{}));
  });
}

std::vector<Pipeline::Outcome> Pipeline::take(std::chrono::steady_clock::time_point until,
                                              std::size_t enough) {
  std::vector<Outcome> taken;
  for (Item& item : out_.take(until, std::clamp(enough, std::size_t{1}, kMostRead / 2))) {
    if (const auto* fault = std::get_if<Fault>(&item)) std::rethrow_exception(fault->what);
    taken.push_back(std::get<Outcome>(std::move(item)));
  }
  return taken;
}

void Pipeline::guard(const std::function<void()>& body) {
  try {
    body();
  } catch (...) {
    out_.push_at_once(Fault{std::current_exception()});
  }
}

// On the network's thread. Only an answer with bytes in it needs a reader.
void Pipeline::on_fetched(Fetched&& fetched) {
  fault_point("scrape.fetched");
  const std::size_t bytes = fetched.result.response.body.size();
  if (bytes == 0 && fetched.fetch_class != FetchClass::ok) {
    const Instant at = fetched.page.at;
    out_.push_at_once(Outcome(read_page(std::move(fetched), settings_, at)));
    return;
  }
  if (unread_bytes_.fetch_add(bytes) + bytes > kMostUnread) fetcher_.hold();
  unread_.push_at_once(std::move(fetched));
}

void Pipeline::run_reader() {
  while (auto fetched = unread_.pop()) {
    const std::size_t bytes = fetched->result.response.body.size();
    const Instant at = fetched->page.at;
    ReadPage page = read_page(std::move(*fetched), settings_, at);
    was_read(bytes);
    if (!out_.push(Outcome(std::move(page)))) return;
  }
}

// Who takes it below the half wakes the network.
void Pipeline::was_read(std::size_t bytes) {
  constexpr std::size_t kHalf = kMostUnread / 2;
  const std::size_t before = unread_bytes_.fetch_sub(bytes);
  if (before > kHalf && before - bytes <= kHalf) {
    engine_.post([this] { fetcher_.resume(); });
  }
}

}  // namespace tocsin::scrape
