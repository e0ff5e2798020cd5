// Which event of a page another statement means.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "scrape/extract/events.h"

namespace tocsin::scrape {

// Finds an event by identifier, address or name with the start: statements that contradict each
// other in one of them are two events. A day matches any time on it.
class EventIndex {
 public:
  explicit EventIndex(std::vector<EventNode>& events) : events_(events) {}

  EventNode* find(const EventNode& event);
  // Of the event at `position`, which stays as it is until it is found.
  void add(std::size_t position) { added_.push_back(position); }

 private:
  std::vector<EventNode>& events_;
  std::unordered_map<std::string, std::size_t> by_key_;
  std::vector<std::size_t> added_;  // and not yet there: most pages have one event, nobody asks
};

}  // namespace tocsin::scrape
