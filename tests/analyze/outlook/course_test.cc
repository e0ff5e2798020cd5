#include "analyze/outlook/course.h"

#include <gtest/gtest.h>

#include "analyze/scenes.h"

namespace tocsin::analyze {
namespace {

using namespace test;  // NOLINT

store::PricePoint point(std::string_view when, std::optional<Money> each,
                        std::optional<std::int64_t> quantity = 4,
                        Availability availability = Availability::in_stock) {
  return {at(when), each, {}, each, quantity, availability};
}

const Instant kNow = at("2026-11-20");

TEST(Course, FollowsTheCheapestOverAllOffers) {
  const std::vector<store::OfferPast> offers{
      {{point("2026-11-01", gbp(9000)), point("2026-11-05", gbp(7000), 2)}, {}},
      {{point("2026-11-02", gbp(8000), 3)}, at("2026-11-04")},
      {{point("2026-11-06", gbp(5000), 9, Availability::sold_out)}, {}}};
  const Course course = course_of(offers, at("2026-11-19"), kNow);
  EXPECT_EQ(course.currency.code(), "GBP");
  EXPECT_EQ(course.unit, StockUnit::tickets);
  ASSERT_EQ(course.moments.size(), 4U);
  EXPECT_EQ(course.best_at(at("2026-11-01")), 9000);
  EXPECT_EQ(course.best_at(at("2026-11-03")), 8000);
  EXPECT_EQ(course.at(at("2026-11-03"))->stock, 7);
  EXPECT_EQ(course.best_at(at("2026-11-04")), 9000);
  EXPECT_EQ(course.best_at(kNow), 7000);
  EXPECT_EQ(course.at(kNow)->stock, 2);
  EXPECT_EQ(course.at(at("2026-10-31")), nullptr);
  EXPECT_TRUE(course.remarks.empty());
  EXPECT_EQ(course.read_until, at("2026-11-19"));
}

TEST(Course, PlatformsAddUpButForTheSameRow) {
  const auto listed = [](std::int64_t event_id, const char* place, std::int64_t quantity) {
    return store::OfferPast{
        {point("2026-11-01", gbp(9000), quantity)}, {}, at("2026-11-01"), event_id, place};
  };
  const auto stock = [](const std::vector<store::OfferPast>& offers) {
    return course_of(offers, kNow, kNow).at(kNow)->stock;
  };
  EXPECT_EQ(stock({listed(1, "", 4), listed(2, "", 6)}), 10) << "nobody says which seats";
  EXPECT_EQ(stock({listed(1, "b4\n12", 4), listed(2, "b4\n13", 6)}), 10);
  EXPECT_EQ(stock({listed(1, "b4\n12", 4), listed(2, "b4\n12", 6)}), 6) << "listed twice";
  EXPECT_EQ(stock({listed(1, "b4\n12", 4), listed(1, "b4\n12", 6)}), 10) << "at one platform";
  EXPECT_EQ(stock({listed(1, "b4\n12", 4), listed(1, "b4\n12", 4), listed(2, "b4\n12", 6)}), 8);
  // What one platform has sold the other may still list.
  std::vector<store::OfferPast> both{listed(1, "b4\n12", 4), listed(2, "b4\n12", 6)};
  both[1].closed_at = at("2026-11-10");
  EXPECT_EQ(stock(both), 4);
}

TEST(Course, OffersStandInForTicketsThatAreNotCounted) {
  const std::vector<store::OfferPast> offers{{{point("2026-11-01", gbp(9000), 50)}, {}},
                                             {{point("2026-11-01", gbp(9500), {})}, {}}};
  const Course course = course_of(offers, kNow, kNow);
  EXPECT_EQ(course.unit, StockUnit::offers);
  EXPECT_EQ(course.at(kNow)->stock, 2);
}

TEST(Course, ACurrencyThatChangedLeavesThePastOut) {
  const std::vector<store::OfferPast> offers{
      {{point("2026-11-01", eur(9000)), point("2026-11-10", gbp(8000))}, {}}};
  const Course course = course_of(offers, kNow, kNow);
  EXPECT_EQ(course.currency.code(), "GBP");
  EXPECT_EQ(course.best_at(at("2026-11-02")), std::nullopt);
  EXPECT_EQ(course.at(at("2026-11-02"))->stock, 4);
  ASSERT_EQ(course.remarks.size(), 1U);
  EXPECT_EQ(course.remarks[0], "1 price left out that is not in GBP");
  EXPECT_EQ(course_of(offers, kNow, kNow, eur(0).currency).best_at(at("2026-11-02")), 9000);
}

TEST(Course, AbsurdPricesAreLeftOut) {
  std::vector<store::OfferPast> offers;
  for (int i = 0; i < 5; ++i) offers.push_back({{point("2026-11-01", gbp(9000 + i))}, {}});
  for (const std::int64_t absurd : {0, -5, 3, 400'000'000}) {
    offers.push_back({{point("2026-11-02", gbp(absurd))}, {}});
  }
  const Course course = course_of(offers, kNow, kNow);
  EXPECT_EQ(course.best_at(kNow), 9000);
  ASSERT_EQ(course.remarks.size(), 1U);
  EXPECT_EQ(course.remarks[0],
            "4 prices left out as absurd: nothing, or twenty times away from the rest");
}

TEST(Course, OfOneInstantTheLaterRowCountsAndTheFutureDoesNot) {
  const std::vector<store::OfferPast> offers{
      {{point("2026-11-01", gbp(9000)), point("2026-11-01", gbp(8500)),
        point("2027-01-01", gbp(1000))},
       at("2027-01-02")}};
  const Course course = course_of(offers, at("2027-01-02"), kNow);
  EXPECT_EQ(course.moments.size(), 1U);
  EXPECT_EQ(course.best_at(kNow), 8500);
  EXPECT_EQ(course.read_until, kNow);
  ASSERT_EQ(course.remarks.size(), 1U);
  EXPECT_EQ(course.remarks[0], "1 row left out that is dated in the future");
}

TEST(Course, OfNothingThereIsNothing) {
  const Course course = course_of({}, kNow, kNow);
  EXPECT_TRUE(course.moments.empty());
  EXPECT_EQ(course.best_at(kNow), std::nullopt);
}

}  // namespace
}  // namespace tocsin::analyze
