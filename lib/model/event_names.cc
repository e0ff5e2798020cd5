#include "model/event_names.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "model/event_identity.h"

namespace tocsin {
namespace {

using Tokens = std::set<std::string>;

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// Words that tell nothing.
constexpr auto kFiller = std::to_array<std::string_view>(
    {"the",     "a",        "an",      "and",   "at", "vs",        "v",        "versus",  "with",
     "feat",    "ft",       "of",      "in",    "on", "featuring", "presents", "present", "live",
     "tour",    "concert",  "by",      "de",    "la", "le",        "el",       "les",     "los",
     "tickets", "ticket",   "und",     "mit",   "et", "y",         "e",        "i",       "z",
     "der",     "die",      "das",     "im",    "am", "fc",        "afc",      "game",    "match",
     "show",    "official", "special", "guests"});
constexpr auto kVenueFiller = std::to_array<std::string_view>(
    {"the",     "of",     "at",     "de",      "la",      "le",      "el",      "am",
     "im",      "der",    "die",    "das",     "arena",   "stadium", "stadion", "stade",
     "estadio", "center", "centre", "theatre", "theater", "teatro",  "hall",    "venue"});
// Sold around an event, or another team of the same name: on one side only, it is something else.
constexpr auto kQualifiers = std::to_array<std::string_view>(
    {"parking",    "pass",     "passes",    "package",  "packages", "vip",        "hospitality",
     "suite",      "suites",   "upgrade",   "addon",    "shuttle",  "camping",    "lounge",
     "voucher",    "donation", "rehearsal", "workshop", "tribute",  "afterparty", "soundcheck",
     "membership", "women",    "womens",    "ladies",   "frauen",   "femenino",   "feminin",
     "feminine",   "kobiet",   "u18",       "u19",      "u20",      "u21",        "u23",
     "youth",      "junior",   "reserves"});
// Last words that many teams share.
constexpr auto kCommonEndings = std::to_array<std::string_view>(
    {"united", "city", "town", "club", "county", "rovers", "wanderers", "athletic", "albion"});

Tokens words(std::string_view name) {
  const auto list = split(fold(name), ' ');
  return {list.begin(), list.end()};
}

// Without the words for which `leave_out` is true, unless no others are left.
template <typename LeaveOut>
Tokens without(const Tokens& all, const LeaveOut& leave_out) {
  Tokens out = all;
  std::erase_if(out, leave_out);
  return out.empty() ? all : out;
}

bool is_number(std::string_view word) {
  return !word.empty() && word.find_first_not_of("0123456789") == std::string_view::npos;
}
bool is_year(std::string_view word) {
  return word.size() == 4 && (word.starts_with("19") || word.starts_with("20"));
}

// "(formerly PHX Arena)", "[sold out]"
std::string without_brackets(std::string_view text) {
  std::string out;
  int open = 0;
  for (const char c : text) {
    if (c == '(' || c == '[') ++open;
    if (open == 0) out += c;
    if ((c == ')' || c == ']') && open > 0) --open;
  }
  return out;
}

// What a title says beyond where it is.
struct Title {
  Tokens telling;     // without filler and place
  Tokens numbers;     // but years
  Tokens qualifiers;  // of all that was written, brackets too
};

Title title_of(const EventFacts& event) {
  Tokens place = words(event.venue.name);
  place.merge(words(event.venue.city));
  const auto is_place = [&](const std::string& w) { return place.contains(w); };
  Title out;
  const Tokens all = words(event.name);
  const Tokens written = words(without_brackets(event.name));
  out.telling = without(without(written.empty() ? all : written, is_place),
                        [](const std::string& w) { return is_one_of(kFiller, w); });
  for (const std::string& w : all) {
    if (is_one_of(kQualifiers, w) && !is_place(w)) out.qualifiers.insert(w);
  }
  for (const std::string& w : out.telling) {
    if (is_number(w) && !is_year(w)) out.numbers.insert(w);
  }
  return out;
}

bool holds(const Tokens& all, const std::string& word) {
  if (all.contains(word) || all.contains(word + "s")) return true;
  return word.size() > 3 && word.ends_with('s') && all.contains(word.substr(0, word.size() - 1));
}

// The share of the shorter list that is in the other.
double overlap(const Tokens& a, const Tokens& b) {
  const Tokens& less = a.size() <= b.size() ? a : b;
  const Tokens& more = a.size() <= b.size() ? b : a;
  if (less.empty()) return 0;
  const auto shared =
      std::count_if(less.begin(), less.end(), [&](const std::string& w) { return holds(more, w); });
  return static_cast<double>(shared) / static_cast<double>(less.size());
}

bool is_subset(const Tokens& part, const Tokens& whole) {
  return !part.empty() && std::all_of(part.begin(), part.end(),
                                      [&](const std::string& w) { return holds(whole, w); });
}

Tokens telling(std::string_view name) {
  return without(words(name), [](const std::string& w) { return is_one_of(kFiller, w); });
}

// How many of the shorter list are in the other, and how many it has.
struct Shared {
  std::size_t found = 0, of = 0;
};

Shared shared_performers(const EventFacts& a, const EventFacts& b) {
  const auto& less = a.performers.size() <= b.performers.size() ? a.performers : b.performers;
  const auto& more = a.performers.size() <= b.performers.size() ? b.performers : a.performers;
  Shared out{0, less.size()};
  for (const std::string& one : less) {
    const Tokens name = telling(one);
    out.found += std::any_of(more.begin(), more.end(), [&](const std::string& other) {
      const Tokens them = telling(other);
      return is_subset(name, them) || is_subset(them, name);
    });
  }
  return out;
}

bool headliner_in_title(const EventFacts& a, const EventFacts& b) {
  return b.performers.empty() && !a.performers.empty() &&
         is_subset(telling(a.performers.front()), telling(b.name));
}

struct Side {
  Tokens words;
  std::string last;
};

Side side_of(std::string_view text) {
  const std::string folded = fold(text);
  const std::size_t blank = folded.rfind(' ');
  return {telling(folded), blank == std::string::npos ? folded : folded.substr(blank + 1)};
}

// "NBA Cup: A vs. B (statue day)": A and B.
std::optional<std::pair<Side, Side>> sides(const EventFacts& event) {
  const std::string plain = without_brackets(event.name);
  const std::string lower = to_lower(plain);
  for (const std::string_view between : {" vs. ", " vs ", " v. ", " v ", " @ ", " at "}) {
    const std::size_t at = lower.find(between);
    if (at == std::string::npos) continue;
    std::string_view left = std::string_view(plain).substr(0, at);
    std::string_view right = std::string_view(plain).substr(at + between.size());
    if (const auto colon = left.rfind(": "); colon != std::string_view::npos) {
      left.remove_prefix(colon + 2);
    }
    right = right.substr(0, right.find_first_of(":|"));
    Side a = side_of(left);
    Side b = side_of(right);
    if (a.words.empty() || b.words.empty()) continue;
    // "Jazz at Lincoln Center" is a place, not an opponent.
    Tokens place = words(event.venue.name);
    place.merge(words(event.venue.city));
    const bool place_name =
        between.find('v') == std::string_view::npos && is_subset(b.words, place);
    if (!place_name) return std::pair(std::move(a), std::move(b));
  }
  return std::nullopt;
}

bool same_side(const Side& a, const Side& b) {
  if (is_subset(a.words, b.words) || is_subset(b.words, a.words)) return true;
  return a.last == b.last && !is_one_of(kCommonEndings, a.last);
}

}  // namespace

std::string place_key(const Venue& venue) {
  std::string name = without_brackets(venue.name);
  // "Toyota Center - TX", "Apollo, London"
  if (const auto dash = name.rfind(" - "); dash != std::string::npos) {
    const std::string_view behind = trim(std::string_view(name).substr(dash + 3));
    if (behind.size() <= 3 || is_part_of(behind, venue.city)) name.resize(dash);
  }
  const Tokens city = words(venue.city);
  const Tokens all = words(name);
  if (all == Tokens{"online"}) return "";
  const Tokens kept =
      without(without(all, [](const std::string& w) { return is_one_of(kVenueFiller, w); }),
              [&](const std::string& w) { return city.contains(w); });
  return fmt::format("{}", fmt::join(kept, " "));
}

bool names_agree(const EventFacts& a, const EventFacts& b) {
  constexpr double kMost = 0.75;
  const Title one = title_of(a);
  const Title other = title_of(b);
  if (one.qualifiers != other.qualifiers) return false;
  if (!one.numbers.empty() && !other.numbers.empty() && one.numbers != other.numbers) return false;
  const Shared performers = shared_performers(a, b);
  if (performers.of > 0 && performers.found == 0) return false;
  if (performers.of > 0 && performers.found * 2 >= performers.of) return true;
  if (headliner_in_title(a, b) || headliner_in_title(b, a)) return true;
  return overlap(one.telling, other.telling) >= kMost;
}

bool is_part_of(std::string_view part, std::string_view whole) {
  return is_subset(words(part), words(whole));
}

bool same_opponents(const EventFacts& a, const EventFacts& b) {
  if (title_of(a).qualifiers != title_of(b).qualifiers) return false;
  const auto x = sides(a);
  const auto y = sides(b);
  if (!x || !y) return false;
  return (same_side(x->first, y->first) && same_side(x->second, y->second)) ||
         (same_side(x->first, y->second) && same_side(x->second, y->first));
}

}  // namespace tocsin
