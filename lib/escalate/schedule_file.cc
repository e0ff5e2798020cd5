#include "escalate/schedule_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "base/time.h"
#include "base/toml_table.h"

namespace tocsin::escalate {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::weekday;

constexpr std::size_t kLargest = 1U << 20;
constexpr std::size_t kMostLayers = 50, kMostTurns = 1'000, kMostTogether = 20;
constexpr std::size_t kLongestText = 200;
constexpr Duration kDay = days{1}, kWeek = days{7}, kLongestTurn = days{366};
// Local time is known between these, a day of leeway on both sides for its zone.
constexpr LocalTime kFirst{std::chrono::local_days{std::chrono::year{1970} / 1 / 2}};
constexpr LocalTime kLast{std::chrono::local_days{std::chrono::year{2036} / 12 / 31}};

using Known = std::string_view;
constexpr Known kFileKeys[] = {"description", "time_zone", "layer"};
constexpr Known kLayerKeys[] = {"name",  "people", "rotation", "hand_off",
                                "start", "end",    "hours",    "time_zone"};
constexpr Known kWeekKeys[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

Zone read_zone(const TomlTable& t, const std::string& otherwise) {
  const std::string name = t.text("time_zone").value_or(otherwise);
  if (!Zone::exists(name)) t.refuse("time_zone", fmt::format("there is no zone '{}'", name));
  return Zone::find(name);
}

// "2026-01-05", its midnight, or "2026-01-05 09:00".
std::optional<LocalTime> parse_wall(std::string_view text) {
  const auto read =
      text.size() == 10 ? parse_instant(text) : parse_instant(std::string(text) + ":00Z");
  if (!read || (text.size() != 10 && text.size() != 16)) return std::nullopt;
  return LocalTime{read->time_since_epoch()};
}

LocalTime read_wall(const TomlTable& t, std::string_view key) {
  const std::string text = t.required_text(key);
  const auto wall = parse_wall(text);
  if (!wall) {
    t.refuse(key, fmt::format("'{}' is no date such as 2026-01-05, and no date and time such as "
                              "2026-01-05 09:00",
                              text));
  }
  if (*wall < kFirst || *wall > kLast) {
    t.refuse(key, fmt::format("'{}' is not from 1970 to 2036", text));
  }
  return *wall;
}

// "hourly", "daily", "weekly", or "12h", "3d", "2w".
Duration read_turn(const TomlTable& t) {
  static constexpr std::pair<Known, Duration> kWords[] = {
      {"hourly", hours{1}}, {"daily", kDay}, {"weekly", kWeek}};
  const std::string text = t.required_text("rotation");
  for (const auto& [word, turn] : kWords) {
    if (text == word) return turn;
  }
  const bool in_weeks = text.ends_with('w');
  const auto length = parse_duration(in_weeks ? text.substr(0, text.size() - 1) + "d" : text);
  if (!length || *length > kLongestTurn) {
    t.refuse(
        "rotation",
        fmt::format("'{}' is neither hourly, daily, weekly nor a length such as 12h, 3d or 2w, "
                    "of at most 366d",
                    text));
  }
  const Duration turn = in_weeks ? *length * 7 : *length;
  if (turn < kShortestTurn || turn % hours{1} != Duration::zero()) {
    t.refuse("rotation", fmt::format("'{}' is not of whole hours", text));
  }
  if (turn > kLongestTurn) t.refuse("rotation", fmt::format("'{}' is longer than 366d", text));
  return turn;
}

struct HandOffTime {
  Duration time;                    // since midnight
  std::optional<weekday> day = {};  // of turns of whole weeks
};

// "mon 09:00" for turns of whole weeks, else "09:00".
HandOffTime read_hand_off(const TomlTable& t, Duration turn) {
  const bool weekly = turn % kWeek == Duration::zero();
  if (!t.has("hand_off")) {
    if (turn < kDay) return {Duration::zero()};
    t.refuse("'hand_off' is missing");
  }
  const std::string text = t.required_text("hand_off");
  const std::vector<std::string> parts = split(text, ' ');
  const auto time = parts.empty() ? std::nullopt : parse_time_of_day(parts.back());
  const auto day =
      std::find(std::begin(kWeekKeys), std::end(kWeekKeys), parts.empty() ? "" : parts.front());
  const bool names_day = parts.size() == 2 && day != std::end(kWeekKeys);
  if (!time || *time == kDay || (parts.size() > 1 && !names_day)) {
    t.refuse("hand_off", fmt::format("'{}' is no time such as 09:00 or mon 09:00", text));
  }
  if (weekly != names_day) {
    t.refuse("hand_off", weekly ? fmt::format("'{}' names no weekday", text)
                                : fmt::format("'{}' names a weekday, but turns are not of whole "
                                              "weeks",
                                              text));
  }
  if (!names_day) return {*time};
  return {*time, weekday(static_cast<unsigned>(day - std::begin(kWeekKeys)))};
}

// When the turn begins in which `start` lies.
LocalTime first_hand_off(const HandOffTime& hand_off, Duration turn, LocalTime start) {
  auto day = std::chrono::floor<days>(start);
  if (hand_off.day) day -= weekday{day} - *hand_off.day;
  LocalTime at = day + hand_off.time;
  if (at > start) at -= hand_off.day ? kWeek : kDay;
  return turn < kDay ? at + (start - at) / turn * turn : at;
}

WeekHours read_hours(const TomlTable& t) {
  WeekHours out;
  bool any = false;
  for (std::size_t day = 0; day < out.size(); ++day) {
    for (const std::string& text : t.texts(kWeekKeys[day])) {
      const auto range = parse_hours(text);
      if (!range) {
        t.refuse(kWeekKeys[day], fmt::format("'{}' is no range such as 09:00-17:30", text));
      }
      out[day].push_back(*range);
      any = true;
    }
  }
  if (!any) t.refuse("'hours' names no hours");
  return out;
}

class LayerReader {
 public:
  LayerReader(Schedule& schedule, const std::string& zone) : schedule_(schedule), zone_(zone) {}

  void read(const TomlTable& t) {
    if (schedule_.layers.size() == kMostLayers) {
      t.refuse(fmt::format("more than {} layers", kMostLayers));
    }
    const std::string name =
        t.text("name").value_or(fmt::format("layer {}", schedule_.layers.size() + 1));
    if (name.empty() || name.size() > kLongestText) t.refuse("name", "'name' is empty or too long");
    if (!names_.insert(name).second) {
      t.refuse("name", fmt::format("there is a layer '{}' already", name));
    }
    const Zone zone = read_zone(t, zone_);
    const Duration turn = read_turn(t);
    const LocalTime start = read_wall(t, "start");
    const LocalTime first = first_hand_off(read_hand_off(t, turn), turn, start);
    Layer layer{name, {zone, first, turn, read_crews(t)}, zone.to_instant(start)};
    if (t.has("end")) {
      layer.until = zone.to_instant(read_wall(t, "end"));
      if (layer.until <= layer.from) t.refuse("end", "'end' is not after 'start'");
    }
    if (const auto week = t.table("hours", kWeekKeys)) layer.hours = read_hours(*week);
    schedule_.layers.push_back(std::move(layer));
  }

 private:
  // A list of people; a list within it is of people who are on call together.
  std::vector<Crew> read_crews(const TomlTable& t) {
    const toml::node* node = t.node("people");
    if (node == nullptr) t.refuse("'people' is missing");
    const toml::array* list = node->as_array();
    if (list == nullptr || list->empty()) t.refuse("people", "'people' must be a list of people");
    if (list->size() > kMostTurns) {
      t.refuse("people", fmt::format("more than {} turns", kMostTurns));
    }
    std::vector<Crew> out;
    for (const toml::node& item : *list) {
      if (const toml::array* together = item.as_array()) {
        out.push_back(read_together(t, *together));
      } else {
        out.push_back({read_person(t, item)});
      }
    }
    return out;
  }

  Crew read_together(const TomlTable& t, const toml::array& list) {
    if (list.empty() || list.size() > kMostTogether) {
      t.refuse(list, fmt::format("1 to {} people can be on call together", kMostTogether));
    }
    Crew crew;
    for (const toml::node& item : list) crew.push_back(read_person(t, item));
    std::sort(crew.begin(), crew.end());
    crew.erase(std::unique(crew.begin(), crew.end()), crew.end());
    return crew;
  }

  Who read_person(const TomlTable& t, const toml::node& node) {
    const auto text = node.value_exact<std::string>();
    if (!text || trim(*text).empty() || text->size() > kLongestText) {
      t.refuse(node, "'people' must be a list of people, or of lists of them");
    }
    const auto [place, is_new] =
        people_.try_emplace(std::string(trim(*text)), static_cast<Who>(schedule_.people.size()));
    if (is_new) schedule_.people.push_back({.name = place->first});
    return place->second;
  }

  Schedule& schedule_;
  const std::string& zone_;
  std::set<std::string> names_;
  std::map<std::string, Who> people_;
};

}  // namespace

Schedule read_schedule(std::string_view text, const std::string& name, const std::string& where,
                       const std::string& zone) {
  if (text.size() > kLargest) fail(Exit::config, "{}: larger than 1 MiB", where);
  const toml::table root = read_toml(text, where);
  const TomlTable file(root, where, 1, kFileKeys);
  Schedule out{name, file.text("description").value_or(""), read_zone(file, zone), {}, {}};
  const std::string own_zone = out.zone.name();
  LayerReader layers(out, own_zone);
  for (const auto& [unnamed, layer] : file.tables("layer", kLayerKeys)) {
    if (!unnamed.empty()) layer.refuse("layers are written as [[layer]]");
    layers.read(layer);
  }
  if (out.layers.empty()) file.refuse("there is no [[layer]]");
  return out;
}

Schedule load_schedule(const std::filesystem::path& file, const std::string& zone) {
  return read_schedule(read_file(file, kLargest + 1), file.stem().string(), file.string(), zone);
}

bool is_schedule_name(std::string_view text) {
  constexpr std::size_t kLongest = 64;
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  };
  return !text.empty() && text.size() <= kLongest && std::all_of(text.begin(), text.end(), fits);
}

std::vector<std::string> schedule_names(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  std::vector<std::string> out;
  std::error_code ignored;
  if (folder.empty() || !fs::is_directory(folder, ignored)) return out;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().stem().string();
    if (entry.path().extension() == ".toml" && is_schedule_name(name)) out.push_back(name);
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace tocsin::escalate
