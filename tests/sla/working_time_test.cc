#include "sla/working_time.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "sla/build.h"

namespace tocsin::sla {
namespace {

using test::always_open;
using test::at;
using test::between;
using test::every_day;
using test::hours;
using test::kOffice;
using test::minutes;
using test::working_time;

std::string text(const std::optional<Second>& t) {
  return t ? format_instant(*t) : "never";
}

TEST(Due, ByOfficeHours) {
  WorkingTime office = working_time(kOffice + R"(
[[holiday]]
name = "Christmas"
from = "2026-12-25"
until = "2026-12-28"
[[holiday]]
name = "Christmas Eve"
yearly = "12-24"
hours = ["09:00-12:00"]
[[change]]
effective = "2027-01-01"
hours = { fri = ["09:00-15:00"] }
)");
  struct Case {
    const char* start;
    seconds target;
    const char* due;
  };
  const Case cases[] = {
      {"2026-11-02T10:00:00Z", hours{1}, "2026-11-02T11:00:00Z"},
      {"2026-11-02T12:00:00Z", hours{1}, "2026-11-02T14:00:00Z"},      // over lunch
      {"2026-11-02T12:45:00Z", seconds{1}, "2026-11-02T13:30:01Z"},    // from within it
      {"2026-11-02T10:00:00Z", minutes{150}, "2026-11-02T12:30:00Z"},  // due at its begin
      {"2026-11-02T09:00:00Z", minutes{450}, "2026-11-02T17:30:00Z"},  // at the close of the day
      {"2026-11-02T09:00:00Z", minutes{450} + seconds{1}, "2026-11-03T09:00:01Z"},
      {"2026-11-06T15:59:59Z", seconds{2}, "2026-11-09T09:00:01Z"},  // over a weekend
      {"2026-11-07T03:00:00Z", hours{1}, "2026-11-09T10:00:00Z"},    // from within it
      {"2026-11-02T17:29:37Z", minutes{2}, "2026-11-03T09:01:37Z"},  // seconds are kept
      {"2026-12-23T16:00:00Z", hours{8}, "2026-12-29T12:30:00Z"},    // part day, then four days
      {"2026-12-31T16:00:00Z", hours{9}, "2027-01-04T10:30:00Z"},    // the new Friday
      {"2026-07-06T08:00:00Z", hours{1}, "2026-07-06T09:00:00Z"},    // 09:00 of summer is 08:00
      {"2026-11-02T10:00:00Z", seconds{0}, "2026-11-02T10:00:00Z"},
      {"2026-11-07T03:00:00Z", seconds{0}, "2026-11-07T03:00:00Z"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(text(office.due(at(c.start), c.target)), c.due) << c.start << " " << c.target.count();
    EXPECT_EQ(office.elapsed(at(c.start), at(c.due)), c.target) << c.start;
  }
}

TEST(Due, TheCalendarGrowsEitherWay) {
  WorkingTime forth = working_time(kOffice), back = working_time(kOffice);
  const auto starts = {"1970-01-01", "1999-12-31", "2015-03-28", "2026-10-24", "2036-01-02"};
  std::vector<std::string> a, b;
  for (const char* start : starts) a.push_back(text(forth.due(at(start), hours{300})));
  for (const auto* s = std::rbegin(starts).base(); s != std::begin(starts);) {
    b.insert(b.begin(), text(back.due(at(*--s), hours{300})));
  }
  EXPECT_EQ(a, b);
  EXPECT_EQ(forth.elapsed(at("1970-01-01"), at("2037-01-01")),
            back.elapsed(at("1970-01-01"), at("2026-01-01")) +
                forth.elapsed(at("2026-01-01"), at("2037-01-01")));
}

TEST(Due, BothEdgesOfSummerTime) {
  struct Case {
    const char *zone, *ranges, *from, *until;
    seconds work;
    const char* why;
  };
  const Case cases[] = {
      {"Europe/London", R"("00:00-24:00")", "2026-03-29T00:00:00Z", "2026-03-29T23:00:00Z",
       hours{23}, "a day of 23 hours"},
      {"Europe/London", R"("00:00-24:00")", "2026-10-24T23:00:00Z", "2026-10-26T00:00:00Z",
       hours{25}, "one of 25"},
      {"Europe/London", R"("22:00-06:00")", "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z",
       hours{7}, "a night without its second hour"},
      {"Europe/London", R"("22:00-06:00")", "2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z",
       hours{9}, "a night that has it twice"},
      {"Europe/London", R"("01:00-02:00")", "2026-03-29T00:00:00Z", "2026-03-30T00:00:00Z",
       hours{0}, "hours that do not exist"},
      {"Europe/London", R"("00:30-01:30")", "2026-03-29T00:00:00Z", "2026-03-29T12:00:00Z",
       minutes{30}, "that end in what does not exist"},
      {"Europe/London", R"("01:30-02:30")", "2026-03-29T00:00:00Z", "2026-03-29T12:00:00Z",
       minutes{30}, "that begin in it"},
      {"Europe/London", R"("01:15-01:45")", "2026-10-25T00:00:00Z", "2026-10-25T12:00:00Z",
       hours{1}, "hours that come twice"},
      {"Europe/London", R"("01:15-01:45")", "2026-10-25T00:45:00Z", "2026-10-25T01:15:00Z",
       hours{0}, "between the two"},
      {"America/New_York", R"("00:00-24:00")", "2026-03-08T03:00:00Z", "2026-03-08T11:00:00Z",
       hours{8}, "working time is no wall time"},
      {"America/Havana", R"("00:00-01:00")", "2025-11-02T00:00:00Z", "2025-11-03T00:00:00Z",
       hours{2}, "the hour behind midnight twice"},
      {"America/Sao_Paulo", R"("23:00-24:00")", "2019-02-16T12:00:00Z", "2019-02-17T12:00:00Z",
       hours{2}, "the hour before midnight twice"},
      {"Asia/Beirut", R"("00:00-09:00")", "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z", hours{8},
       "a day that begins at one"},
      {"Australia/Lord_Howe", R"("00:00-24:00")", "2026-04-04T13:00:00Z", "2026-04-05T13:30:00Z",
       minutes{24 * 60 + 30}, "clocks that go back by half an hour"},
      {"Pacific/Apia", R"("09:00-17:00")", "2011-12-29T19:00:00Z", "2011-12-31T03:00:00Z",
       hours{8 + 8}, "a date that was left out: Thursday, then Saturday"},
      {"Asia/Kathmandu", R"("09:00-17:00")", "2026-01-01T03:15:00Z", "2026-01-01T11:15:00Z",
       hours{8}, "an offset that is no whole hour"},
  };
  for (const Case& c : cases) {
    WorkingTime work = working_time(every_day(c.zone, c.ranges));
    EXPECT_EQ(work.elapsed(at(c.from), at(c.until)), c.work) << c.zone << ": " << c.why;
    if (c.work == seconds{0}) continue;
    const auto due = work.due(at(c.from), c.work);
    ASSERT_TRUE(due) << c.why;
    EXPECT_EQ(work.elapsed(at(c.from), *due), c.work) << c.why;
  }
}

TEST(Due, HoursPastMidnightBelongToTheDayOnWhichTheyBegin) {
  WorkingTime nights = working_time(R"(
time_zone = "UTC"
[hours]
fri = ["22:00-06:00"]
sat = ["23:00-24:00"]
[[holiday]]
date = "2026-01-03"
[[holiday]]
date = "2026-01-09"
)");
  EXPECT_EQ(nights.elapsed(at("2026-01-02"), at("2026-01-05")), hours{8})
      << "Friday night goes on into the holiday, whose own hours are gone";
  EXPECT_EQ(nights.elapsed(at("2026-01-09"), at("2026-01-12")), hours{1})
      << "the whole night of the holiday is gone";
}

TEST(Due, OneMinuteToMidnightIsNoMidnight) {
  WorkingTime work = working_time(every_day("UTC", R"("00:00-23:59")"));
  EXPECT_EQ(work.elapsed(at("2026-01-01"), at("2026-01-02")), minutes{23 * 60 + 59});
  EXPECT_EQ(text(work.due(at("2026-01-01"), hours{24})), "2026-01-02T00:01:00Z");
}

TEST(Due, LeapDays) {
  WorkingTime work = working_time(every_day("UTC", R"("09:00-17:00")") + R"(
[[holiday]]
yearly = "02-29"
)");
  EXPECT_EQ(work.elapsed(at("2028-02-28"), at("2028-03-02")), hours{16});
  EXPECT_EQ(work.elapsed(at("2027-02-28"), at("2027-03-02")), hours{16}) << "there is none";
  WorkingTime plain = working_time(every_day("UTC", R"("00:00-24:00")"));
  EXPECT_EQ(plain.elapsed(at("2028-02-01"), at("2028-03-01")), hours{29 * 24});
  EXPECT_EQ(plain.elapsed(at("2000-02-01"), at("2000-03-01")), hours{29 * 24});
}

TEST(Due, HolidaysThatMeet) {
  WorkingTime work = working_time(every_day("UTC", R"("08:00-18:00")") + R"(
[[holiday]]
name = "morning only"
date = "2026-01-05"
hours = ["08:00-12:00"]
[[holiday]]
name = "late start"
date = "2026-01-05"
hours = ["10:00-18:00"]
[[holiday]]
name = "shut"
from = "2026-01-06"
until = "2026-01-07"
[[holiday]]
name = "half shut"
date = "2026-01-07"
hours = ["08:00-12:00"]
)");
  EXPECT_EQ(work.elapsed(at("2026-01-05"), at("2026-01-06")), hours{2});
  EXPECT_EQ(work.elapsed(at("2026-01-06"), at("2026-01-08")), hours{0});
  EXPECT_EQ(*work.calendar().holiday_on(*parse_day("2026-01-07")), "shut, half shut");
  EXPECT_EQ(work.calendar().holiday_on(*parse_day("2026-01-08")), nullptr);
}

TEST(Due, AHolidayOpensNoDay) {
  WorkingTime office = working_time(kOffice + R"(
[[holiday]]
yearly = "12-24"
hours = ["09:00-12:00"]
)");
  EXPECT_EQ(office.elapsed(at("2022-12-24"), at("2022-12-25")), hours{0}) << "a Saturday";
  EXPECT_EQ(office.elapsed(at("2026-12-24"), at("2026-12-25")), hours{3});
}

TEST(Due, YearlyHolidaysOverNewYear) {
  WorkingTime work = working_time(every_day("UTC", R"("09:00-10:00")") + R"(
[[holiday]]
yearly = "12-30/01-02"
)");
  EXPECT_EQ(work.elapsed(at("1999-12-29"), at("2000-01-04")), hours{2});
  EXPECT_EQ(work.elapsed(at("1970-01-01"), at("1970-01-04")), hours{1}) << "that of 1969";
  EXPECT_EQ(work.elapsed(at("2036-12-29"), at("2037-01-01")), hours{1});
}

TEST(Due, WhereItDoesNotCome) {
  WorkingTime closing = working_time(R"(
[hours]
mon = ["09:00-17:00"]
[[change]]
effective = "2026-02-01"
hours = { mon = [] }
)");
  EXPECT_EQ(text(closing.due(at("2026-01-26"), hours{8})), "2026-01-26T17:00:00Z");
  EXPECT_EQ(closing.due(at("2026-01-26"), hours{8} + seconds{1}), std::nullopt);
  WorkingTime office = working_time(kOffice);
  EXPECT_EQ(office.due(at("2036-12-30"), hours{100}), std::nullopt) << "beyond the horizon";
  EXPECT_TRUE(office.due(at("2036-12-30"), hours{10}));
  EXPECT_EQ(office.elapsed(at("2036-12-31T12:30:00Z"), at("2037-01-01")), hours{4});
  EXPECT_EQ(always_open().due(at("9999-12-31"), hours{25}), std::nullopt);
  for (const char* t : {"1969-12-31T23:59:59Z", "2037-01-01T00:00:01Z", "9999-01-01"}) {
    EXPECT_THROW((void)office.due(at(t), hours{1}), Error) << t;
    EXPECT_THROW((void)office.elapsed(at("2026-01-01"), at(t)), Error) << t;
    EXPECT_THROW((void)office.elapsed(at(t), at("2026-01-01")), Error) << t;
  }
}

TEST(Pauses, AreTakenOut) {
  struct Case {
    const char* why;
    std::vector<Interval> pauses;
    const char* due;
  };
  // Four hours from 10:00 on a Monday: 15:00 by the office, over lunch.
  const Case cases[] = {
      {"none", {}, "2026-11-02T15:00:00Z"},
      {"one", {between("2026-11-02T11:00:00Z", "2026-11-02T11:45:30Z")}, "2026-11-02T15:45:30Z"},
      {"touching",
       {between("2026-11-02T11:00:00Z", "2026-11-02T11:10:00Z"),
        between("2026-11-02T11:10:00Z", "2026-11-02T11:20:00Z")},
       "2026-11-02T15:20:00Z"},
      {"overlapping, in no order",
       {between("2026-11-02T11:15:00Z", "2026-11-02T11:30:00Z"),
        between("2026-11-02T11:00:00Z", "2026-11-02T11:20:00Z")},
       "2026-11-02T15:30:00Z"},
      {"two in one minute",
       {between("2026-11-02T11:00:05Z", "2026-11-02T11:00:20Z"),
        between("2026-11-02T11:00:30Z", "2026-11-02T11:00:47Z")},
       "2026-11-02T15:00:32Z"},
      {"within lunch",
       {between("2026-11-02T12:30:00Z", "2026-11-02T13:30:00Z")},
       "2026-11-02T15:00:00Z"},
      {"over lunch",
       {between("2026-11-02T12:00:00Z", "2026-11-02T14:00:00Z")},
       "2026-11-02T16:00:00Z"},
      {"over the weekend",
       {between("2026-11-02T14:30:00Z", "2026-11-09T09:00:00Z")},
       "2026-11-09T09:30:00Z"},
      {"from before the start",
       {between("2026-11-01T00:00:00Z", "2026-11-02T10:30:00Z")},
       "2026-11-02T15:30:00Z"},
      {"after it is due",
       {between("2026-11-02T15:00:00Z", "2026-11-02T16:00:00Z")},
       "2026-11-02T15:00:00Z"},
      {"open", {between("2026-11-02T14:00:00Z", "")}, "never"},
      {"as good as open", {between("2026-11-02T14:00:00Z", "9999-01-01")}, "never"},
      {"open after it is due", {between("2026-11-02T15:00:00Z", "")}, "2026-11-02T15:00:00Z"},
      {"no length, out of order",
       {between("2026-11-02T11:00:00Z", "2026-11-02T11:00:00Z"),
        between("2026-11-02T12:00:00Z", "2026-11-02T11:00:00Z")},
       "2026-11-02T15:00:00Z"},
  };
  WorkingTime office = working_time(kOffice);
  for (const Case& c : cases) {
    const IntervalSet pauses(c.pauses);
    const auto due = office.due(at("2026-11-02T10:00:00Z"), hours{4}, pauses);
    EXPECT_EQ(text(due), c.due) << c.why;
    if (!due) continue;
    EXPECT_EQ(office.elapsed(at("2026-11-02T10:00:00Z"), *due, pauses), hours{4}) << c.why;
  }
}

TEST(Pauses, InTheHourThatComesTwice) {
  WorkingTime always = working_time(every_day("Europe/London", R"("00:00-24:00")"));
  // Both begin at 01:10 of the wall clock, an hour apart.
  const IntervalSet pauses({between("2026-10-25T00:10:00Z", "2026-10-25T00:20:00Z"),
                            between("2026-10-25T01:10:00Z", "2026-10-25T01:25:00Z")});
  EXPECT_EQ(always.elapsed(at("2026-10-25T00:00:00Z"), at("2026-10-25T02:00:00Z"), pauses),
            minutes{95});
}

TEST(AlwaysOpen, IsPlainSubtraction) {
  WorkingTime always = always_open();
  EXPECT_EQ(always.elapsed(at("2026-03-28T12:00:01Z"), at("2026-03-29T12:00:00Z")),
            hours{24} - seconds{1});
  EXPECT_EQ(text(always.due(at("2026-02-28T23:59:59Z"), seconds{1})), "2026-03-01T00:00:00Z");
  EXPECT_EQ(text(always.due(at("2050-01-01"), hours{24})), "2050-01-02T00:00:00Z");
  EXPECT_EQ(always.elapsed(at("2026-01-02"), at("2026-01-01")), -hours{24});
}

TEST(Opens, AtTheFirstInstantOfWork) {
  const std::string holidays = R"(
[[holiday]]
name = "Christmas"
from = "2026-12-25"
until = "2026-12-28"
[[holiday]]
name = "Christmas Eve"
yearly = "12-24"
hours = ["09:00-12:00"]
)";
  const std::string london = every_day("Europe/London", "\"01:15-01:45\"");
  const std::string nights = every_day("Europe/London", "\"22:00-06:00\"");
  const std::string ends = kOffice + R"(
[[change]]
effective = "2027-01-01"
hours = { mon = [], tue = [], wed = [], thu = [], fri = [] }
)";
  struct Case {
    std::string name, calendar, from, opens;
  };
  const Case cases[] = {
      {"at work", kOffice, "2026-11-02T10:00:00Z", "2026-11-02T10:00:00Z"},
      {"at the opening", kOffice, "2026-11-02T09:00:00Z", "2026-11-02T09:00:00Z"},
      {"before it", kOffice, "2026-11-02T08:59:59Z", "2026-11-02T09:00:00Z"},
      {"in the last second", kOffice, "2026-11-02T17:29:59Z", "2026-11-02T17:29:59Z"},
      {"at the close", kOffice, "2026-11-02T17:30:00Z", "2026-11-03T09:00:00Z"},
      {"at lunch", kOffice, "2026-11-02T12:30:00Z", "2026-11-02T13:30:00Z"},
      {"a weekend", kOffice, "2026-11-07T03:00:00Z", "2026-11-09T09:00:00Z"},
      {"holidays over a weekend", kOffice + holidays, "2026-12-24T12:00:00Z",
       "2026-12-29T09:00:00Z"},
      {"in summer", kOffice, "2026-07-04T03:00:00Z", "2026-07-06T08:00:00Z"},
      {"over the weekend in which clocks go forward", kOffice, "2026-03-28T03:00:00Z",
       "2026-03-30T08:00:00Z"},
      {"and back", kOffice, "2026-10-24T03:00:00Z", "2026-10-26T09:00:00Z"},
      {"hours that the clock leaves out", london, "2026-03-29T00:00:00Z", "2026-03-30T00:15:00Z"},
      {"hours that it shows twice, first", london, "2026-10-25T00:00:00Z", "2026-10-25T00:15:00Z"},
      {"between", london, "2026-10-25T00:45:00Z", "2026-10-25T01:15:00Z"},
      {"the second time", london, "2026-10-25T01:20:00Z", "2026-10-25T01:20:00Z"},
      {"after it", london, "2026-10-25T01:45:00Z", "2026-10-26T01:15:00Z"},
      {"past midnight", nights, "2026-11-02T03:00:00Z", "2026-11-02T03:00:00Z"},
      {"by day", nights, "2026-11-02T06:00:00Z", "2026-11-02T22:00:00Z"},
      {"never again", ends, "2026-12-31T17:30:00Z", "never"},
      {"the last hours that are known", kOffice, "2036-12-31T17:29:59Z", "2036-12-31T17:29:59Z"},
      {"none before the horizon", kOffice, "2036-12-31T17:30:00Z", "never"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(text(working_time(c.calendar).opens(at(c.from))), c.opens) << c.name;
  }
  EXPECT_EQ(text(always_open().opens(at("2026-11-07T03:00:00Z"))), "2026-11-07T03:00:00Z");
  EXPECT_EQ(always_open().opens(always_open().horizon()), std::nullopt);
  EXPECT_THROW((void)working_time(kOffice).opens(at("2037-01-02T00:00:00Z")), Error);
}

}  // namespace
}  // namespace tocsin::sla
