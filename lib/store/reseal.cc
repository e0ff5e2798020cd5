#include "store/reseal.h"

#include "base/error.h"
#include "base/fault.h"
#include "store/message_rows.h"
#include "store/sealed_rows.h"

namespace tocsin::store {
namespace {

constexpr std::int64_t kBatch = 500;

#define BATCH(columns, table) \
  "SELECT id, " columns " FROM " table " WHERE id > $1 ORDER BY id LIMIT $2"
#define LOCKED " FOR UPDATE"

const Query kPeople("reseal.people", BATCH("source, external_id, email, phone", "person"),
                    BATCH("source, external_id, email, phone", "person") LOCKED);
const Query kSealPerson("reseal.person",
                        "UPDATE person SET email = $2, phone = $3, email_index = $4 WHERE id = $1");
const Query kOrganizations("reseal.organizations",
                           BATCH("source, external_id, slack_webhook", "organization"),
                           BATCH("source, external_id, slack_webhook", "organization") LOCKED);
const Query kSealOrganization("reseal.organization",
                              "UPDATE organization SET slack_webhook = $2 WHERE id = $1");
#define DESTINATION "person_id, organization_id, contact_id, channel, address, options"
const Query kDestinations("reseal.destinations", BATCH(DESTINATION, "destination"),
                          BATCH(DESTINATION, "destination") LOCKED);
const Query kSealDestination("reseal.destination",
                             "UPDATE destination SET address = $2, options = $3, "
                             "address_index = $4 WHERE id = $1");
const Query kMessages("reseal.messages", BATCH("public_id, address", "message"),
                      BATCH("public_id, address", "message") LOCKED);
const Query kSealMessage("reseal.message", "UPDATE message SET address = $2 WHERE id = $1");
#define CONTENTS                                                \
  "SELECT message_id, public_id, content FROM message_content " \
  "JOIN message ON message.id = message_id WHERE message_id > $1 ORDER BY message_id LIMIT $2"
const Query kContents("reseal.contents", CONTENTS, CONTENTS " FOR UPDATE OF message_content");
const Query kSealContent("reseal.content",
                         "UPDATE message_content SET content = $2 WHERE message_id = $1");
#define LINKS                                          \
  "SELECT message_id, purpose, url FROM message_link " \
  "WHERE message_id > $1 AND url IS NOT NULL ORDER BY message_id LIMIT $2"
const Query kLinks("reseal.links", LINKS, LINKS LOCKED);
const Query kSealLink("reseal.link",
                      "UPDATE message_link SET url = $3 WHERE message_id = $1 AND purpose = $2");
const Query kForget("reseal.forget", "DELETE FROM sealing_key WHERE id <> $1");

class Resealing {
 public:
  Resealing(Database& db, const std::function<void(const Resealed&)>& told)
      : db_(db), sealer_(db.sealer()), told_(told) {}

  void sweep() {
    batches(kPeople, [&](const Rows& row) { return person(row); });
    batches(kOrganizations, [&](const Rows& row) { return organization(row); });
    batches(kDestinations, [&](const Rows& row) { return destination(row); });
    batches(kMessages, [&](const Rows& row) { return message(row); });
    batches(kContents, [&](const Rows& row) { return content(row); });
    batches(kLinks, [&](const Rows& row) { return link(row); });
  }
  const Resealed& done() const { return done_; }

 private:
  // Batch after batch of a table; `one` says whether it wrote the row.
  template <typename One>
  void batches(const Query& query, const One& one) {
    for (std::int64_t last = 0;;) {
      Resealed batch;
      std::int64_t end = last;
      db_.transaction([&] {
        batch = {};
        end = last;
        for (Rows row = db_.query(query, last, kBatch); row.next();) {
          end = row.integer(0);
          ++batch.seen;
          if (one(row)) ++batch.sealed;
        }
      });
      if (batch.sealed > 0) fault_point("reseal.batch");
      if (end == last) return;
      last = end;
      done_.seen += batch.seen;
      done_.sealed += batch.sealed;
      told_(done_);
    }
  }

  bool current(const Rows& row, int first, int count) {
    for (int i = first; i < first + count; ++i) {
      if (!sealer_.is_current(row.text(i))) return false;
    }
    return true;
  }
  std::string again(const Rows& row, int i, const Place& place) {
    return sealer_.seal(place, sealer_.open(place, row.text(i)));
  }

  bool person(const Rows& row) {
    if (current(row, 3, 2)) return false;
    const std::string name = keyed_row(row.text(1), row.text(2));
    const std::string email = row.opened(3, {"person.email", name});
    db_.execute(kSealPerson, row.integer(0), text_or_null(again(row, 3, {"person.email", name})),
                text_or_null(again(row, 4, {"person.phone", name})),
                text_or_null(email_index(sealer_, email)));
    return true;
  }
  bool organization(const Rows& row) {
    if (current(row, 3, 1)) return false;
    const std::string name = keyed_row(row.text(1), row.text(2));
    db_.execute(kSealOrganization, row.integer(0),
                text_or_null(again(row, 3, {"organization.slack_webhook", name})));
    return true;
  }
  bool destination(const Rows& row) {
    if (current(row, 5, 2)) return false;
    const Owner owner{row.maybe_integer(1), row.maybe_integer(2), {}, row.maybe_integer(3)};
    const std::string name = destination_row(owner, row.text(4));
    const std::string address = row.opened(5, {"destination.address", name});
    db_.execute(kSealDestination, row.integer(0), again(row, 5, {"destination.address", name}),
                text_or_null(again(row, 6, {"destination.options", name})),
                address_index(sealer_, row.text(4), address));
    return true;
  }
  bool message(const Rows& row) {
    if (current(row, 2, 1)) return false;
    db_.execute(kSealMessage, row.integer(0), again(row, 2, {kMessageAddress, row.text(1)}));
    return true;
  }
  bool content(const Rows& row) {
    if (current(row, 2, 1)) return false;
    db_.execute(kSealContent, row.integer(0), again(row, 2, {kMessageContent, row.text(1)}));
    return true;
  }
  // A message has one link with an address, its action's.
  bool link(const Rows& row) {
    if (current(row, 2, 1)) return false;
    const std::string name = link_row(row.integer(0), row.text(1));
    db_.execute(kSealLink, row.integer(0), row.text(1), again(row, 2, {kLinkUrl, name}));
    return true;
  }

  Database& db_;
  Sealer& sealer_;
  const std::function<void(const Resealed&)>& told_;
  Resealed done_;
};

}  // namespace

Resealed reseal(Database& db, const std::function<void(const Resealed&)>& told) {
  if (!db.sealer().has_key()) {
    fail(Exit::config, "there is no secret key: `tocsin init` makes one, or set TOCSIN_SECRET_KEY");
  }
  // SQLite leaves what a cell held before in its page, and what a page held in the log.
  const bool sqlite = db.dialect() == Dialect::sqlite;
  if (sqlite) db.script("PRAGMA secure_delete = ON");
  Resealing resealing(db, told);
  resealing.sweep();
  const std::string_view current = db.sealer().current();
  db.transaction([&] { db.execute(kForget, current); });
  db.sealer().forget();
  // What programs that began before the new key was there wrote meanwhile.
  resealing.sweep();
  if (sqlite) db.script("PRAGMA wal_checkpoint(TRUNCATE)");
  return resealing.done();
}

}  // namespace tocsin::store
