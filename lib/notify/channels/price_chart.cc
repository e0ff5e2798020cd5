#include "notify/channels/price_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/money.h"
#include "base/time.h"
#include "notify/channels/png.h"

namespace tocsin::notify {
namespace {

// Twice what a mail shows it at, so that it is sharp on fine screens.
constexpr int kWidth = 1024, kHeight = 240, kMargin = 16, kLine = 4, kDot = 14, kGrid = 4;
constexpr std::size_t kMostPoints = 500;

enum Colour : std::uint8_t { kPaper, kRule, kInk, kMark };
constexpr auto kColours = std::to_array<Rgb>({
    {255, 255, 255},
    {226, 229, 235},
    {36, 87, 214},
    {217, 54, 62},
});

struct Point {
  Instant at{};
  Money price;
};

std::vector<Point> points_of(const Json& metadata) {
  std::vector<Point> out;
  if (!metadata.is_object()) return out;
  const auto history = metadata.find("price_history");
  if (history == metadata.end() || !history->is_object()) return out;
  const Json code = history->value("currency", Json()), points = history->value("points", Json());
  const auto currency =
      code.is_string() ? Currency::parse(code.get_ref<const std::string&>()) : std::nullopt;
  if (!currency || !points.is_array() || points.size() > kMostPoints) return out;
  for (const Json& point : points) {
    if (!point.is_array() || point.size() != 2 || !point[0].is_string() || !point[1].is_string()) {
      continue;
    }
    const auto at = parse_instant(point[0].get_ref<const std::string&>());
    const auto price = Money::parse(point[1].get_ref<const std::string&>(), *currency);
    if (at && price && (out.empty() || out.back().at < *at)) out.push_back({*at, *price});
  }
  return out;
}

// Where `value` lies between two others, on a line of `length` pixels.
int place(std::int64_t value, std::int64_t low, std::int64_t high, int length) {
  if (high <= low) return length / 2;
  return static_cast<int>(static_cast<double>(value - low) / static_cast<double>(high - low) *
                          length);
}

}  // namespace

std::optional<PriceChart> price_chart(const Json& metadata) {
  const std::vector<Point> points = points_of(metadata);
  if (points.size() < 2) return std::nullopt;
  const auto [low, high] = std::minmax_element(
      points.begin(), points.end(),
      [](const Point& a, const Point& b) { return a.price.minor < b.price.minor; });
  Picture picture(kWidth, kHeight);
  const int inner_width = kWidth - 2 * kMargin - kDot, inner_height = kHeight - 2 * kMargin - kDot;
  for (int i = 0; i <= kGrid; ++i) {
    picture.fill(kMargin, kMargin + kDot / 2 + inner_height * i / kGrid, kWidth - 2 * kMargin, 2,
                 kRule);
  }
  const auto x_of = [&](const Point& p) {
    return kMargin +
           place(to_ms(p.at), to_ms(points.front().at), to_ms(points.back().at), inner_width);
  };
  const auto y_of = [&](const Point& p) {
    return kMargin + kDot / 2 + inner_height -
           place(p.price.minor, low->price.minor, high->price.minor, inner_height);
  };
  for (std::size_t i = 1; i < points.size(); ++i) {
    const int x0 = x_of(points[i - 1]), x1 = x_of(points[i]);
    const int y0 = y_of(points[i - 1]), y1 = y_of(points[i]);
    picture.fill(x0, y0, x1 - x0 + kLine, kLine, kInk);
    picture.fill(x1, std::min(y0, y1), kLine, std::abs(y1 - y0) + kLine, kInk);
  }
  const Point& now = points.back();
  picture.fill(x_of(now), y_of(now) - kDot / 2, kDot, kDot, kMark);
  PriceChart chart;
  chart.png = to_png(picture, kColours);
  chart.words =
      fmt::format("{} to {}, now {}", low->price.amount(), high->price.text(), now.price.text());
  return chart;
}

}  // namespace tocsin::notify
