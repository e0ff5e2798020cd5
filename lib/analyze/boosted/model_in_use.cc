#include "analyze/boosted/model_in_use.h"

#include "base/digest.h"
#include "base/embedded.h"
#include "base/error.h"
#include "base/file.h"

namespace tocsin::analyze {
namespace {

constexpr std::string_view kShipped = "price.model";

ModelInUse load(std::string name, std::string_view text) {
  ModelInUse out{std::move(name), nullptr, {}};
  std::string why;
  const auto file = read_model(text, why);
  if (!file) {
    out.reason = why;
    return out;
  }
  try {
    out.model = std::make_shared<const BoostedPrices>(*file);
  } catch (const Error& e) {
    out.reason = e.what();
  }
  return out;
}

std::string_view shipped_text() {
  for (const EmbeddedFile& f : shipped::models()) {
    if (f.name == kShipped) return f.content;
  }
  return {};
}

}  // namespace

ModelInUse shipped_model() {
  return load("shipped", shipped_text());
}

ModelInUse load_model(const store::StoredModel& stored, const std::filesystem::path& folder) {
  const auto path = folder / stored.file;
  std::string name = std::to_string(stored.id), text;
  try {
    text = read_file(path, kMostModelBytes);
  } catch (const Error& e) {
    return {std::move(name), nullptr, e.what()};
  }
  ModelInUse out{std::move(name), nullptr, {}};
  if (sha256_hex(text) != stored.digest) {
    // What it is says more than that it is another.
    std::string why;
    out.reason = read_model(text, why) ? "it is not the file that was registered" : why;
  } else {
    out = load(std::move(out.name), text);
  }
  if (!out.model) out.reason = fmt::format("{}: {}", path.string(), out.reason);
  return out;
}

ModelInUse model_in_use(store::Database& db, const std::filesystem::path& folder) {
  const auto stored = store::model_in_use(db, "price");
  return stored ? load_model(*stored, folder) : shipped_model();
}

}  // namespace tocsin::analyze
