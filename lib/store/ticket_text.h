// Searching tickets for words: number, subject, description and comments, without regard to case,
// accents and punctuation (SQLite: FTS5; PostgreSQL: tsvector with a GIN index).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "store/database.h"

namespace tocsin::store {

// Before a change of what is searched, and after it: the index is told both times. Call inside the
// transaction of the change.
void unindex_ticket(Database& db, std::int64_t id);
void index_ticket(Database& db, std::int64_t id);

// What a person typed as the database wants it: words that must all be there, "words in a row",
// begin*, -not. `outsider`: internal comments are not searched. Empty if nothing in it is a word
// that must be there. Pure.
std::string words_query(Dialect dialect, std::string_view typed, bool outsider);

// How many tickets have these words, counted no further than `most`.
std::int64_t count_tickets_with(Database& db, std::string_view words_query, std::int64_t most);

}  // namespace tocsin::store
