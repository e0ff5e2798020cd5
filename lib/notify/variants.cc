#include "notify/variants.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

#include "base/digest.h"
#include "base/text.h"

namespace tocsin::notify {
namespace {

constexpr double kMostWeight = 1000;
constexpr std::string_view kWeight = "{{! weight ";

// Uniform in (0, 1).
double uniform(const Reader& reader, std::string_view variant) {
  std::string said;
  for (const std::string_view part : {reader.who, reader.kind, reader.channel, variant}) {
    said += part;
    said += '\0';
  }
  const std::string digest = sha256(said);
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < sizeof bits; ++i) {
    bits = bits << 8U | static_cast<unsigned char>(digest[i]);
  }
  return (static_cast<double>(bits >> 11U) + 0.5) * 0x1p-53;
}

}  // namespace

const Variant& assigned(std::span<const Variant> variants, const Reader& reader) {
  if (reader.who.empty()) {
    const auto plain = std::find_if(variants.begin(), variants.end(),
                                    [](const Variant& v) { return v.name.empty(); });
    return plain == variants.end() ? variants.front() : *plain;
  }
  const Variant* best = &variants.front();
  double highest = -std::numeric_limits<double>::infinity();
  for (const Variant& v : variants) {
    const double score = v.weight > 0 ? -v.weight / std::log(uniform(reader, v.name)) : 0;
    if (score > highest) {
      highest = score;
      best = &v;
    }
  }
  return *best;
}

bool take_weight(std::string& file, double& weight) {
  weight = 1;
  if (!file.starts_with(kWeight)) return true;
  const std::size_t end = std::min(file.find('\n'), file.size());
  std::string_view line(file.data(), end);
  line.remove_prefix(kWeight.size());
  if (line.size() < 2 || !trim(line).ends_with("}}")) return false;
  line = trim(line);
  line.remove_suffix(2);
  line = trim(line);
  const auto [at, error] = std::from_chars(line.data(), line.data() + line.size(), weight);
  if (error != std::errc{} || at != line.data() + line.size()) return false;
  if (!(weight >= 0 && weight <= kMostWeight)) return false;
  file.erase(0, std::min(end + 1, file.size()));
  return true;
}

}  // namespace tocsin::notify
