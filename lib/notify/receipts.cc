#include "notify/receipts.h"

#include "alert/dead_address.h"
#include "alert/receipts.h"
#include "base/log.h"
#include "notify/deliver/fallback.h"
#include "store/decisions.h"
#include "store/destinations.h"

namespace tocsin::notify {
namespace {

constexpr std::int64_t kBatch = 500;

class Settling {
 public:
  Settling(store::Database& db, Carriers& carriers, Fallback& fallback, alert::Trail& trail,
           alert::Counts& counts)
      : db_(db), carriers_(carriers), fallback_(fallback), trail_(trail), counts_(counts) {}

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
    const Carrier* const carrier = carriers_.find(m.channel);
    const Verdict later =
        r.code == 0 || carrier == nullptr ? Verdict{} : carrier->verdict_on(r.code);
    std::string why = m.error.empty() ? r.detail : m.error;
    if (!later.meaning.empty()) why += fmt::format(", {}", later.meaning);
    if (r.dead_address || later.dead_address) disable(m, why);
    // Believed only of what had not arrived.
    if (r.state != ReceiptState::failed || m.state != MessageState::failed) return;
    ++counts_["undelivered"];
    log::info(m.public_id, "not delivered by {}: {}", r.provider, why);
    if (fallback_.replace(m, trail_.now(), why)) ++counts_["replaced"];
  }

  void disable(const store::Message& m, const std::string& why) {
    const auto place =
        m.destination_id ? store::find_destination(db_, *m.destination_id) : std::nullopt;
    if (!place || place->dead_at || place->address != m.address) return;
    alert::address_is_dead(db_, trail_, place->id, why);
    store::add_decision(db_, {trail_.now(), m.alert_id, m.person_id, m.destination_id, m.id,
                              "receipt", Reason::destination_disabled, why});
    ++counts_["disabled"];
  }

  store::Database& db_;
  Carriers& carriers_;
  Fallback& fallback_;
  alert::Trail& trail_;
  alert::Counts& counts_;
};

}  // namespace

alert::Counts settle_receipts(store::Database& db, Carriers& carriers, const Settings& settings,
                              const std::string& actor, Instant now) {
  alert::Counts total;
  Fallback fallback(db, carriers, settings);
  std::int64_t last = 0;
  for (bool more = true; more;) {
    alert::Counts counts;
    std::int64_t reached = last;
    more = db.transaction([&] {
      counts.clear();
      alert::Trail trail(db, actor, now);
      const auto rows = store::open_receipts(db, last, kBatch);
      Settling settling(db, carriers, fallback, trail, counts);
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
