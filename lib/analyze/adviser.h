// What an alert about a price says of buying or waiting (WA-3, AN-5): one sentence, and why.
//
// The advice is made from the history as it stands now, not from the stored outlook: that is of the
// price before it moved. It is of the cheapest ticket of the event; an alert about dearer ones says
// so. Where too little is known the sentence says that.
#pragma once

#include <unordered_map>

#include "analyze/outlook/advice.h"
#include "analyze/outlook/source.h"
#include "model/alert.h"

namespace tocsin::analyze {

class Adviser {
 public:
  // `time_zone`: of events whose own is not known.
  Adviser(store::Database& db, std::string_view time_zone, Means means, Instant now)
      : source_(db, time_zone, now), means_(std::move(means)) {}

  // To an alert about a price: the sentence as the last line of its body, and metadata `advice`
  // {advice, until, expected_gain_percent, reason, evidence}; only `reason` where nothing is known.
  // `price`: of what the alert is about.
  void advise(AlertDraft& draft, std::int64_t event_id, const std::optional<Money>& price);
  // Between batches.
  void forget_many();

 private:
  struct Known {
    std::optional<Advice> advice;
    std::optional<Money> price;  // what it is of
  };
  const Known& of_event(std::int64_t event_id);

  EventSource source_;
  Means means_;
  std::unordered_map<std::int64_t, Known> known_;
};

}  // namespace tocsin::analyze
