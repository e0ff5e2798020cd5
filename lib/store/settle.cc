// Outcomes of many messages in two statements: their rows travel as one JSON text.

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "store/messages.h"

namespace tocsin::store {
namespace {

#define COLUMN(n) "(m.value ->> " #n ")"
#define NUMBER(n) "CAST(m.value ->> " #n " AS BIGINT)"
#define SETTLE(rows, state) \
  "UPDATE message SET state = " COLUMN(1) ", reason = " COLUMN(2) ", due_at = " NUMBER(3)       \
  ", attempts = " NUMBER(4) ", provider = COALESCE(" COLUMN(5) ", provider), provider_id = "    \
  "COALESCE(" COLUMN(6) ", provider_id), error = COALESCE(" COLUMN(7) ", error), sent_at = "    \
  "COALESCE(" NUMBER(8) ", sent_at), settled_at = " NUMBER(9) ", claim_until = NULL, "          \
  "claimed_by = NULL FROM " rows " WHERE message.id = " NUMBER(0) " AND " state " = 'sending' " \
  "AND message.claimed_by = $2 RETURNING message.id"
// +: by ID, not by way of the open claims.
const Query kSettle("messages.settle", SETTLE("json_each($1) AS m", "+message.state"),
                    SETTLE("jsonb_array_elements($1::jsonb) AS m(value)", "message.state"));

#define SETTLE_TAKEN(ids, state)                                                              \
  "UPDATE message SET state = $3, sent_at = $4, attempts = $5, provider = $6, claim_until = " \
  "NULL, "                                                                                    \
  "claimed_by = NULL WHERE id IN (" ids ") AND " state                                        \
  " = 'sending' AND claimed_by = $2 "                                                         \
  "RETURNING id"
const Query kSettleTaken(
    "messages.settle_taken", SETTLE_TAKEN("SELECT value FROM json_each($1)", "+state"),
    SETTLE_TAKEN(
        "SELECT CAST(m.value AS BIGINT) FROM jsonb_array_elements_text($1::jsonb) AS m(value)",
        "state"));

#define ADD_ATTEMPTS(rows)                                                                     \
  "INSERT INTO attempt (message_id, at, outcome, code, detail, latency_ms, retry_at) "         \
  "SELECT " NUMBER(0) ", " NUMBER(1) ", " COLUMN(2) ", " NUMBER(3) ", " COLUMN(4) ", " NUMBER( \
      5) ", " NUMBER(6) " FROM " rows
const Query kAddAttempts("messages.add_attempts", ADD_ATTEMPTS("json_each($1) AS m"),
                         ADD_ATTEMPTS("jsonb_array_elements($1::jsonb) AS m(value)"));

// [[…], …]
class JsonRows {
 public:
  JsonRows& row() {
    text_ += text_.size() == 1 ? "[" : "],[";
    first_ = true;
    return *this;
  }
  JsonRows& add(std::int64_t number) {
    next();
    fmt::format_to(std::back_inserter(text_), "{}", number);
    return *this;
  }
  JsonRows& add(Instant at) { return add(to_ms(at)); }
  JsonRows& add(std::optional<Instant> at) { return at ? add(*at) : null(); }
  // Empty is null, as everywhere in the store.
  JsonRows& add(std::string_view text) {
    if (text.empty()) return null();
    next();
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
      return c >= ' ' && c < 127 && c != '"' && c != '\\';
    });
    if (plain) {
      text_ += '"';
      text_ += text;
      text_ += '"';
      return *this;
    }
    std::string clean(text);
    std::replace(clean.begin(), clean.end(), '\0', ' ');  // PostgreSQL holds none
    text_ += nlohmann::json(clean).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return *this;
  }
  std::string take() {
    text_ += text_.size() == 1 ? "]" : "]]";
    return std::move(text_);
  }

 private:
  JsonRows& null() {
    next();
    text_ += "null";
    return *this;
  }
  void next() {
    if (!first_) text_ += ',';
    first_ = false;
  }
  std::string text_ = "[";
  bool first_ = true;
};

}  // namespace

std::vector<std::int64_t> settle(Database& db, std::span<const Move> moves, std::string_view by) {
  if (moves.empty()) return {};
  JsonRows rows;
  for (const Move& m : moves) {
    rows.row()
        .add(m.id)
        .add(word(m.to))
        .add(word(m.reason))
        .add(m.due_at)
        .add(m.attempts)
        .add(m.provider)
        .add(m.provider_id)
        .add(mask_addresses_in(m.error))
        .add(is_sent(m.to) ? std::optional(m.at) : std::nullopt)
        .add(is_settled(m.to) ? std::optional(m.at) : std::nullopt);
  }
  const std::string text = rows.take();
  std::vector<std::int64_t> out;
  out.reserve(moves.size());
  for (Rows row = db.query(kSettle, text, by); row.next();) out.push_back(row.integer(0));
  return out;
}

std::vector<std::int64_t> settle_taken(Database& db, std::span<const std::int64_t> ids,
                                       const Taken& taken, std::string_view by) {
  const std::string text = fmt::format("[{}]", fmt::join(ids, ","));
  std::vector<std::int64_t> out;
  out.reserve(ids.size());
  for (Rows row = db.query(kSettleTaken, text, by, taken.to, taken.at, taken.attempts,
                           text_or_null(taken.provider));
       row.next();) {
    out.push_back(row.integer(0));
  }
  return out;
}

void add_attempts(Database& db, std::span<const Attempt> attempts) {
  if (attempts.empty()) return;
  JsonRows rows;
  for (const Attempt& a : attempts) {
    rows.row()
        .add(a.message_id)
        .add(a.at)
        .add(word(a.outcome))
        .add(a.code)
        .add(mask_addresses_in(a.detail))
        .add(static_cast<std::int64_t>(a.latency.count()))
        .add(a.retry_at);
  }
  db.execute(kAddAttempts, rows.take());
}

}  // namespace tocsin::store
