// Saved filters: lists with a name, in the configuration.

#include <array>

#include "base/text.h"
#include "commands.h"

namespace tocsin::ticket_tool {
namespace {

struct Key {
  std::string_view name;
  std::string ListOptions::*text = nullptr;
  std::vector<std::string> ListOptions::*words = nullptr;
  bool ListOptions::*flag = nullptr;
};

const auto kKeys = std::to_array<Key>({
    {"status", nullptr, &ListOptions::status},
    {"priority", nullptr, &ListOptions::priority},
    {"sla", nullptr, &ListOptions::sla},
    {"organization", &ListOptions::organization},
    {"requester", &ListOptions::requester},
    {"assignee", &ListOptions::assignee},
    {"team", &ListOptions::team},
    {"type", &ListOptions::type},
    {"tag", &ListOptions::tag},
    {"text", &ListOptions::text},
    {"sort", &ListOptions::sort},
    {"archived", nullptr, nullptr, &ListOptions::archived},
    {"all", nullptr, nullptr, &ListOptions::all},
});

void apply(const std::string& filter, const std::string& word, ListOptions& given) {
  const auto equals = word.find('=');
  const std::string name = word.substr(0, equals);
  const std::string value = equals == std::string::npos ? "yes" : word.substr(equals + 1);
  for (const Key& key : kKeys) {
    if (key.name != name) continue;
    if (key.text != nullptr && (given.*key.text).empty()) given.*key.text = value;
    if (key.words != nullptr && (given.*key.words).empty()) given.*key.words = split(value, ',');
    if (key.flag != nullptr) given.*key.flag = value == "yes" || value == "true";
    return;
  }
  std::vector<std::string_view> known;
  for (const Key& key : kKeys) known.push_back(key.name);
  const auto near = nearest(name, known);
  fail(Exit::config, "ticket.filters: '{}' in '{}' is no filter{}", name, filter,
       near ? fmt::format("; did you mean '{}'?", *near)
            : fmt::format(": {}", fmt::join(known, ", ")));
}

}  // namespace

void apply_saved(const std::vector<std::string>& filters, ListOptions& given) {
  if (given.saved.empty()) return;
  std::vector<std::string> names;
  for (const std::string& filter : filters) {
    const auto colon = filter.find(':');
    if (colon == std::string::npos) {
      fail(Exit::config, "ticket.filters: '{}' is not \"name: key=value …\"", filter);
    }
    names.emplace_back(trim(filter.substr(0, colon)));
    if (names.back() != given.saved) continue;
    for (const std::string& word : split(filter.substr(colon + 1), ' ')) {
      apply(names.back(), word, given);
    }
    return;
  }
  fail(Exit::usage, "no filter '{}' in ticket.filters; there are: {}", given.saved,
       fmt::join(names, ", "));
}

}  // namespace tocsin::ticket_tool
