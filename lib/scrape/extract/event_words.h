// The words by which structured data and sites say what an event is and how it stands.
#pragma once

#include <optional>
#include <string_view>

#include "model/offer.h"
#include "scrape/extract/nodes.h"

namespace tocsin::scrape {

struct EventType {
  std::string_view type, category;  // "MusicEvent", "music"
};
// The most telling of a node's types; null where it is no event.
const EventType* event_type(const Node& node);
// Could this attribute hold the type of an event? Cheap, and never wrongly false.
bool mentions_event(std::string_view types);

// schema.org's EventStatusType with or without its prefix, iCalendar's STATUS, or a word for it.
std::optional<EventStatus> read_status(std::string_view text);
// What sites write before a name: "CANCELLED - The Nightjars", "[Verschoben] …".
std::optional<EventStatus> status_in_name(std::string_view name);
// "SOLD OUT: The Nightjars"
bool name_says_sold_out(std::string_view name);

}  // namespace tocsin::scrape
