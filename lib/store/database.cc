#include "store/database.h"

namespace tocsin::store {

Rows::~Rows() {
  if (statement_ != nullptr) db_->give_back(query_, std::move(statement_));
}

void Rows::unknown_word(int i) const {
  fail(Exit::software, "database: column {} holds the unknown word '{}'", column_name(i), text(i));
}

std::string Rows::opened(int i, const Place& place) const {
  return db_->sealer().open(place, text(i));
}

Database::Database(const DatabaseUrl& url, const OpenOptions& options, KeySource keys)
    : url_(url),
      driver_(url.dialect == Dialect::sqlite ? open_sqlite(url.target, options)
                                             : open_postgres(url.target, options)),
      sealer_(*this, std::move(keys)) {}

Rows Database::run(const Query& query, std::span<const Value> values) {
  auto& idle = idle_[&query];
  std::unique_ptr<Statement> statement;
  try {
    if (idle.empty()) {
      statement = driver_->prepare(query.sql(dialect()));
    } else {
      statement = std::move(idle.back());
      idle.pop_back();
    }
    statement->start(values);
  } catch (Error& e) {
    e.add_context(std::string(query.name()));
    throw;
  }
  return {*this, &query, std::move(statement)};
}

Rows Database::query_text(std::string_view sql, std::span<const Value> values) {
  auto statement = driver_->prepare(sql);
  statement->start(values);
  return {*this, nullptr, std::move(statement)};
}

void Database::give_back(const Query* query, std::unique_ptr<Statement> statement) noexcept {
  if (query == nullptr) return;
  statement->reset();
  idle_[query].push_back(std::move(statement));
}

std::optional<NamedLock> NamedLock::acquire(Database& db, std::string name, bool wait) {
  if (!db.driver().lock(name, wait)) return std::nullopt;
  return NamedLock(db, std::move(name));
}

}  // namespace tocsin::store
