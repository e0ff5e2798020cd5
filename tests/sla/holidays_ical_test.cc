#include "sla/holidays_ical.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "sla/build.h"
#include "support/fixtures.h"

namespace tocsin::sla {
namespace {

std::string event(const std::string& lines) {
  return "BEGIN:VEVENT\nSUMMARY:x\nUID:1\n" + lines + "\nEND:VEVENT\n";
}

std::string file(const std::string& events) {
  return "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:test\n" + events + "END:VCALENDAR\n";
}

// "2026-12-25/2026-12-28 …" of whole days, "2026-12-24T12:00:00Z/…" of closures.
std::string read(const std::string& events) {
  const auto found = read_ical_holidays(file(events), "f", Zone::find("Europe/London"));
  std::vector<std::string> out;
  const auto date = [](Day day) {
    return format_instant(Instant{day.time_since_epoch()}).substr(0, 10);
  };
  for (const auto& d : found.days) {
    out.push_back(d.first == d.last ? date(d.first) : date(d.first) + "/" + date(d.last));
  }
  for (const Interval& i : found.closures) {
    out.push_back(format_instant(i.from) + "/" + format_instant(i.until));
  }
  std::string text;
  for (const std::string& one : out) text += (text.empty() ? "" : " ") + one;
  return text;
}

TEST(IcalHolidays, DaysAndTimes) {
  struct Case {
    std::string lines, found;
  };
  const Case cases[] = {
      {"DTSTART;VALUE=DATE:20261225", "2026-12-25"},
      {"DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261226", "2026-12-25"},
      {"DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261225", "2026-12-25"},
      {"DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261229", "2026-12-25/2026-12-28"},
      {"DTSTART;VALUE=DATE:20261231\nDURATION:P2D", "2026-12-31/2027-01-01"},
      {"DTSTART;VALUE=DATE:20261225\nTRANSP:TRANSPARENT", "2026-12-25"},
      {"DTSTART;VALUE=DATE:20261225\nSTATUS:CANCELLED", ""},
      {"DTSTART;VALUE=DATE:20401225", ""},
      {"DTSTART;TZID=Europe/London:20401225T090000\nDURATION:PT1H", ""},
      {"DTSTART;VALUE=DATE:20351225\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20401225",
       "2035-12-25 2036-12-25"},
      {"DTSTART;VALUE=DATE:19681225\nRRULE:FREQ=YEARLY;COUNT=4", "1970-12-25 1971-12-25"},
      {"DTSTART:20261224T120000Z\nDTEND:20261224T180000Z",
       "2026-12-24T12:00:00Z/2026-12-24T18:00:00Z"},
      {"DTSTART:20260701T120000\nDURATION:PT90M", "2026-07-01T11:00:00Z/2026-07-01T12:30:00Z"},
      {"DTSTART;TZID=Europe/Rome:20260701T120000\nDTEND;TZID=Europe/London:20260702T120000",
       "2026-07-01T10:00:00Z/2026-07-02T11:00:00Z"},
      {"DTSTART;TZID=/example.org/2026/Europe/Rome:20260101T120000\nDURATION:PT1H",
       "2026-01-01T11:00:00Z/2026-01-01T12:00:00Z"},
      {"DTSTART;VALUE=DATE:20240229\nRRULE:FREQ=YEARLY;UNTIL=20320301",
       "2024-02-29 2028-02-29 2032-02-29"},
      {"DTSTART;VALUE=DATE:20261126\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=3",
       "2026-11-26 2027-11-25 2028-11-23"},
      {"DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261227\nRRULE:FREQ=YEARLY;COUNT=3\n"
       "EXDATE;VALUE=DATE:20271225",
       "2026-12-25/2026-12-26 2028-12-25/2028-12-26"},
      {"DTSTART;VALUE=DATE:20261225\nRDATE;VALUE=DATE:20270101,20270105",
       "2026-12-25 2027-01-01 2027-01-05"},
      {"DTSTART;TZID=Europe/London:20260325T090000\nDURATION:PT1H\n"
       "RRULE:FREQ=WEEKLY;COUNT=2\nEXDATE:20260325T090000Z",
       "2026-04-01T08:00:00Z/2026-04-01T09:00:00Z"},
  };
  for (const Case& c : cases) EXPECT_EQ(read(event(c.lines)), c.found) << c.lines;
}

TEST(IcalHolidays, AnOccurrenceThatWasMoved) {
  const std::string yearly = "DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=YEARLY;COUNT=3";
  EXPECT_EQ(
      read(event(yearly) + event("RECURRENCE-ID;VALUE=DATE:20271225\nDTSTART;VALUE=DATE:20271227")),
      "2026-12-25 2028-12-25 2027-12-27");
  EXPECT_EQ(read(event(yearly) + event("RECURRENCE-ID;VALUE=DATE:20271225\n"
                                       "DTSTART;VALUE=DATE:20271225\nSTATUS:CANCELLED")),
            "2026-12-25 2028-12-25");
}

TEST(IcalHolidays, AZoneOfTheFile) {
  const std::string zone =
      "BEGIN:VTIMEZONE\nTZID:Office Time\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
      "TZOFFSETFROM:+0300\nTZOFFSETTO:+0300\nEND:STANDARD\nEND:VTIMEZONE\n";
  EXPECT_EQ(read(zone + event("DTSTART;TZID=Office Time:20260101T120000\nDURATION:PT1H")),
            "2026-01-01T09:00:00Z/2026-01-01T10:00:00Z");
}

TEST(IcalHolidays, SaysWhatIsWrong) {
  struct Case {
    std::string text, reason;
  };
  const Case cases[] = {
      {"", "f: this is no iCalendar file"},
      {"[hours]", "f: this is no iCalendar file"},
      {file(event("")), "f: event \"x\": DTSTART is missing"},
      {file(event("DTSTART;VALUE=DATE:Christmas")), "f: event \"x\": DTSTART cannot be read"},
      {file(event("DTSTART:20261225T090000Z\nDTEND;VALUE=DATE:20261226")),
       "f: event \"x\": DTEND and DTSTART are not both"},
      {file(event("DTSTART:20261225T090000Z")), "f: event \"x\": it has no length"},
      {file(event("DTSTART:20261225T090000Z\nDTEND:20261225T080000Z")),
       "f: event \"x\": it ends before it begins"},
      {file(event("DTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:20280101")),
       "f: event \"x\": it is longer than a year"},
      {file(event("DTSTART;VALUE=DATE:20260101\nDURATION:PT36H")),
       "f: event \"x\": DURATION is not of whole days"},
      {file(event("DTSTART;TZID=Mars/Base:20261225T090000\nDURATION:PT1H")),
       "f: event \"x\": there is no zone 'Mars/Base'"},
      {file(event("DTSTART:20261225T090000Z\nDURATION:PT1H\nRRULE:FREQ=HOURLY")),
       "f: event \"x\": RRULE repeats by the hour"},
      {file(event("DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=SOMETIMES")),
       "f: event \"x\": RRULE cannot be read"},
      {file(event("DTSTART;VALUE=DATE:19700105\nRRULE:FREQ=DAILY")),
       "f: event \"x\": it repeats too often"},
  };
  for (const Case& c : cases) {
    try {
      (void)read_ical_holidays(c.text, "f", Zone::utc());
      ADD_FAILURE() << c.text << " was taken";
    } catch (const Error& e) {
      EXPECT_EQ(e.status(), Exit::config) << c.text;
      EXPECT_TRUE(std::string_view(e.what()).starts_with(c.reason)) << e.what();
    }
  }
  EXPECT_THROW((void)read_ical_holidays(std::string(kLargestIcal + 1, ' '), "f", Zone::utc()),
               Error);
}

// Calendars of other programs: each is read or refused with a reason.
TEST(IcalHolidays, CalendarsOfOtherPrograms) {
  TOCSIN_NEEDS_FIXTURE("conformance/ical");
  struct Case {
    const char* name;
    std::size_t days, closures;
  };
  const Case cases[] = {
      {"blank_description", 0, 1},
      {"blank_line_end", 0, 0},
      {"minimal", 0, 1},
      {"only_dtstart_date", 1, 0},
      {"forced_types", 1, 0},
      {"duration_instead_of_dtend", 0, 1},
      {"day_long_recur_yearly", 6369, 0},
  };
  const auto folder = tocsin::test::fixtures() / "conformance/ical";
  for (const Case& c : cases) {
    const auto found = read_ical_holidays(
        read_file(folder / ("icaljs_" + std::string(c.name) + ".ics")), c.name, Zone::utc());
    EXPECT_EQ(found.days.size(), c.days) << c.name;
    EXPECT_EQ(found.closures.size(), c.closures) << c.name;
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    try {
      (void)read_ical_holidays(read_file(entry.path()), entry.path().filename(), Zone::utc());
    } catch (const Error& e) {
      EXPECT_EQ(e.status(), Exit::config) << e.what();
    }
  }
}

}  // namespace
}  // namespace tocsin::sla
