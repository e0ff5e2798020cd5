#include "analyze/terms.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/text.h"

namespace tocsin::analyze {
namespace {

constexpr std::size_t kWords = 3;
constexpr std::size_t kTermBytes = 200;  // a term only narrows: a cut one does no harm
constexpr double kKmPerDegree = 111.2;
constexpr std::size_t kMostCells = 1000;

void add(std::vector<std::string>& terms, std::string_view kind, std::string_view value) {
  if (value.empty()) return;
  std::string term(kind);
  term += utf8_prefix(value, kTermBytes);
  terms.push_back(std::move(term));
}

// Every run of one to three words.
void add_phrases(std::vector<std::string>& terms, std::string_view folded) {
  const auto words = split(folded, ' ');
  for (std::size_t first = 0; first < words.size(); ++first) {
    std::string phrase;
    for (std::size_t n = first; n < words.size() && n < first + kWords; ++n) {
      if (n > first) phrase += ' ';
      phrase += words[n];
      add(terms, "text:", phrase);
    }
  }
}

// What a phrase is filed under: its first three words.
void add_phrase(std::vector<std::string>& terms, std::string_view folded) {
  std::size_t end = 0;
  for (std::size_t word = 0; word < kWords && end != std::string_view::npos; ++word) {
    end = folded.find(' ', word == 0 ? 0 : end + 1);
  }
  add(terms, "text:", folded.substr(0, end));
}

std::string cell(int latitude, int longitude) {
  return fmt::format("cell:{}:{}", latitude, (longitude + 540) % 360 - 180);
}

// The squares that a circle touches; none when it reaches a pole or is too large to be telling.
std::vector<std::string> cells_around(const Place& centre, double radius_km) {
  const double height = radius_km / kKmPerDegree;
  const double edge = std::abs(centre.latitude) + height;
  if (edge >= 89) return {};
  const double width = height / std::cos(edge * std::numbers::pi / 180);
  if (width >= 180) return {};
  const auto from = [](double v) { return static_cast<int>(std::floor(v)); };
  std::vector<std::string> out;
  for (int lat = from(centre.latitude - height); lat <= from(centre.latitude + height); ++lat) {
    for (int lon = from(centre.longitude - width); lon <= from(centre.longitude + width); ++lon) {
      out.push_back(cell(lat, lon));
      if (out.size() > kMostCells) return {};
    }
  }
  return out;
}

void sort_out(std::vector<std::string>& terms) {
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
}

}  // namespace

std::vector<std::string> event_terms(const EventView& event) {
  std::vector<std::string> terms{"any:"};
  for (const std::string& id : event.ids) add(terms, "id:", id);
  add_phrases(terms, event.name);
  for (const std::string& performer : event.performers) add_phrases(terms, performer);
  add_phrases(terms, event.venue);
  add_phrases(terms, event.category);
  add(terms, "city:", event.city);
  for (const std::string& platform : event.platforms) add(terms, "platform:", platform);
  const Venue& at = event.facts().venue;
  if (at.latitude && at.longitude) {
    terms.push_back(cell(static_cast<int>(std::floor(*at.latitude)),
                         static_cast<int>(std::floor(*at.longitude))));
  }
  sort_out(terms);
  return terms;
}

std::vector<std::string> watch_terms(const WatchCriteria& c, const std::optional<Place>& centre) {
  std::vector<std::string> terms;
  if (c.requires_(Criterion::event)) {
    add(terms, "id:", to_lower(c.event->text));
    add_phrase(terms, c.event->folded);
  } else if (c.requires_(Criterion::performer)) {
    for (const Name& performer : c.performers) add_phrase(terms, performer.folded);
  } else if (c.requires_(Criterion::venue)) {
    add_phrase(terms, c.venue->folded);
  } else if (c.requires_(Criterion::keywords)) {
    const auto longest = std::max_element(
        c.keywords.begin(), c.keywords.end(),
        [](const Name& a, const Name& b) { return a.folded.size() < b.folded.size(); });
    add_phrase(terms, longest->folded);
  } else if (c.requires_(Criterion::city)) {
    add(terms, "city:", c.city->folded);
    if (c.radius_km && centre) {
      auto cells = cells_around(*centre, *c.radius_km);
      if (cells.empty()) terms.clear();
      terms.insert(terms.end(), cells.begin(), cells.end());
    }
  } else if (c.requires_(Criterion::category)) {
    add_phrase(terms, c.category->folded);
  } else if (c.requires_(Criterion::platforms)) {
    for (const Name& platform : c.platforms) add(terms, "platform:", platform.folded);
  }
  if (terms.empty()) terms.emplace_back("any:");
  sort_out(terms);
  return terms;
}

}  // namespace tocsin::analyze
