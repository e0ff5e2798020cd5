// Wall-clock time in English words, as alerts, tables and reasons say it. (What goes out in another
// language is said by its template's wording.) Pure; thread-safe.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/zone.h"

namespace tocsin {

std::string say_time_of_day(LocalTime t);  // "19:45"
std::string say_date(LocalTime t);         // "12 May 2026"

std::string_view weekday_name(std::chrono::weekday day);  // "Mon"
std::string_view month_name(std::chrono::month month);    // "Jan"

}  // namespace tocsin
