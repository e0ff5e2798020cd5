// Events as outlooks need them, out of the database: each with its course over all platforms and
// how far these can be relied on, and with the similar ones that begin before it.
#pragma once

#include <memory>
#include <unordered_map>

#include "analyze/outlook/horizon.h"
#include "analyze/outlook/similar.h"

namespace tocsin::analyze {

struct KnownEvent {
  explicit KnownEvent(EventView v) : view(std::move(v)), traits(view) {}

  EventView view;
  Traits traits;
  std::optional<Instant> starts_at;
  std::optional<Course> course;
  // Itself and the same event elsewhere.
  struct Listed {
    std::int64_t event_id = 0, platform_id = 0;
    std::string platform;
  };
  std::vector<Listed> listed;
};

class EventSource {
 public:
  // `time_zone`: of events whose own is not known.
  EventSource(store::Database& db, std::string_view time_zone, Instant now)
      : db_(db), zone_(Zone::find(time_zone)), now_(now) {}

  // With its course. Null for one that is not there, or that is looked at with another.
  std::shared_ptr<KnownEvent> find(std::int64_t event_id);
  // Points into `event` and into what this keeps until forget_many().
  Situation situation(const KnownEvent& event, const Means& means);
  void forget_many();

 private:
  std::shared_ptr<KnownEvent> known(std::int64_t event_id);
  void read_course(KnownEvent& event);
  double reliability_of(std::int64_t platform_id);

  store::Database& db_;
  Zone zone_;
  Instant now_;
  std::unordered_map<std::int64_t, std::shared_ptr<KnownEvent>> known_;
  std::unordered_map<std::int64_t, double> reliability_;  // by platform
};

}  // namespace tocsin::analyze
