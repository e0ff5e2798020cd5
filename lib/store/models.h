// The registry of trained models: what each was trained on and worth, where its file is, which one
// is in use. A model that is replaced stays; whoever rolls back comes to it again.
//
// model is written here and nowhere else. Call what writes inside a transaction.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/database.h"

namespace tocsin::store {

struct StoredModel {
  std::int64_t id = 0;
  std::string kind;  // "price"
  Instant trained_at{};
  std::string file;    // its name in the folder of models
  std::string digest;  // SHA-256 of the file, in hexadecimal digits
  std::string card;    // JSON
  bool in_use = false;
  std::optional<std::int64_t> former = {};  // in use before it; absent: the one that ships
};

// Newest first.
std::vector<StoredModel> models(Database& db);
std::optional<StoredModel> find_model(Database& db, std::int64_t id);
// Absent: the one that ships is.
std::optional<StoredModel> model_in_use(Database& db, std::string_view kind);

// In use from now on; its `former` is the one that was. Its number.
std::int64_t add_model(Database& db, const StoredModel& model);
// Puts the former of the one in use into its place; false where the one that ships is in use.
bool roll_back_model(Database& db, std::string_view kind);

}  // namespace tocsin::store
