#include "scrape/run.h"

#include <unistd.h>

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include "base/error.h"
#include "base/fault.h"
#include "base/log.h"
#include "scrape/pipeline.h"
#include "scrape/store_page.h"

namespace tocsin::scrape {
namespace {

using Steady = std::chrono::steady_clock;

// A claim outlives what a page waits for its turn, its fetch, and being stored.
constexpr Duration kClaim = std::chrono::minutes{5};
// Pages claimed and not yet stored; most of them wait for their servers' turns.
constexpr std::int64_t kInHand = 4096;
constexpr std::int64_t kClaimAtOnce = 256;
// What is worth a transaction, and how long the first of it waits for the rest.
constexpr std::size_t kStoreAtOnce = 128;
constexpr auto kStoreAfter = std::chrono::milliseconds{100};
// When nothing was due any more: the pause before looking again, and until when that is done.
constexpr auto kLookEvery = std::chrono::seconds{1};
constexpr auto kLookFor = std::chrono::minutes{1};

// scheme://host:port of a stored page, which is normalised.
std::string_view origin_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  return scheme == url.npos ? url : url.substr(0, url.find('/', scheme + 3));
}

class Run {
 public:
  Run(store::Database& db, const RunInput& input)
      : db_(db),
        input_(input),
        claimer_(fmt::format("{}:{}", ::getpid(), to_ms(input.now))),
        left_(input.limit.value_or(std::numeric_limits<std::int64_t>::max())) {}

  alert::Counts all() {
    while (take_in() || in_hand_ > 0) {
      collect();
      if (left_in_batch() == 0 || Steady::now() >= store_at_) store();
    }
    leave();
    return std::move(counts_);
  }

 private:
  // Claims where there is room and something may be due; false if nothing was.
  bool take_in() {
    const auto now = Steady::now();
    if (nothing_due_ && (in_hand_ == 0 || now < look_at_ || now >= begun_ + kLookFor)) return false;
    if (in_hand_ + kClaimAtOnce > kInHand || left_ == 0) return false;
    // What was due when the run began bears that time, however long it takes.
    if (nothing_due_) at_ = input_.now + std::chrono::duration_cast<Duration>(now - begun_);
    const std::int64_t most = std::min(left_, kClaimAtOnce);
    std::vector<store::HostState> hosts;
    // A power cut that undoes a claim ends this run, too.
    auto pages = db_.transaction(
        [&] { return store::claim_due_pages(db_, at_, at_ + kClaim, claimer_, most); },
        store::Durability::soon);
    nothing_due_ = static_cast<std::int64_t>(pages.size()) < most;
    look_at_ = now + kLookEvery;
    if (pages.empty()) return false;
    fault_point("scrape.claimed");
    const auto count = static_cast<std::int64_t>(pages.size());
    left_ -= count;
    in_hand_ += count;
    counts_["pages"] += count;
    for (const store::PageClaim& page : pages) {
      if (!origins_.emplace(origin_of(page.url)).second) continue;
      if (auto host = store::find_host(db_, origin_of(page.url))) hosts.push_back(std::move(*host));
    }
    // No thread and no handle of the network library before there is something to fetch.
    if (!pipeline_) pipeline_.emplace(input_.settings, input_.now, input_.render);
    pipeline_->fetch(std::move(pages), std::move(hosts));
    return true;
  }

  void collect() {
    const std::size_t enough = left_in_batch();
    // Several are waited for no longer than one of them would wait to be stored.
    const auto soon = Steady::now() + kStoreAfter;
    const auto look_at = nothing_due_ && enough <= 1 ? std::max(look_at_, soon) : soon;
    for (Pipeline::Outcome& outcome : pipeline_->take(std::min(store_at_, look_at), enough)) {
      if (auto* page = std::get_if<ReadPage>(&outcome)) {
        if (pages_.empty()) store_at_ = Steady::now() + kStoreAfter;
        pages_.push_back(std::move(*page));
      } else if (auto* postponed = std::get_if<Postponed>(&outcome)) {
        postponed_.push_back(*postponed);
      } else if (auto* host = std::get_if<store::HostState>(&outcome)) {
        hosts_[host->origin] = std::move(*host);
      } else {
        left_pipeline_ = true;
      }
    }
    if (!postponed_.empty() && pages_.empty()) store_at_ = std::min(store_at_, Steady::now());
  }

  // Of what is stored at once, and is in hand.
  std::size_t left_in_batch() const {
    const std::size_t done = pages_.size() + postponed_.size();
    const std::size_t whole = std::min(kStoreAtOnce, static_cast<std::size_t>(in_hand_));
    return done >= whole ? 0 : whole - done;
  }

