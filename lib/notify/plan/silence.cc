#include "notify/plan/silence.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/time.h"
#include "notify/plan/bypass.h"

namespace tocsin::notify {

Mutes::Mutes(std::vector<Mute> mutes) : mutes_(std::move(mutes)) {
  std::erase_if(mutes_, [](const Mute& mute) { return mute.matchers.empty(); });
  for (const Mute& mute : mutes_) index_.add(mute.matchers);
}

const Mute* Mutes::covering(const Notice& notice) const {
  const Mute* found = nullptr;
  index_.find(notice, [&](std::size_t i) {
    found = &mutes_[i];
    return false;
  });
  return found;
}

Batch obey_silences(Batch batch, const Mutes& mutes) {
  return sift(std::move(batch), "silence", [&](const Item& item) -> std::optional<Objection> {
    if (bypass_of(*item.notice).silence == SilenceRule::skips) return std::nullopt;
    const Mute* mute = mutes.covering(*item.notice);
    if (mute == nullptr) return std::nullopt;
    return Objection{
        mute->maintenance ? Reason::maintenance : Reason::silenced,
        fmt::format("{} until {}: {}", mute->public_id, format_instant(mute->until), mute->reason),
        mute->until, mute->public_id};
  });
}

}  // namespace tocsin::notify
