#include "scrape/extract/event_words.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "scrape/extract/price_words.h"

namespace tocsin::scrape {
namespace {

// schema.org's Event and its subtypes (version 29). UserInteraction and its kin are left out: they
// count clicks and are no events anybody buys a ticket for.
constexpr auto kEventTypes = std::to_array<EventType>({{"Event", ""},
                                                       {"BroadcastEvent", "broadcast"},
                                                       {"BusinessEvent", "business"},
                                                       {"ChildrensEvent", "children"},
                                                       {"ComedyEvent", "comedy"},
                                                       {"ConferenceEvent", "conference"},
                                                       {"CourseInstance", "course"},
                                                       {"DanceEvent", "dance"},
                                                       {"DeliveryEvent", "delivery"},
                                                       {"EducationEvent", "education"},
                                                       {"EventSeries", ""},
                                                       {"ExhibitionEvent", "exhibition"},
                                                       {"Festival", "festival"},
                                                       {"FoodEvent", "food"},
                                                       {"Hackathon", "hackathon"},
                                                       {"LiteraryEvent", "literary"},
                                                       {"MusicEvent", "music"},
                                                       {"OnDemandEvent", "broadcast"},
                                                       {"PerformingArtsEvent", "performing arts"},
                                                       {"PublicationEvent", "publication"},
                                                       {"SaleEvent", "sale"},
                                                       {"ScreeningEvent", "screening"},
                                                       {"SocialEvent", "social"},
                                                       {"SportsEvent", "sports"},
                                                       {"TheaterEvent", "theater"},
                                                       {"VisualArtsEvent", "visual arts"}});

struct StatusWord {
  std::string_view word;
  EventStatus status;
};
// Without the prefix and "Event"; folded.
constexpr auto kStatus = std::to_array<StatusWord>(
    {{"cancelled", EventStatus::cancelled},      {"canceled", EventStatus::cancelled},
     {"postponed", EventStatus::postponed},      {"rescheduled", EventStatus::rescheduled},
     {"movedonline", EventStatus::moved_online}, {"scheduled", EventStatus::scheduled},
     {"confirmed", EventStatus::scheduled},      {"abgesagt", EventStatus::cancelled},
     {"annule", EventStatus::cancelled},         {"annulee", EventStatus::cancelled},
     {"cancelado", EventStatus::cancelled},      {"cancelada", EventStatus::cancelled},
     {"odwolane", EventStatus::cancelled},       {"odwolany", EventStatus::cancelled},
     {"annullato", EventStatus::cancelled},      {"geannuleerd", EventStatus::cancelled},
     {"verschoben", EventStatus::postponed},     {"reporte", EventStatus::postponed},
     {"reportee", EventStatus::postponed},       {"aplazado", EventStatus::postponed},
     {"przelozone", EventStatus::postponed},     {"przelozony", EventStatus::postponed},
     {"adiado", EventStatus::postponed},         {"rinviato", EventStatus::postponed},
     {"verplaatst", EventStatus::postponed},     {"uitgesteld", EventStatus::postponed}});

std::optional<EventStatus> status_of_word(std::string_view word) {
  const auto known = std::find_if(kStatus.begin(), kStatus.end(),
                                  [&](const StatusWord& s) { return s.word == word; });
  return known == kStatus.end() ? std::nullopt : std::optional(known->status);
}

// What stands before a name and is set apart from it by a mark; "" where nothing is.
std::string_view mark_before(std::string_view name) {
  constexpr std::size_t kLongest = 24;
  constexpr std::string_view kDash = "\xE2\x80\x93";
  name = trim(name);
  const std::string_view start = name.substr(0, kLongest);
  if (start.starts_with('[') || start.starts_with('(') || start.starts_with('*')) {
    const std::size_t end = start.find_first_of("])*", 1);
    return end == std::string_view::npos ? "" : start.substr(1, end - 1);
  }
  const std::size_t end = std::min(
      {start.find(':'), start.find(" - "), start.find(kDash), start.find('!'), start.find('|')});
  return end == std::string_view::npos ? "" : start.substr(0, end);
}

}  // namespace

const EventType* event_type(const Node& node) {
  const EventType* best = nullptr;
  for (const std::string& type : node.types) {
    for (const EventType& known : kEventTypes) {
      if (known.type != type) continue;
      if (best == nullptr || best->category.empty()) best = &known;
    }
  }
  return best;
}

bool mentions_event(std::string_view types) {
  return std::any_of(kEventTypes.begin(), kEventTypes.end(), [&](const EventType& known) {
    return types.find(known.type) != std::string_view::npos;
  });
}

std::optional<EventStatus> read_status(std::string_view text) {
  std::string word = schema_word(text);
  if (word.starts_with("event")) word.erase(0, 5);
  if (const auto known = status_of_word(word)) return known;
  return status_of_word(fold(text));
}

std::optional<EventStatus> status_in_name(std::string_view name) {
  return status_of_word(fold(mark_before(name)));
}

bool name_says_sold_out(std::string_view name) {
  const std::string_view mark = mark_before(name);
  return !mark.empty() && says_sold_out(fold(mark));
}

}  // namespace tocsin::scrape
