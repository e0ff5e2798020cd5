// How alerts speak of money, time and tickets: short, concrete, the same everywhere.
#pragma once

#include <cstdint>
#include <string>

#include "base/money.h"
#include "base/zone.h"

namespace tocsin::analyze {

std::string say_money(const Money& m);             // "£95.00", "€12.50", "95.00 PLN"
std::string say_tickets(std::int64_t n);           // "1 ticket", "2 tickets"
std::string say_wall_time(LocalTime t, bool day);  // "12 May 2026 19:45", "12 May 2026"

}  // namespace tocsin::analyze
