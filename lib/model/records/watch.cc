// watch. What its criteria may mean together is judged by model/watch.h, which reads them.

#include "model/watch.h"
#include "model/records/fields.h"
#include "model/records/tables.h"

namespace tocsin::records {
namespace {

constexpr auto kCriteriaAndParts = [] {
  std::array<std::string_view, kCriteria + 2> out{};
  for (std::size_t i = 0; i < kCriteria; ++i) out[i] = Words<Criterion>::list[i];
  out[kCriteria] = "radius_km";
  out[kCriteria + 1] = "primary";
  return out;
}();

constexpr Field some(std::string_view name, std::string_view help) {
  return field(FieldKind::some_texts, name, help);
}

constexpr Field weights(std::string_view name, std::string_view help) {
  Field f = field(FieldKind::weights, name, help);
  f.words = kCriteriaAndParts;
  f.least = 0;
  f.most = 100;
  return f;
}

constexpr Field kWatchFields[] = {
    text("source", "Which system it comes from"),
    required(text("external_id")),
    required(text("user")),
    text("name", "What to call it"),
    text("event", "The event is called so"),
    some("performer", "One of these plays"),
    text("venue", "It is there"),
    text("city", "It is in that city, or within radius_km of it"),
    number("radius_km", 0.1, 20'100, "How far from the city"),
    text("category", "It is of this category"),
    some("keywords", "One of these words is in its name"),
    time("from", "It begins then or later"),
    time("until", "It begins before or then"),
    some("weekdays", "It begins on one of these, like sat or mon-fri"),
    some("hours", "It begins within, like 18:00-21:00"),
    some("sections", "The seats are in one of these sections"),
    some("rows", "The seats are in one of these rows"),
    integer("quantity", 1, 1'000'000, "So many tickets together"),
    money("min_price", "A ticket costs at least that"),
    money("max_price", "A ticket costs at most that"),
    money("budget", "All tickets together cost at most that"),
    some("platforms", "Offered there"),
    flag("primary", "First-hand tickets"),
    flag("resale", "Second-hand tickets"),
    some("required", "The criteria that must be met; by default all that are given"),
    weights("weights", "How much each criterion counts"),
    some("alerts", "The kinds of alert wanted; by default all"),
    money("target_price", "Tell when a ticket costs no more than that"),
    text("cool_down", "Pause between two price alerts, like 2h"),
    number("again_if_better_percent", 0.01, 100,
           "Within the pause, tell when it is so much better"),
    time("expires_at", "It ends then"),
    flag("paused", "It rests"),
};

}  // namespace

constinit const RecordType kWatch{.name = "watch", .fields = kWatchFields};

}  // namespace tocsin::records
