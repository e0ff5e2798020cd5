// Stage: nobody is told what they know. Pure.
#pragma once

#include <deque>
#include <vector>

#include "notify/plan/item.h"

namespace tocsin::notify {

// What one recipient was told of one alert, or will be: messages that left or wait.
struct Knows {
  std::optional<std::int64_t> person_id, destination_id;
  Purpose purpose = Purpose::first;
  Priority priority = 2;
  Instant at{};  // when it left or is to leave
};

// Of what is still active: who knows nothing is told for the first time; who knows it at a lower
// priority is told of the rise; after the route's repeat_interval it is told again, as a reminder,
// though never within `window`; otherwise nothing has changed for them. The notices that differ
// from the item's own are made in `notices`, which outlives the batch.
Batch keep_news(Batch batch, Instant now, Duration window, const std::vector<Knows>& known,
                std::deque<Notice>& notices);

// When what still holds is to be told again; nothing if never.
std::optional<Instant> repeat_at(const Item& item, Instant told, Duration window);

}  // namespace tocsin::notify
