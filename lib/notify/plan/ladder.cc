#include "notify/plan/ladder.h"

#include <algorithm>
#include <charconv>

#include "base/time.h"

namespace tocsin::notify {
namespace {

constexpr int kMost = 10000;

Duration longest_of(const std::map<Channel, Ladder>& ladders) {
  Duration longest{0};
  for (const auto& [channel, ladder] : ladders) {
    for (const Rung& rung : ladder) longest = std::max(longest, rung.within);
  }
  return longest;
}

}  // namespace

std::optional<Rung> parse_rung(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == text.npos) return std::nullopt;
  Rung out;
  const auto [end, error] = std::from_chars(text.data(), text.data() + slash, out.most);
  const auto within = parse_duration(text.substr(slash + 1));
  if (error != std::errc{} || end != text.data() + slash || !within) return std::nullopt;
  if (out.most < 1 || out.most > kMost || *within <= Duration::zero()) return std::nullopt;
  out.within = *within;
  return out;
}

Budget budget_of(MessageClass what) {
  const BypassRow& row = bypass_table()[static_cast<std::size_t>(what)];
  if (row.rate == RateRule::applies) return Budget::common;
  return what == MessageClass::escalation ? Budget::escalation : Budget::critical;
}

const Ladder* Ladders::find(Channel channel, Budget budget) const {
  const auto& ladders = budget == Budget::common ? common : critical;
  const auto found = ladders.find(channel);
  return found == ladders.end() ? nullptr : &found->second;
}

Duration Ladders::longest() const {
  return std::max(longest_of(common), longest_of(critical));
}

Instant allowed_at(const Ladder& ladder, const std::vector<Instant>& left, Instant now) {
  Instant at = now;
  for (const Rung& rung : ladder) {
    const auto most = static_cast<std::size_t>(rung.most);
    if (left.size() < most) continue;
    // Once the n-th last is out of the span, one more fits.
    at = std::max(at, left[left.size() - most] + rung.within);
  }
  return at;
}

Batch climb_ladder(Batch batch, Instant now, const Ladders& ladders, const FlowOf& flow) {
  for (Item& item : batch.items) {
    if (item.held_until) continue;  // counted when it leaves
    const Budget budget = budget_of(class_of(*item.notice));
    const Ladder* ladder = ladders.find(item.place->channel, budget);
    if (ladder == nullptr) continue;
    const Flow& lately = flow(item, budget);
    const Instant at = lately.held_until && *lately.held_until > now
                           ? *lately.held_until
                           : allowed_at(*ladder, lately.left, now);
    if (at > now) item.hold(at, Reason::over_ladder);
  }
  return batch;
}

}  // namespace tocsin::notify
