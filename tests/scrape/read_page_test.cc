#include "scrape/read_page.h"

#include <gtest/gtest.h>

namespace tocsin::scrape {
namespace {

// Bytes in, what is read of them out.
ReadPage read(FetchClass fetch_class, int status, std::string body) {
  Fetched f;
  f.fetch_class = fetch_class;
  f.page.url = f.result.response.final_url = "https://hall.example/a";
  f.result.outcome = net::TransferOutcome::answered;
  f.result.response.status = status;
  f.result.response.body = std::move(body);
  return read_page(std::move(f), Settings{}, Instant{});
}

TEST(ReadPage, TheBytesAreGoneWhateverTheyWere) {
  const std::string rest(100'000, 'x');
  const std::string event =
      R"(<script type="application/ld+json">{"@type": "Event", "name": "Gala",)"
      R"( "startDate": "2026-05-01T20:00:00Z"}</script>)";
  struct Case {
    FetchClass fetch_class;
    int status;
    std::string body;
    std::size_t events;
  };
  const Case cases[] = {
      {FetchClass::ok, 200, event + rest, 1},
      {FetchClass::ok, 200, rest, 0},
      {FetchClass::refused, 403, rest, 0},
      {FetchClass::gone, 404, rest, 0},
  };
  for (const Case& c : cases) {
    const ReadPage page = read(c.fetch_class, c.status, c.body);
    EXPECT_EQ(page.extraction.events.size(), c.events) << c.status;
    EXPECT_EQ(page.fetched.result.response.body, "") << c.status;
    EXPECT_LT(page.fetched.result.response.body.capacity(), 100U) << c.status;
  }
}

TEST(ReadPage, WhatItsServerSentBeforeIsNotReadAgain) {
  const std::string body = "<p>the same</p>";
  const ReadPage first = read(FetchClass::ok, 200, body);
  Fetched again;
  again.fetch_class = FetchClass::ok;
  again.page.content_hash = first.content_hash;
  again.result.outcome = net::TransferOutcome::answered;
  again.result.response.body = body;
  EXPECT_EQ(read_page(std::move(again), Settings{}, Instant{}).fetched.fetch_class,
            FetchClass::not_modified);
}

}  // namespace
}  // namespace tocsin::scrape
