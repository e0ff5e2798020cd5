#include "sla/calendar_file.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "sla/build.h"
#include "sla/calendars.h"
#include "support/fixtures.h"

namespace tocsin::sla {
namespace {

using test::at;
using test::hours;
using test::kOffice;
using tocsin::test::ScratchFolder;

TEST(CalendarFile, SaysWhereAndWhy) {
  struct Case {
    std::string text, reason;
  };
  const std::string mon = "hours.mon = ['09:00-17:00']\n";
  const Case cases[] = {
      {"", "x:1: there is no working time"},
      {"[hours]\nmon=[]", "x:1: there is no working time"},
      {"[[change]]\neffective='2026-01-01'\nhours={ mon=[] }", "x:1: there is no working time"},
      {"time_zone='Mars/Base'\n" + mon, "x:1: there is no zone 'Mars/Base'"},
      {"timezone='UTC'\n" + mon, "x:1: unknown key 'timezone' (did you mean 'time_zone'?)"},
      {"[hours]\nmonday=['09:00-17:00']", "x:2: unknown key 'monday'"},
      {"[hours]\nmon=['9-17']", "x:2: '9-17' is no range such as 09:00-17:30"},
      {"[hours]\nmon=['09:00-09:00']", "x:2: '09:00-09:00' is empty"},
      {"[hours]\nmon='09:00-17:00'", "x:2: 'mon' must be a list of texts"},
      {"[hours]\nmon=['12:00-17:00', '09:00-12:30']", "x:2: '12:00-17:00' overlaps '09:00-12:30'"},
      {"[hours]\nmon=['22:00-06:00', '23:00-24:00']", "x:2: '23:00-24:00' overlaps '22:00-06:00'"},
      {"[hours]\nmon=['22:00-06:00']\ntue=['05:00-09:00']",
       "x:1: '05:00-09:00' overlaps '22:00-06:00' of the day before"},
      {"[hours]\nsat=['22:00-06:00']\nsun=['05:59-09:00']",
       "x:1: '05:59-09:00' overlaps '22:00-06:00' of the day before"},
      {mon + "[[change]]\nhours={ mon=[] }", "x:2: 'effective' is missing"},
      {mon + "[[change]]\neffective='2026-02-30'", "x:3: '2026-02-30' is no date such as"},
      {mon + "[[change]]\neffective='2026-02-01'", "x:2: 'hours' is missing"},
      {mon + "[[change]]\neffective='2026-02-01'\nhours={tue=['08:00-09:00']}\n"
             "[[change]]\neffective='2026-02-01'\nhours={}",
       "x:6: there is a change from this day on already"},
      {mon + "[[change]]\neffective='2026-02-01'\nhours={sun=['20:00-10:00']}",
       "x:4: '09:00-17:00' overlaps '20:00-10:00' of the day before"},
      {mon + "[[holiday]]\nname='x'", "x:2: a holiday has a 'date', or 'from' and 'until', or"},
      {mon + "[[holiday]]\ndate='2026-01-01'\nyearly='01-01'", "x:2: a holiday has a 'date', or"},
      {mon + "[[holiday]]\ndate='2026-01-01'\nuntil='2026-01-02'", "x:4: 'until' goes with 'from'"},
      {mon + "[[holiday]]\nfrom='2026-01-01'", "x:2: 'until' is missing"},
      {mon + "[[holiday]]\nfrom='2026-01-02'\nuntil='2026-01-01'", "x:4: 'until' is before"},
      {mon + "[[holiday]]\nfrom='2026-01-01'\nuntil='2027-01-01'",
       "x:4: the holiday has 366 days, at most 365 can be"},
      {mon + "[[holiday]]\nyearly='13-01'", "x:3: '13-01' is no date such as 12-25"},
      {mon + "[[holiday]]\nyearly='12-25/'", "x:3: '12-25/' is no date such as 12-25"},
      {mon + "[[holiday]]\ndate='2026-12-24'\nhours=['09:00-12:00', '08:00-10:00']",
       "x:4: '09:00-12:00' overlaps '08:00-10:00'"},
      {mon + "[[holiday]]\nfrom='2026-01-01'\nuntil='2026-06-30'\n[[holiday]]\n"
             "from='2026-07-01'\nuntil='2026-12-31'",
       "x:2: holidays leave no working time in 2026"},
      {mon + "[[holiday]]\nyearly='01-01/12-31'", "x:2: holidays leave no working time in 1969"},
      {"ical=['a.ics']\n" + mon, "x:1: a.ics: this is no iCalendar file"},
      {"= 1", "x:1: "},
      {std::string((1U << 20U) + 1, '#'), "x: larger than 1 MiB"},
  };
  for (const Case& c : cases) {
    try {
      (void)test::calendar(c.text);
      ADD_FAILURE() << c.text << " was taken";
    } catch (const Error& e) {
      EXPECT_EQ(e.status(), Exit::config) << c.text;
      EXPECT_TRUE(std::string_view(e.what()).starts_with(c.reason)) << e.what();
    }
  }
}

TEST(CalendarFile, HolidaysHaveALimit) {
  std::string text = kOffice;
  for (int i = 0; i < 1500; ++i) text += "[[holiday]]\nyearly = '12-25'\n";
  EXPECT_THROW((void)test::calendar(text), Error);
}

TEST(CalendarFile, ChangesAddUp) {
  WorkingTime work = test::working_time(R"(
[hours]
mon = ["09:00-17:00"]
fri = ["09:00-17:00"]
[[change]]
effective = "2027-01-01"
hours = { mon = ["10:00-12:00"] }
[[change]]
effective = "2026-07-01"
hours = { fri = ["09:00-15:00"] }
)");
  EXPECT_EQ(work.elapsed(at("2026-06-01"), at("2026-06-08")), hours{16});
  EXPECT_EQ(work.elapsed(at("2026-07-06"), at("2026-07-13")), hours{14});
  EXPECT_EQ(work.elapsed(at("2027-01-04"), at("2027-01-11")), hours{8});
}

TEST(Calendars, AreTheFilesOfAFolder) {
  const ScratchFolder folder;
  write_file(folder / "office.toml", "ical = ['days.ics']\n[hours]\nmon = ['09:00-17:00']");
  write_file(folder / "days.ics",
             "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260105\nEND:VEVENT\n"
             "END:VCALENDAR\n");
  write_file(folder / "notes.txt", "= none");
  Calendars all = Calendars::load(folder.path(), "Europe/London");
  EXPECT_TRUE(all.has("24x7") && all.has("office") && !all.has("notes"));
  EXPECT_EQ(all.find("office").calendar().zone().name(), "Europe/London");
  EXPECT_EQ(all.find("office").elapsed(at("2026-01-05"), at("2026-01-13")), hours{8});
  EXPECT_THROW((void)all.find("none"), Error);
  EXPECT_TRUE(Calendars::load("", "UTC").has("24x7"));

  write_file(folder / "24x7.toml", "hours.mon = ['09:00-17:00']");
  EXPECT_THROW((void)Calendars::load(folder.path(), "UTC"), Error);
  EXPECT_THROW((void)load_calendar(folder / "none.toml", "UTC"), Error);
}

// Working days of England in every year of the list, counted by the list itself.
TEST(CalendarFile, BankHolidays) {
  TOCSIN_NEEDS_FIXTURE("conformance/uk-bank-holidays.json");
  const Json all =
      Json::parse(read_file(tocsin::test::fixtures() / "conformance/uk-bank-holidays.json"));
  std::string text = kOffice;
  std::map<Day, int> days;
  for (const Json& event : all["england-and-wales"]["events"]) {
    const auto date = event["date"].get<std::string>();
    text += "[[holiday]]\ndate = '" + date + "'\nname = '''" + event["title"].get<std::string>() +
            "'''\n";
    ++days[*parse_day(date)];
  }
  ASSERT_GT(days.size(), 50U);
  WorkingTime work = test::working_time(text);
  for (Day day = days.begin()->first; day <= days.rbegin()->first; day += std::chrono::days{1}) {
    const unsigned weekday = std::chrono::weekday{day}.iso_encoding();
    const seconds usual = weekday > 5 ? hours{0} : weekday == 5 ? hours{7} : seconds{27'000};
    const Second midnight = to_second(work.calendar().zone().to_instant(day));
    const Second next = to_second(work.calendar().zone().to_instant(day + std::chrono::days{1}));
    ASSERT_EQ(work.elapsed(midnight, next), days.contains(day) ? seconds{0} : usual)
        << format_instant(midnight);
  }
  EXPECT_EQ(work.due(at("2019-12-24T16:30:00Z"), hours{2}), at("2019-12-27T10:00:00Z"))
      << "Christmas Eve until 17:30, nothing for two days, Friday";
}

}  // namespace
}  // namespace tocsin::sla
