#include "analyze/boosted/model_file.h"

#include <algorithm>
#include <cmath>

#include "analyze/boosted/features.h"
#include "base/digest.h"
#include "base/time.h"

namespace tocsin::analyze {
namespace {

constexpr int kFormat = 1;
constexpr std::string_view kBetween = "\n\n";

// What a card says that it cannot mean; caught where the reading begins.
struct Refused {
  std::string why;
};

const Json& field(const Json& card, const char* name) {
  const auto found = card.find(name);
  if (found == card.end()) throw Refused{fmt::format("its card has no {}", name)};
  return *found;
}

std::string text_field(const Json& card, const char* name) {
  const Json& v = field(card, name);
  if (!v.is_string()) throw Refused{fmt::format("{} of its card is no text", name)};
  return v.get<std::string>();
}

std::int64_t whole_field(const Json& card, const char* name) {
  const Json& v = field(card, name);
  if (!v.is_number_integer()) throw Refused{fmt::format("{} of its card is no number", name)};
  return v.get<std::int64_t>();
}

std::optional<Instant> maybe_time(const Json& card, const char* name) {
  if (!card.contains(name)) return std::nullopt;
  const auto out = parse_instant(text_field(card, name));
  if (!out) throw Refused{fmt::format("{} of its card is no time", name)};
  return out;
}

Instant time_field(const Json& card, const char* name) {
  (void)field(card, name);
  return *maybe_time(card, name);
}

std::vector<std::string> names_field(const Json& card, const char* name) {
  const Json& list = field(card, name);
  const auto is_text = [](const Json& v) { return v.is_string(); };
  if (!list.is_array() || !std::all_of(list.begin(), list.end(), is_text)) {
    throw Refused{fmt::format("{} of its card is no list of names", name)};
  }
  return list.get<std::vector<std::string>>();
}

double number_between(const Json& v, double least, double most, const char* what) {
  const double out = v.is_number() ? v.get<double>() : std::nan("");
  if (!(out >= least && out <= most)) throw Refused{fmt::format("{} is none", what)};
  return out;
}

std::array<double, kSizes> sizes_field(const Json& card, const char* way) {
  constexpr double kMostSize = 100;
  const Json& all = field(card, "sizes");
  const Json& list = all.is_object() ? field(all, way) : all;
  if (!list.is_array() || list.size() != kSizes) {
    throw Refused{fmt::format("sizes of its card are not {} numbers", kSizes)};
  }
  std::array<double, kSizes> out{};
  for (std::size_t i = 0; i < kSizes; ++i) {
    out[i] = number_between(list[i], 0, kMostSize, "a size of its card");
  }
  if (!std::is_sorted(out.begin(), out.end())) throw Refused{"sizes of its card do not rise"};
  return out;
}

void check_kind(const Json& card) {
  if (text_field(card, "type") != "model") throw Refused{"it is no model"};
  const std::int64_t format = whole_field(card, "format");
  if (format != kFormat) {
    throw Refused{fmt::format("it is of format {}; this version reads format {}", format, kFormat)};
  }
  if (text_field(card, "kind") != "price") throw Refused{"it is not a model of prices"};
  const auto features = names_field(card, "features");
  if (!std::equal(features.begin(), features.end(), kFeatureNames.begin(), kFeatureNames.end())) {
    throw Refused{"its features are not those of this version"};
  }
}

ModelCard read_card(const Json& card) {
  check_kind(card);
  ModelCard out;
  out.trained_at = time_field(card, "trained_at");
  out.trained_on = text_field(card, "trained_on");
  out.since = maybe_time(card, "since");
  out.until = maybe_time(card, "until");
  out.events = whole_field(card, "events");
  out.examples = whole_field(card, "examples");
  out.seed = whole_field(card, "seed");
  out.library = text_field(card, "library");
  out.categories = names_field(card, "categories");
  if (out.categories.size() > kMostCategories) throw Refused{"its card has too many categories"};
  const Json& shares = field(card, "shares");
  if (!shares.is_object()) throw Refused{"shares of its card are none"};
  for (const auto& [horizon, share] : shares.items()) {
    out.shares[horizon] = number_between(share, 0, kMostShare, "a share of its card");
  }
  out.falls = sizes_field(card, "fall");
  out.rises = sizes_field(card, "rise");
  out.figures = OrderedJson::parse(field(card, "figures").dump());
  out.beware = text_field(card, "beware");
  return out;
}

OrderedJson rounded(const std::array<double, kSizes>& sizes) {
  OrderedJson out = OrderedJson::array();
  for (const double v : sizes) out.push_back(std::round(v * 1e4) / 1e4);
  return out;
}

}  // namespace

OrderedJson card_json(const ModelCard& c, std::string_view digest) {
  OrderedJson out{{"type", "model"},
                  {"format", kFormat},
                  {"kind", "price"},
                  {"trained_at", format_instant(c.trained_at)},
                  {"trained_on", c.trained_on}};
  if (c.since) out["since"] = format_instant(*c.since);
  if (c.until) out["until"] = format_instant(*c.until);
  out["events"] = c.events;
  out["examples"] = c.examples;
  out["seed"] = c.seed;
  out["library"] = c.library;
  out["features"] = kFeatureNames;
  out["categories"] = c.categories;
  out["shares"] = OrderedJson::object();
  for (const auto& [horizon, share] : c.shares) out["shares"][horizon] = share;
  out["sizes"] = {{"fall", rounded(c.falls)}, {"rise", rounded(c.rises)}};
  out["figures"] = c.figures;
  out["beware"] = c.beware;
  out["sha256"] = digest;
  return out;
}

std::string write_model(const ModelFile& file) {
  const std::string trees =
      fmt::format("{}\n{}\n", to_base64(file.direction), to_base64(file.size));
  return card_json(file.card, sha256_hex(trees)).dump(1) + std::string(kBetween) + trees;
}

std::optional<ModelFile> read_model(std::string_view text, std::string& why) {
  if (text.size() > kMostModelBytes) {
    why = fmt::format("it is longer than {} bytes", kMostModelBytes);
    return std::nullopt;
  }
  const auto between = text.find(kBetween);
  const std::string_view trees =
      between == std::string_view::npos ? "" : text.substr(between + kBetween.size());
  const auto line = trees.find('\n');
  try {
    if (text.empty()) throw Refused{"it is empty"};
    const auto card = parse_json(text.substr(0, between), why);
    if (!card) throw Refused{fmt::format("its card is no JSON: {}", why)};
    if (!card->is_object()) throw Refused{"its card is no object"};
    ModelFile out{read_card(*card), {}, {}};
    if (line == std::string_view::npos || !trees.ends_with('\n') ||
        sha256_hex(trees) != text_field(*card, "sha256")) {
      throw Refused{"it is damaged or cut short: its trees are not those of its card"};
    }
    const auto direction = from_base64(trees.substr(0, line));
    const auto size = from_base64(trees.substr(line + 1, trees.size() - line - 2));
    if (!direction || !size) throw Refused{"its trees are not in base64"};
    out.direction = *direction;
    out.size = *size;
    return out;
  } catch (const Refused& refused) {
    why = refused.why;
    return std::nullopt;
  }
}

}  // namespace tocsin::analyze
