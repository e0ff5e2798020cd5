#include "scrape/run.h"

#include <unistd.h>

#include <algorithm>
#include <limits>

#include "base/error.h"
#include "base/fault.h"
#include "base/log.h"
#include "scrape/store_page.h"

namespace tocsin::scrape {
namespace {

// A claim outlives the slowest page of its batch: the batch is small and each fetch is limited.
constexpr Duration kClaim = std::chrono::minutes{5};
constexpr std::int64_t kClaimAtOnce = 64;
constexpr std::size_t kStoreAtOnce = 32;

// Collects pages as they are read and stores them a batch at a time.
class Saver {
 public:
  Saver(store::Database& db, const RunInput& input, alert::Counts& counts)
      : db_(db), input_(input), counts_(counts) {}

  void add(ReadPage&& page) {
    pages_.push_back(std::move(page));
    if (pages_.size() >= kStoreAtOnce) flush();
  }

  void flush() {
    if (pages_.empty()) return;
    fault_point("scrape.before_store");
    counts_ = db_.transaction([&] {
      alert::Counts counts = counts_;
      store::OfferWriter offers(db_);
      alert::Trail trail(db_, input_.actor, input_.now);
      for (const ReadPage& page : pages_) store_one(offers, trail, page, counts);
      offers.flush();
      trail.flush();
      fault_point("scrape.before_commit");
      return counts;
    });
    fault_point("scrape.stored");
    pages_.clear();
  }

 private:
  // A page that cannot be stored never stops the others: it is settled as unreadable.
  void store_one(store::OfferWriter& offers, alert::Trail& trail, const ReadPage& page,
                 alert::Counts& counts) {
    try {
      store_page(db_, offers, trail, page, input_.settings, counts);
    } catch (const Error& e) {
      if (e.status() != Exit::bad_input) throw;
      log::warning("", "{}: {}", page.fetched.page.url, e.what());
      ReadPage failed;
      failed.fetched.page = page.fetched.page;
      failed.fetched.fetch_class = FetchClass::unreadable;
      failed.fetched.result.text = e.what();
      store_page(db_, offers, trail, failed, input_.settings, counts);
    }
  }

  store::Database& db_;
  const RunInput& input_;
  alert::Counts& counts_;
  std::vector<ReadPage> pages_;
};

net::EngineOptions engine_options(const Settings& settings) {
  net::EngineOptions options;
  options.concurrency = settings.jobs;
  options.host_concurrency = settings.host_jobs;
  options.user_agent = settings.user_agent;
  options.ca_file = settings.ca_file;
  return options;
}

std::vector<store::PageClaim> claim(store::Database& db, const RunInput& input,
                                    std::int64_t limit) {
  const std::string claimer = fmt::format("{}:{}", ::getpid(), to_ms(input.now));
  return db.transaction(
      [&] { return store::claim_due_pages(db, input.now, input.now + kClaim, claimer, limit); });
}

}  // namespace

alert::Counts run(store::Database& db, const RunInput& input) {
  alert::Counts counts;
  std::int64_t left = input.limit.value_or(std::numeric_limits<std::int64_t>::max());
  std::vector<store::PageClaim> claimed = claim(db, input, std::min(left, kClaimAtOnce));
  if (claimed.empty()) return counts;

  // No handle of the network library before there is something to fetch.
  net::Engine engine(engine_options(input.settings));
  Saver saver(db, input, counts);
  Fetcher fetcher(
      engine, input.settings, input.now,
      [&](const std::string& origin) { return store::find_host(db, origin); },
      [&](Fetched&& fetched) {
        fault_point("scrape.fetched");
        saver.add(read_page(std::move(fetched), input.settings, input.now));
      });
  while (!claimed.empty()) {
    fault_point("scrape.claimed");
    left -= static_cast<std::int64_t>(claimed.size());
    counts["pages"] += static_cast<std::int64_t>(claimed.size());
    for (store::PageClaim& page : claimed) fetcher.add(std::move(page));
    engine.run_until_idle();
    saver.flush();
    db.transaction([&] {
      for (const store::HostState& host : fetcher.hosts()) store::save_host(db, host);
    });
    fault_point("scrape.hosts_saved");
    claimed =
        left > 0 ? claim(db, input, std::min(left, kClaimAtOnce)) : std::vector<store::PageClaim>{};
  }
  return counts;
}

Probe probe(const std::string& url, const Settings& settings, Instant now) {
  Probe out;
  net::Engine engine(engine_options(settings));
  Fetcher fetcher(
      engine, settings, now, [](const std::string&) { return std::nullopt; },
      [&](Fetched&& fetched) {
        ReadPage page = read_page(std::move(fetched), settings, now);
        out.status = page.fetched.result.response.status;
        out.error = explain(page.fetched.fetch_class, page.fetched.result);
        out.extraction = std::move(page.extraction);
      });
  store::PageClaim page;
  page.url = url;
  fetcher.add(std::move(page));
  engine.run_until_idle();
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