  void store() {
    store_at_ = Steady::time_point::max();
    if (pages_.empty() && postponed_.empty() && hosts_.empty()) return;
    fault_point("scrape.before_store");
    counts_ = db_.transaction([&] {
      alert::Counts counts = counts_;
      PlatformTally platforms(input_.settings);
      for (auto from = pages_.cbegin(); from != pages_.end();) {
        from = store_claim(from, platforms, counts);
      }
      for (const Postponed& p : postponed_) store::return_page(db_, p.page_id, p.due_at);
      for (const auto& [origin, host] : hosts_) store::save_host(db_, host);
      store_platforms(platforms);
      if (!postponed_.empty()) {
        counts["postponed"] += static_cast<std::int64_t>(postponed_.size());
      }
      fault_point("scrape.before_commit");
      return counts;
    });
    fault_point("scrape.stored");
    // What the stored pages led to is due at once.
    if (const auto found = counts_.find("pages_found"); found != counts_.end()) {
      if (std::exchange(found_, found->second) != found->second) nothing_due_ = false;
    }
    in_hand_ -= static_cast<std::int64_t>(pages_.size() + postponed_.size());
    pages_.clear();
    postponed_.clear();
    hosts_.clear();
  }

  using Page = std::vector<ReadPage>::const_iterator;

  // The pages from here on that were claimed at one time; returns the first of another.
  Page store_claim(Page from, PlatformTally& platforms, alert::Counts& counts) {
    const Instant at = from->fetched.page.at;
    store::OfferWriter offers(db_);
    alert::Trail trail(db_, input_.actor, at);
    for (; from != pages_.end() && from->fetched.page.at == at; ++from) {
      store_one(offers, platforms, trail, *from, counts);
    }
    offers.flush();
    trail.flush();
    return from;
  }

  void store_platforms(PlatformTally& platforms) {
    alert::Trail trail(db_, input_.actor, platforms.last_at());
    platforms.flush(db_, trail);
    trail.flush();
  }

  // A page that cannot be stored never stops the others: it is settled as unreadable.
  void store_one(store::OfferWriter& offers, PlatformTally& platforms, alert::Trail& trail,
                 const ReadPage& page, alert::Counts& counts) {
    try {
      store_page(db_, offers, platforms, trail, page, input_.settings, counts);
    } catch (const Error& e) {
      if (e.status() != Exit::bad_input) throw;
      log::warning("", "{}: {}", page.fetched.page.url, e.what());
      ReadPage failed;
      failed.fetched.page = page.fetched.page;
      failed.fetched.fetch_class = FetchClass::unreadable;
      failed.fetched.result.text = e.what();
      store_page(db_, offers, platforms, trail, failed, input_.settings, counts);
    }
  }

  // When the servers may be asked next is for the next run to know.
  void leave() {
    if (!pipeline_) return;
    pipeline_->leave();
    while (!left_pipeline_) collect();
    store();
    fault_point("scrape.hosts_saved");
  }

  store::Database& db_;
  const RunInput& input_;
  const std::string claimer_;
  const Steady::time_point begun_ = Steady::now();
  std::int64_t left_;  // that may yet be claimed
  std::int64_t in_hand_ = 0;
  bool nothing_due_ = false, left_pipeline_ = false;
  Instant at_ = input_.now;
  Steady::time_point look_at_{};
  Steady::time_point store_at_ = Steady::time_point::max();
  alert::Counts counts_;
  std::int64_t found_ = 0;                      // pages that other pages led to
  std::set<std::string, std::less<>> origins_;  // whose state the pipeline was told
  std::vector<ReadPage> pages_;                 // until they are stored
  std::vector<Postponed> postponed_;
  std::map<std::string, store::HostState> hosts_;
  std::optional<Pipeline> pipeline_;
};

}  // namespace

alert::Counts run(store::Database& db, const RunInput& input) {
  return Run(db, input).all();
}

Probe probe(const std::string& url, const std::string& platform, const Settings& settings,
            Instant now, Render render) {
  Probe out;
  net::EngineOptions options;
  options.user_agent = settings.user_agent;
  options.ca_file = settings.ca_file;
  net::Engine engine(options);
  const auto fetched = [&](Fetched&& f) {
    ReadPage page = read_page(std::move(f), settings, now);
    out.status = page.fetched.result.response.status;
    out.error = explain(page.fetched.fetch_class, page.fetched.result);
    out.extraction = std::move(page.extraction);
    engine.stop();
  };
  const auto postponed = [&](const Postponed&) {
    out.error = "the server asks for a pause";
    engine.stop();
  };
  Fetcher fetcher(engine, settings, now,
                  {.fetched = fetched, .postponed = postponed, .learned = [](const auto&) {}},
                  std::move(render));
  engine.post([&] {
    store::PageClaim page;
    page.url = url;
    page.platform = platform;
    fetcher.add(std::move(page));
  });
  engine.serve();
  return out;
}

std::string platform_of(std::string_view url) {
  const auto parsed = net::Url::parse(url);
  if (!parsed) fail(Exit::usage, "'{}' is no http or https URL", url);
  std::string_view host = parsed->host();
  if (host.starts_with("www.")) host.remove_prefix(4);
  return std::string(host);
}

}  // namespace tocsin::scrape
