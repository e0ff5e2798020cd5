// The words that we write ourselves into what people read: titles of what leaves together, names of
// facts, labels, days and months; all else is the templates' and the alerts' own. In English, and
// in German for who reads German ("de", "de-AT"). Pure.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "model/alert.h"

namespace tocsin::notify {

struct Wording {
  std::string_view language;  // its primary subtag (RFC 5646)
  // Of several in one: {0} is how many, {1} what they have in common.
  std::string_view digest, several, several_of, several_of_the_night, several_of_time_off,
      several_of_an_outage;
  std::string_view over;  // before the title of what has ended
  // Of an escalation step: {0} is for how long; {0} how many steps.
  std::string_view unanswered, emergency_contact, missed_steps;
  std::string_view event, when, where, seats, row, tickets, price, was, watch, ticket, status;
  std::string_view see_offer, see_event, open, the_rest;
  std::string_view acknowledge, take, snooze, resolve;  // on buttons
  std::string_view of_priority;                         // {0} is its name
  std::array<std::string_view, 5> priorities;           // from 1
  std::array<std::string_view, 7> days;                 // from Sunday
  std::array<std::string_view, 12> months;
  std::string_view date;  // {0} day's name, {1} day, {2} month, {3} year, {4} time

  std::string_view priority(Priority p) const;
};

// English for a language that is not there.
const Wording& wording_in(std::string_view language);

}  // namespace tocsin::notify
