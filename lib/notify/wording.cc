#include "notify/wording.h"

#include <algorithm>

#include "base/text.h"

namespace tocsin::notify {
namespace {

constexpr std::array kWordings{
    Wording{
        .language = "en",
        .digest = "Digest: {0} notices",
        .several = "{0} notices",
        .several_of = "{0} notices: {1}",
        .several_of_the_night = "{0} notices from quiet hours",
        .several_of_time_off = "{0} notices from outside working hours",
        .several_of_an_outage = "{0} notices that could not be sent before",
        .over = "Over: ",
        .unanswered = "Nobody has acknowledged this for {0}.",
        .emergency_contact = "You are told as an emergency contact of {0}.",
        .missed_steps = "Told late: {0} steps of its escalation were missed.",
        .event = "Event",
        .when = "When",
        .where = "Where",
        .seats = "Seats",
        .row = "row",
        .tickets = "Tickets",
        .price = "Price",
        .was = "was",
        .watch = "Watch",
        .ticket = "Ticket",
        .status = "Status",
        .see_offer = "See the offer",
        .see_event = "See the event",
        .open = "Open",
        .the_rest = "The rest",
        .acknowledge = "Acknowledge",
        .take = "Take over",
        .snooze = "Snooze",
        .resolve = "Resolve",
        .of_priority = "Priority {0}",
        .priorities = {"low", "normal", "medium", "high", "critical"},
        .days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
        .months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
                   "Dec"},
        .date = "{0} {1} {2} {3}, {4}",
    },
    Wording{
        .language = "de",
        .digest = "Übersicht: {0} Meldungen",
        .several = "{0} Meldungen",
        .several_of = "{0} Meldungen: {1}",
        .several_of_the_night = "{0} Meldungen aus der Ruhezeit",
        .several_of_time_off = "{0} Meldungen von außerhalb der Arbeitszeit",
        .several_of_an_outage = "{0} Meldungen, die zuvor nicht gesendet werden konnten",
        .over = "Vorbei: ",
        .unanswered = "Seit {0} hat niemand dies bestätigt.",
        .emergency_contact = "Sie erhalten dies als Notfallkontakt von {0}.",
        .missed_steps = "Verspätet: {0} Schritte der Eskalation wurden versäumt.",
        .event = "Veranstaltung",
        .when = "Wann",
        .where = "Wo",
        .seats = "Plätze",
        .row = "Reihe",
        .tickets = "Karten",
        .price = "Preis",
        .was = "vorher",
        .watch = "Suche",
        .ticket = "Vorgang",
        .status = "Stand",
        .see_offer = "Zum Angebot",
        .see_event = "Zur Veranstaltung",
        .open = "Öffnen",
        .the_rest = "Das Übrige",
        .acknowledge = "Bestätigen",
        .take = "Übernehmen",
        .snooze = "Zurückstellen",
        .resolve = "Erledigt",
        .of_priority = "Priorität {0}",
        .priorities = {"niedrig", "normal", "mittel", "hoch", "kritisch"},
        .days = {"So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"},
        .months = {"Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.",
                   "Nov.", "Dez."},
        .date = "{0}, {1}. {2} {3}, {4}",
    },
};

}  // namespace

std::string_view Wording::priority(Priority p) const {
  return priorities[static_cast<std::size_t>(std::clamp(p, kLowest, kCritical) - kLowest)];
}

const Wording& wording_in(std::string_view language) {
  const std::string primary =
      to_lower(language.substr(0, std::min(language.find_first_of("-_"), language.size())));
  const auto* const found = std::find_if(kWordings.begin(), kWordings.end(),
                                         [&](const Wording& w) { return w.language == primary; });
  return found == kWordings.end() ? kWordings.front() : *found;
}

}  // namespace tocsin::notify
