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

constexpr Field some(std::string_view name) {
  return field(FieldKind::some_texts, name);
}

constexpr Field weights(std::string_view name) {
  Field f = field(FieldKind::weights, name);
  f.words = kCriteriaAndParts;
  f.least = 0;
  f.most = 100;
  return f;
}

constexpr Field kWatchFields[] = {
    text("source"),
    required(text("external_id")),
    required(text("user")),
    text("name"),
    text("event"),
    some("performer"),
    text("venue"),
    text("city"),
    number("radius_km", 0.1, 20'100),
    text("category"),
    some("keywords"),
    time("from"),
    time("until"),
    some("weekdays"),
    some("hours"),
    some("sections"),
    some("rows"),
    integer("quantity", 1, 1'000'000),
    money("min_price"),
    money("max_price"),
    money("budget"),
    some("platforms"),
    flag("primary"),
    flag("resale"),
    some("required"),
    weights("weights"),
    some("alerts"),
    money("target_price"),
    text("cool_down"),
    number("again_if_better_percent", 0.01, 100),
    time("expires_at"),
    flag("paused"),
};

}  // namespace

constinit const RecordType kWatch{.name = "watch", .fields = kWatchFields};

}  // namespace tocsin::records
