// The course of an event: what its cheapest ticket cost and how many were on sale, from one change
// to the next, over all platforms.
//
// History holds changes only, so what was read holds until the next reading that says otherwise,
// or until its offer was closed. What cannot be used is left out, and said in words:
//
//   another currency    only prices in the currency that is on offer now count
//   absurd prices       nothing, or twenty times away from the median of all
//   a clock gone wrong  what is dated after `now`
//   the same instant    the later row counts
//
// What several platforms list of one event is stock of their own, and adds up: sites that sell the
// same games hardly ever agree on the cheapest ticket, as they would if they shared their offers.
// But tickets of one section and row that two platforms list are taken for the same seats, listed
// twice: the platform that lists more of the row counts.
//
// Pure; thread-safe.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "store/outlooks.h"

namespace tocsin::analyze {

constexpr double in_days(Duration d) {
  return std::chrono::duration<double, std::chrono::days::period>(d).count();
}

struct Moment {
  Instant at{};
  std::optional<std::int64_t> best;  // minor units, one ticket in all; absent: none on sale
  std::int64_t stock = 0;            // on sale, by Course::unit

  bool same_state(const Moment& other) const { return best == other.best && stock == other.stock; }
};

// Where a reading leaves quantities out, offers stand in for tickets.
enum class StockUnit { tickets, offers };

struct Course {
  Currency currency;  // of `best`; none where no price was read
  StockUnit unit = StockUnit::tickets;
  std::vector<Moment> moments;  // rising in time, each differs from the one before
  Instant read_until{};         // of the newest reading
  double reliability = 1;       // 0 … 1: how far the platforms that sell it can be relied on
  std::vector<std::string> remarks;

  // What held then; null before the first reading.
  const Moment* at(Instant t) const;
  std::optional<std::int64_t> best_at(Instant t) const;
  // The last instant up to `t` of which something is known; none if that is long before.
  std::optional<Instant> known_until(Instant t) const;
};

// As it was known at `now`. `currency`: count prices in this one instead.
Course course_of(std::span<const store::OfferPast> offers, Instant read_until, Instant now,
                 std::optional<Currency> currency = {});

// As far as it was known then.
Course known_at(const Course& course, Instant t);

}  // namespace tocsin::analyze
