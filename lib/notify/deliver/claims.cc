#include "notify/deliver/claims.h"

#include "alert/audit.h"

namespace tocsin::notify {
namespace {

constexpr std::int64_t kBatch = 500;

}  // namespace

store::Claim Claims::next(Instant now) {
  if (!earliest_) earliest_ = now + length_;
  return {now, now + length_, by_};
}

std::unordered_set<std::int64_t> Claims::renew(Instant now) {
  const auto ids = db_.transaction([&] {
    return store::renew(db_, {now, now + length_, by_}, now + length_);
  });
  earliest_ = now + length_;
  return {ids.begin(), ids.end()};
}

void retake_lapsed(store::Database& db, const std::string& actor, Instant now) {
  const std::string error = "a run died while sending it";
  for (bool more = true; more;) {
    more = db.transaction([&] {
      const auto lapsed = store::lapsed(db, now, kBatch);
      if (lapsed.empty()) return false;
      alert::Trail trail(db, actor, now);
      std::vector<store::Attempt> attempts;
      for (const store::Message& m : lapsed) {
        attempts.push_back({m.id, now, OutcomeClass::uncertain, 0, error, Duration{0}, now});
        store::settle_lapsed(db,
                             {m.id, MessageState::uncertain, Reason::interrupted, now, now,
                              m.attempts + 1, "", "", error},
                             now);
      }
      store::add_attempts(db, attempts);
      trail.note("notify.retake", "outbox", "", {{"messages", lapsed.size()}});
      trail.flush();
      return lapsed.size() == static_cast<std::size_t>(kBatch);
    });
  }
}

}  // namespace tocsin::notify
