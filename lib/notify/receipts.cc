#include "notify/receipts.h"

#include "alert/receipts.h"
#include "base/log.h"
#include "notify/channels/twilio_outcomes.h"
#include "notify/dead_address.h"
#include "store/decisions.h"
#include "store/destinations.h"

namespace tocsin::notify {
namespace {

constexpr std::int64_t kBatch = 500;

// Said outright, or by a code of the provider.
bool is_dead(const Receipt& r) {
  return r.dead_address ||
         (r.provider == "twilio" && r.code != 0 && twilio_verdict(0, r.code).dead_address);
}

class Settling {
 public:
  Settling(store::Database& db, alert::Trail& trail, alert::Counts& counts)
      : db_(db), trail_(trail), counts_(counts) {}

  void settle(const store::StoredReceipt& row) {
    auto message_id = row.message_id;
    if (!message_id) {
      const alert::Taken taken = alert::apply_receipt(db_, trail_, row);
      if (taken == alert::Taken::applied) ++counts_["confirmed"];
      if (taken == alert::Taken::waiting) {
        if (trail_.now() - row.received_at > kForget) {
          store::close_receipt(db_, row.id, trail_.now());
        }
        return;
      }
      const auto message = alert::message_of(db_, row.receipt);
      if (!message) return;
      message_id = message->id;
    }
    // What had no consequences is closed already.
    if (!store::close_receipt(db_, row.id, trail_.now())) return;
    if (const auto message = store::find_message(db_, *message_id)) follow(row.receipt, *message);
  }

 private:
  void follow(const Receipt& r, const store::Message& m) {
    if (r.state == ReceiptState::failed) {
      ++counts_["undelivered"];
      log::info(m.public_id, "not delivered by {}: {}", r.provider, r.detail);
    }
    if (!is_dead(r) || !m.destination_id) return;
    const auto place = store::find_destination(db_, *m.destination_id);
    if (!place || place->dead_at || place->address != m.address) return;
    address_is_dead(db_, trail_, place->id, m.error.empty() ? r.detail : m.error);
    store::add_decision(db_, {trail_.now(), m.alert_id, m.person_id, m.destination_id, m.id,
                              "receipt", Reason::destination_disabled, r.detail});
    ++counts_["disabled"];
  }

  store::Database& db_;
  alert::Trail& trail_;
  alert::Counts& counts_;
};

}  // namespace

alert::Counts settle_receipts(store::Database& db, const std::string& actor, Instant now) {
  alert::Counts total;
  std::int64_t last = 0;
  for (bool more = true; more;) {
    alert::Counts counts;
    std::int64_t reached = last;
    more = db.transaction([&] {
      counts.clear();
      alert::Trail trail(db, actor, now);
      const auto rows = store::open_receipts(db, last, kBatch);
      Settling settling(db, trail, counts);
      for (const store::StoredReceipt& row : rows) settling.settle(row);
      trail.flush();
      if (!rows.empty()) reached = rows.back().id;
      return rows.size() == static_cast<std::size_t>(kBatch);
    });
    last = reached;
    for (const auto& [name, count] : counts) total[name] += count;
  }
  return total;
}

}  // namespace tocsin::notify
