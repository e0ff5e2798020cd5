#include "base/icalendar.h"

#include <algorithm>

#include "base/zone.h"

namespace tocsin {

IcalComponent parse_icalendar(std::string_view text) {
  libical().icalerror_set_errors_are_fatal(0);
  std::string copy(text);
  std::replace(copy.begin(), copy.end(), '\0', ' ');
  return IcalComponent(libical().icalparser_parse_string(copy.c_str()));
}

std::optional<std::chrono::local_seconds> wall_time(const icaltimetype& t) {
  namespace chr = std::chrono;
  const chr::year_month_day day{chr::year{t.year}, chr::month(static_cast<unsigned>(t.month)),
                                chr::day(static_cast<unsigned>(t.day))};
  if (t.year < 1 || t.year > 9999 || t.month < 1 || t.day < 1 || !day.ok()) return std::nullopt;
  const chr::local_seconds midnight{chr::local_days{day}};
  if (t.is_date != 0) return midnight;
  return midnight + chr::hours{t.hour} + chr::minutes{t.minute} + chr::seconds{t.second};
}

std::optional<std::string> iana_zone(std::string_view tzid) {
  for (;;) {
    if (Zone::exists(tzid)) return std::string(tzid);
    const std::size_t slash = tzid.find('/');
    if (slash == tzid.npos) return std::nullopt;
    tzid.remove_prefix(slash + 1);
  }
}

}  // namespace tocsin
