// xCal (RFC 6321): an iCalendar written in XML, as the text it stands for.
#pragma once

#include <string>
#include <string_view>

#include "scrape/extract/problems.h"

namespace tocsin::scrape {

// "" where the XML cannot be read. What the standard does not name is carried over as it is.
std::string icalendar_of_xcal(std::string_view xml, Problems& problems);

}  // namespace tocsin::scrape
