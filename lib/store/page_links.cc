#include "store/page_links.h"

#include <unordered_map>

#include "store/read_rows.h"

namespace tocsin::store {
namespace {

const Query kLinks("page_links.of",
                   "SELECT page.id, page.url FROM page_link JOIN page ON page.id = "
                   "page_link.page_id WHERE page_link.list_id = $1");
const Query kStanding("page_links.standing",
                      "SELECT depth, part FROM page WHERE id = $1 AND "
                      "(found IS NULL OR found = 'listed')");
const Query kFind("page_links.find", "SELECT id, depth, part, found FROM page WHERE url = $1");
// Its interval is the one given, else that which a person asked of the page that leads to it;
// without either it sets out from where that page is.
const Query kAdd(
    "page_links.add",
    "INSERT INTO page (url, platform_id, added_by, added_at, asked_ms, interval_ms, due_at, "
    "found, depth, part) SELECT $2, platform_id, added_by, $3, "
    "COALESCE($4, asked_ms), COALESCE($4, interval_ms), $3, 'listed', $5, $6 FROM page WHERE id = "
    "$1 "
    "RETURNING id",
    "INSERT INTO page (url, platform_id, added_by, added_at, asked_ms, interval_ms, due_at, "
    "found, depth, part) SELECT $2::text, platform_id, added_by, $3::bigint, "
    "COALESCE($4::bigint, asked_ms), COALESCE($4::bigint, interval_ms), $3::bigint, 'listed', "
    "$5::bigint, $6::bigint "
    "FROM page WHERE id = $1 RETURNING id");
const Query kRelist("page_links.relist",
                    "UPDATE page SET found = 'listed', enabled = 1, depth = $3, part = $4, "
                    "due_at = CASE WHEN due_at < $2 THEN due_at ELSE $2 END WHERE id = $1");
const Query kCount("page_links.count",
                   "SELECT count(*) FROM page WHERE found = 'listed' AND platform_id = "
                   "(SELECT platform_id FROM page WHERE id = $1)");
const Query kLink("page_links.link",
                  "INSERT INTO page_link (list_id, page_id) "
                  "VALUES ($1, $2) ON CONFLICT DO NOTHING");
const Query kUnlink("page_links.unlink",
                    "DELETE FROM page_link WHERE list_id = $1 AND page_id = $2");
const Query kUnlist("page_links.unlist",
                    "UPDATE page SET found = 'unlisted', enabled = 0, content_hash = NULL, "
                    "etag = NULL, last_modified = NULL, offers_seen = NULL WHERE id = $1 AND "
                    "found = 'listed' AND NOT EXISTS (SELECT 1 FROM page_link WHERE "
                    "page_link.page_id = page.id) RETURNING id");

const Query kAdopt("page_links.adopt",
                   "UPDATE page SET found = NULL, depth = 0, part = 1 WHERE url = $1");

struct Known {
  std::int64_t id = 0;
  PageStanding standing;
  std::string found;
};

Known read_known(const Rows& row) {
  return {row.integer(0), {row.integer(1), row.integer(2)}, row.string(3)};
}

PageStanding read_standing(const Rows& row) {
  return {row.integer(0), row.integer(1)};
}

class Links {
 public:
  Links(Database& db, std::int64_t page_id, Instant now) : db_(db), page_id_(page_id), now_(now) {}

  LinkChanges set(const std::vector<LinkedPage>& links) {
    std::unordered_map<std::string, std::int64_t> before;
    for (Rows row = db_.query(kLinks, page_id_); row.next();) {
      before.emplace(row.string(1), row.integer(0));
    }
    for (const LinkedPage& link : links) {
      if (before.erase(link.url) == 0) add(link);
    }
    for (const auto& [url, id] : before) drop(page_id_, id);
    return std::move(changes_);
  }

 private:
  void add(const LinkedPage& link) {
    const auto known = read_first(db_.query(kFind, link.url), read_known);
    if (!known || known->found == "unlisted") {
      if (found_pages() >= kMostFoundPages) {
        ++changes_.refused;
        return;
      }
      ++*count_;
      ++changes_.found;
    }
    if (!known) {
      const auto id = read_first(db_.query(kAdd, page_id_, link.url, now_, link.interval,
                                           link.standing.depth, link.standing.part),
                                 read_id);
      if (id) db_.execute(kLink, page_id_, *id);
      return;
    }
    if (known->found == "unlisted") {
      db_.execute(kRelist, known->id, now_, link.standing.depth, link.standing.part);
    } else if (known->found.empty() || !(own_standing() < known->standing)) {
      return;  // a person's, or a link back
    }
    db_.execute(kLink, page_id_, known->id);
  }

  // What nothing leads to any more takes along what it alone led to.
  void drop(std::int64_t list, std::int64_t page) {
    db_.execute(kUnlink, list, page);
    if (!read_first(db_.query(kUnlist, page), read_id)) return;
    changes_.unlisted.push_back(page);
    std::vector<std::int64_t> below;
    for (Rows row = db_.query(kLinks, page); row.next();) below.push_back(row.integer(0));
    for (const std::int64_t id : below) drop(page, id);
  }

  std::int64_t found_pages() {
    if (!count_) count_ = read_first(db_.query(kCount, page_id_), read_id).value_or(0);
    return *count_;
  }

  PageStanding own_standing() {
    if (!standing_) {
      Rows row = db_.query(kStanding, page_id_);
      standing_ = row.next() ? PageStanding{row.integer(0), row.integer(1)} : PageStanding{};
    }
    return *standing_;
  }

  Database& db_;
  const std::int64_t page_id_;
  const Instant now_;
  LinkChanges changes_;
  std::optional<std::int64_t> count_;
  std::optional<PageStanding> standing_;
};

}  // namespace

std::optional<PageStanding> page_standing(Database& db, std::int64_t page_id) {
  return read_first(db.query(kStanding, page_id), read_standing);
}

void adopt_page(Database& db, std::string_view url) {
  db.execute(kAdopt, url);
}

LinkChanges set_page_links(Database& db, std::int64_t page_id, const std::vector<LinkedPage>& links,
                           Instant now) {
  return Links(db, page_id, now).set(links);
}

}  // namespace tocsin::store
