#include "analyze/adviser.h"

#include "analyze/draft.h"
#include "analyze/wording.h"

namespace tocsin::analyze {
namespace {

constexpr std::string_view kNothingKnown =
    "Too little is known of its prices yet to say whether to buy or to wait.";

}  // namespace

void Adviser::advise(AlertDraft& draft, std::int64_t event_id, const std::optional<Money>& price) {
  if (!is_about_price(draft.kind)) return;
  const Known& known = of_event(event_id);
  OrderedJson out;
  if (known.advice) {
    out = advice_json(*known.advice);
    if (price != known.price) {
      out["reason"] = fmt::format("Of the cheapest tickets of the event ({}): {}",
                                  say_money(*known.price), known.advice->reason);
    }
  } else {
    out["reason"] = kNothingKnown;
  }
  if (!draft.body.empty()) draft.body += '\n';
  draft.body += out.at("reason").get<std::string>();
  draft.metadata["advice"] = Json(out);
}

const Adviser::Known& Adviser::of_event(std::int64_t event_id) {
  const auto [place, added] = known_.try_emplace(event_id);
  if (!added) return place->second;
  const auto event = source_.find(event_id);
  if (!event) return place->second;
  const Outlook outlook = outlook_of(source_.situation(*event, means_));
  place->second.advice = analyze::advise(outlook);
  if (outlook.price.price) {
    place->second.price = Money{*outlook.price.price, outlook.price.currency};
  }
  return place->second;
}

void Adviser::forget_many() {
  known_.clear();
  source_.forget_many();
}

}  // namespace tocsin::analyze
