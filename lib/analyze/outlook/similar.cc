#include "analyze/outlook/similar.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "model/event_identity.h"

namespace tocsin::analyze {
namespace {

constexpr double kPerformers = 0.5, kPlace = 0.25, kCategory = 0.15, kWeekday = 0.1;

// "macbeth 2008" is "macbeth", "1776" is itself.
std::string without_year(std::string name) {
  constexpr std::size_t kYear = 5;  // with the space before it
  if (name.size() <= kYear) return name;
  const std::string_view end = std::string_view(name).substr(name.size() - kYear);
  const bool is_year = (end.starts_with(" 19") || end.starts_with(" 20")) &&
                       end.find_first_not_of("0123456789", 1) == std::string_view::npos;
  if (is_year) name.resize(name.size() - kYear);
  return name;
}

std::vector<std::string> sides_of(const std::string& name) {
  for (const std::string_view between : {" vs ", " v ", " at "}) {
    const auto at = name.find(between);
    if (at == std::string::npos) continue;
    return {name.substr(0, at), name.substr(at + between.size())};
  }
  return {without_year(name)};
}

std::optional<bool> is_weekend(const EventView& event) {
  const auto wall = local_start(event, Zone::utc());
  if (!wall) return std::nullopt;
  const std::chrono::weekday day{std::chrono::floor<std::chrono::days>(*wall)};
  // The evening of a Friday counts.
  return day == std::chrono::Friday || day == std::chrono::Saturday || day == std::chrono::Sunday;
}

}  // namespace

Traits::Traits(const EventView& event)
    : performers_(event.performers.empty() ? sides_of(event.name) : event.performers),
      place_(place_key(event.facts().venue)),
      category_(event.category),
      weekend_(is_weekend(event)) {
  std::erase(performers_, "");
  std::sort(performers_.begin(), performers_.end());
  performers_.erase(std::unique(performers_.begin(), performers_.end()), performers_.end());
}

std::vector<std::string> Traits::terms() const {
  std::vector<std::string> out;
  for (const std::string& p : performers_) out.push_back("performer:" + p);
  if (!place_.empty()) out.push_back("place:" + place_);
  if (!category_.empty()) out.push_back("category:" + category_);
  return out;
}

Likeness likeness(const Traits& a, const Traits& b) {
  Likeness out;
  const auto add = [&](double value, const char* why) {
    out.value += value;
    out.because.emplace_back(why);
  };
  std::vector<std::string> both;
  std::set_intersection(a.performers_.begin(), a.performers_.end(), b.performers_.begin(),
                        b.performers_.end(), std::back_inserter(both));
  const std::size_t most = std::max(a.performers_.size(), b.performers_.size());
  if (!both.empty()) {
    add(kPerformers * static_cast<double>(both.size()) / static_cast<double>(most),
        both.size() == most ? "same performers" : "a performer of both");
  }
  if (!a.place_.empty() && a.place_ == b.place_) add(kPlace, "same venue");
  if (!a.category_.empty() && a.category_ == b.category_) add(kCategory, "same category");
  if (a.weekend_ && a.weekend_ == b.weekend_) {
    add(kWeekday, *a.weekend_ ? "both at a weekend" : "both in the week");
  }
  return out;
}

}  // namespace tocsin::analyze
