// The threads between a claim and what is stored of it.
//
//              claims            answers             readings
//   the caller ───────► network ─────────► readers ─────────► the caller
//   (database)         (Fetcher)         (read_page)         (database)
//
// One thread does all the network's work, a few read pages, and the caller's own is the only one
// that knows the database. While more than kMostUnread bytes of answers wait to be read no further
// request is started, and readers wait while the caller is behind, so that memory stays bounded
// whoever is the slowest.
//
// Destroying it drops what is under way; the claims of that lapse.
#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <exception>
#include <optional>
#include <thread>
#include <variant>
#include <vector>

#include "base/queue.h"
#include "scrape/fetcher.h"
#include "scrape/read_page.h"

namespace tocsin::scrape {

class Pipeline {
 public:
  static constexpr std::size_t kMostUnread = 2U << 20;

  Pipeline(const Settings& settings, Instant now, Render render);
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  // `hosts`: what is stored of the servers of these pages that were not named before.
  void fetch(std::vector<store::PageClaim> pages, std::vector<store::HostState> hosts);
  // No page is under way any more: what is to be known of the servers comes out, then Left.
  void leave();

  // Each page comes out once, as one of the first two.
  struct Left {};
  using Outcome = std::variant<ReadPage, Postponed, store::HostState, Left>;
  // What came out, when it is so many (at least 1), or some of them at that time, if any. What a
  // thread threw is thrown here.
  std::vector<Outcome> take(std::chrono::steady_clock::time_point until, std::size_t enough);

 private:
  struct Fault {
    std::exception_ptr what;
  };
  using Item = std::variant<Outcome, Fault>;

  void run_reader();
  void guard(const std::function<void()>& body);
  void on_fetched(Fetched&& fetched);
  void was_read(std::size_t bytes);

  const Settings& settings_;
  net::Engine engine_;
  Fetcher fetcher_;
  Queue<Fetched> unread_;
  std::atomic<std::size_t> unread_bytes_{0};
  Queue<Item> out_;
  std::vector<std::thread> threads_;
};

}  // namespace tocsin::scrape
