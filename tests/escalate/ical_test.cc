// iCalendar out and in.
#include <gtest/gtest.h>

#include "escalate/build.h"
#include "escalate/overrides_ical.h"
#include "escalate/schedule_ical.h"

namespace tocsin::escalate {
namespace {

using test::at;

std::string calendar(std::string_view events) {
  return fmt::format("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n{}END:VCALENDAR\r\n",
                     events);
}

std::string event(std::string_view lines) {
  return calendar(fmt::format(
      "BEGIN:VEVENT\r\nUID:one\r\nDTSTAMP:20260101T000000Z\r\n{}END:VEVENT\r\n", lines));
}

IcalOverride only(std::string_view lines) {
  const auto found = read_overrides_ical(event(lines), "x.ics", Zone::find("Europe/London"));
  EXPECT_EQ(found.size(), 1U);
  return found.at(0);
}

std::string refusal(std::string_view lines) {
  try {
    (void)read_overrides_ical(event(lines), "x.ics", Zone::utc());
  } catch (const Error& e) {
    EXPECT_EQ(e.status(), Exit::bad_input);
    return e.what();
  }
  return "accepted";
}

constexpr std::string_view kTimes = "DTSTART:20260701T090000Z\r\nDTEND:20260701T170000Z\r\n";

std::string saying(std::string_view summary, std::string_view more = "") {
  return fmt::format("SUMMARY:{}\r\n{}{}", summary, kTimes, more);
}

TEST(ScheduleIcal, AnEventForEachShift) {
  Schedule s = test::schedule(
      "[[layer]]\npeople = [\"Ann, Lee\", [\"bob\", \"Ünal\"]]\nrotation = \"daily\"\n"
      "hand_off = \"09:00\"\nstart = \"2026-01-05 09:00\"\n");
  const auto shifts = timeline(s, {}, at("2026-01-05T09:00:00Z"), at("2026-01-07T09:00:00Z"));
  const std::string text = write_schedule_ical(s, shifts, at("2026-01-01"));
  for (const char* line : {"BEGIN:VCALENDAR\r\n", "VERSION:2.0\r\n", "DTSTAMP:20260101T000000Z\r\n",
                           "DTSTART:20260105T090000Z\r\n", "DTEND:20260106T090000Z\r\n",
                           "SUMMARY:Ann\\, Lee on call: test\r\n",
                           "SUMMARY:bob\\, Ünal on call: test\r\n", "TRANSP:TRANSPARENT\r\n"}) {
    EXPECT_NE(text.find(line), text.npos) << line << text;
  }
  EXPECT_EQ(write_schedule_ical(s, shifts, at("2026-01-01")), text) << "UIDs stay";
  const auto later = timeline(s, {}, at("2026-01-06T09:00:00Z"), at("2026-01-07T09:00:00Z"));
  const std::string other = write_schedule_ical(s, later, at("2026-01-01"));
  const auto uid = other.substr(other.find("UID:"), 36);
  EXPECT_NE(text.find(uid), text.npos) << "whatever else is written";
}

TEST(OverridesIcal, WhoForWhom) {
  EXPECT_EQ(only(saying("ann")).person, "ann");
  EXPECT_EQ(only(saying("ann")).replaced, "");
  const auto swapped = only(saying(" Ann Lee for bob@example.org"));
  EXPECT_EQ(swapped.person, "Ann Lee");
  EXPECT_EQ(swapped.replaced, "bob@example.org");
  const auto away = only(saying("bob away"));
  EXPECT_EQ(away.person, "");
  EXPECT_EQ(away.replaced, "bob");
  const auto invited = only(saying("Swap", "ATTENDEE;CN=Ann:MAILTO:ann@example.org\r\n"));
  EXPECT_EQ(invited.person, "ann@example.org");
  EXPECT_EQ(invited.replaced, "");
}

TEST(OverridesIcal, Times) {
  const auto utc = only(saying("ann"));
  EXPECT_EQ(utc.from, at("2026-07-01T09:00:00Z"));
  EXPECT_EQ(utc.until, at("2026-07-01T17:00:00Z"));
  const auto floating = only("SUMMARY:ann\r\nDTSTART:20260701T090000\r\nDURATION:PT2H\r\n");
  EXPECT_EQ(floating.from, at("2026-07-01T08:00:00Z")) << "the clock of the schedule";
  EXPECT_EQ(floating.until, at("2026-07-01T10:00:00Z"));
  const auto zoned =
      only("SUMMARY:ann\r\nDTSTART;TZID=America/New_York:20260701T090000\r\nDURATION:PT2H\r\n");
  EXPECT_EQ(zoned.from, at("2026-07-01T13:00:00Z"));
  const auto day = only("SUMMARY:ann\r\nDTSTART;VALUE=DATE:20261025\r\n");
  EXPECT_EQ(day.until - day.from, std::chrono::hours{25});
}

TEST(OverridesIcal, ReadAgainItIsTheSame) {
  EXPECT_EQ(only(saying("ann")).uid, "one");
  EXPECT_EQ(only(saying("ann", "RECURRENCE-ID:20260701T090000Z\r\n")).uid, "one/20260701T090000Z");
  const auto gone = only(saying("whatever", "STATUS:CANCELLED\r\n"));
  EXPECT_TRUE(gone.cancelled);
}

TEST(OverridesIcal, Refusals) {
  const std::string lines(kTimes);
  EXPECT_EQ(refusal(lines), "x.ics: event \"\": it names nobody");
  EXPECT_EQ(refusal(saying("ann", "RRULE:FREQ=DAILY\r\n")),
            "x.ics: event \"ann\": it repeats; an override does not");
  EXPECT_EQ(refusal("SUMMARY:ann\r\nDTSTART:20260701T090000Z\r\n"),
            "x.ics: event \"ann\": it does not end after it begins");
  EXPECT_EQ(refusal("SUMMARY:ann\r\nDTSTART:20260701T090000Z\r\nDTEND:20280701T090000Z\r\n"),
            "x.ics: event \"ann\": it is longer than a year");
  EXPECT_EQ(refusal("SUMMARY:ann\r\nDTSTART:20400701T090000Z\r\nDURATION:PT1H\r\n"),
            "x.ics: event \"ann\": it is after 2036");
  EXPECT_EQ(refusal("SUMMARY:ann\r\nDTSTART;TZID=Mars:20260701T090000\r\nDURATION:PT1H\r\n"),
            "x.ics: event \"ann\": there is no zone 'Mars'");
  EXPECT_EQ(refusal(saying("a", "ATTENDEE:mailto:a@b.example\r\nATTENDEE:mailto:c@b.example\r\n")),
            "x.ics: event \"a\": it has several attendees");
  for (const char* text : {"", "no calendar", "BEGIN:VEVENT\r\nEND:VEVENT\r\n"}) {
    EXPECT_THROW((void)read_overrides_ical(text, "x.ics", Zone::utc()), Error) << text;
  }
  EXPECT_THROW(
      (void)read_overrides_ical(
          calendar("BEGIN:VEVENT\r\nSUMMARY:ann\r\nDTSTART:20260701T090000Z\r\nEND:VEVENT\r\n"),
          "x.ics", Zone::utc()),
      Error)
      << "no UID";
}

}  // namespace
}  // namespace tocsin::escalate
