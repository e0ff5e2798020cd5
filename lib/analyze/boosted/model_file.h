// A boosted model as it is kept: a card that people can read, an empty line, and the trees, a line
// each of what XGBoost writes, in base64: which way a price goes, and how far.
//
//   type, format, kind   "model", 1, "price"
//   trained_at           RFC 3339
//   trained_on           a sentence
//   since, until         the events it was trained on began within; `until` absent: of no history
//   events, examples     how many
//   seed, library        "XGBoost 1.7.4"
//   features             by name, in order; behind them a column for each of `categories`
//   shares               by horizon: what it counts for beside the statistics, 0 … 0.95
//   sizes                fall, rise: quantiles of how far prices went, as multiples of what was
//                        expected, seen on events that were not trained on (split conformal)
//   figures              what it was worth on those
//   beware               where not to trust it
//   sha256               of the two lines of trees
//
// Reading believes nothing: what is not as described is refused with a reason. The trees themselves
// are XGBoost's to read; the digest keeps out what was damaged. Pure; thread-safe.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"

namespace tocsin::analyze {

inline constexpr std::size_t kMostModelBytes = 8U << 20;
inline constexpr std::size_t kSizes = 19;  // quantiles of 1/38, 3/38, … 37/38
inline constexpr std::size_t kMostCategories = 8;
inline constexpr double kMostShare = 0.95;

struct ModelCard {
  Instant trained_at{};
  std::string trained_on;
  std::optional<Instant> since = {}, until = {};
  std::int64_t events = 0, examples = 0, seed = 0;
  std::string library;
  std::vector<std::string> categories;
  std::map<std::string, double> shares;
  std::array<double, kSizes> falls{}, rises{};
  OrderedJson figures = OrderedJson::object();
  std::string beware;
};

struct ModelFile {
  ModelCard card;
  std::string direction, size;  // Booster::bytes()
};

std::string write_model(const ModelFile& file);
// Nothing, and why, for what is none.
std::optional<ModelFile> read_model(std::string_view text, std::string& why);

// As it is stored and shown; `digest`: of the trees.
OrderedJson card_json(const ModelCard& card, std::string_view digest);

}  // namespace tocsin::analyze
