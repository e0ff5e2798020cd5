#include "report/story.h"

#include <charconv>

#include "base/time.h"
#include "report/cell.h"

namespace tocsin::report {
namespace {

constexpr std::size_t kDay = 10;  // of "2026-03-02 09:00"

std::optional<Happening> happening_from(std::string_view line) {
  std::int64_t ms = 0;
  const char* const end = line.data() + line.size();
  const auto [behind, fault] = std::from_chars(line.data(), end, ms);
  if (fault != std::errc{} || behind == end || *behind != ' ') return std::nullopt;
  return Happening{from_ms(ms), std::string(behind + 1, end)};
}

}  // namespace

std::optional<std::vector<Happening>> story_from(std::string_view text) {
  std::vector<Happening> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (auto happening = happening_from(line)) {
      out.push_back(std::move(*happening));
    } else if (out.empty()) {
      return std::nullopt;
    } else {
      out.back().what.append(" ").append(line);
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string say_story_time(const std::vector<Happening>& story, std::size_t i, const Zone& zone) {
  const std::string at = say_time(story[i].at, zone);
  const bool same_day =
      i > 0 && say_time(story[i - 1].at, zone).substr(0, kDay) == at.substr(0, kDay);
  return same_day ? at.substr(kDay + 1) : at;
}

std::string say_story(const std::vector<Happening>& story, const Zone& zone) {
  std::string out;
  for (std::size_t i = 0; i < story.size(); ++i) {
    if (i > 0) out += " · ";
    out += say_story_time(story, i, zone) + " " + story[i].what;
  }
  return out;
}

OrderedJson story_json(const std::vector<Happening>& story) {
  OrderedJson out = OrderedJson::array();
  for (const Happening& h : story) {
    out.push_back({{"at", format_instant(h.at)}, {"what", h.what}});
  }
  return out;
}

}  // namespace tocsin::report
