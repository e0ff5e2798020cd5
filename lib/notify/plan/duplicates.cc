#include "notify/plan/duplicates.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "notify/plan/bypass.h"

namespace tocsin::notify {
namespace {

bool says_ended(Purpose purpose) {
  return purpose == Purpose::resolved;
}

bool repeats(const Notice& notice, const std::vector<Told>& told) {
  if (told.empty() || says_ended(told.front().purpose) != says_ended(notice.purpose)) return false;
  return std::any_of(told.begin(), told.end(), [&](const Told& t) {
    return says_ended(t.purpose) == says_ended(notice.purpose) && t.priority >= notice.priority;
  });
}

}  // namespace

Batch deduplicate(Batch batch, const ToldLately& told) {
  // Two alerts of one batch can be the same to a person, too; the more urgent one comes first.
  std::stable_sort(batch.items.begin(), batch.items.end(), [](const Item& a, const Item& b) {
    return a.notice->priority > b.notice->priority;
  });
  std::set<std::tuple<const Recipient*, const Place*, std::string, std::string, bool>> in_batch;
  return sift(std::move(batch), "duplicate", [&](const Item& item) -> std::optional<Objection> {
    const Notice& notice = *item.notice;
    if (bypass_of(notice).window == WindowRule::skips) return std::nullopt;
    const bool is_first =
        in_batch
            .emplace(item.recipient, item.recipient->person_id ? nullptr : item.place, notice.kind,
                     notice.subject_key(), says_ended(notice.purpose))
            .second;
    if (!is_first || repeats(notice, told(item))) return Objection{Reason::duplicate, ""};
    return std::nullopt;
  });
}

}  // namespace tocsin::notify
