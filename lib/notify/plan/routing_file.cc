#include "notify/plan/routing_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/embedded.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "base/time.h"
#include "base/toml_table.h"

namespace tocsin::notify {
namespace {

constexpr std::size_t kLargest = 1U << 20;
constexpr int kDeepest = 16;
constexpr std::string_view kName = "routing.toml";

using Known = std::string_view;
constexpr Known kFileKeys[] = {"default", "route", "mute_time", "inhibit", "throttle"};
constexpr Known kDefaultKeys[] = {"group_by",   "group_wait", "group_interval", "repeat_interval",
                                  "mute_times", "recipients", "channels"};
constexpr Known kRouteKeys[] = {
    "name",       "match",          "continue",        "recipients", "channels", "group_by",
    "group_wait", "group_interval", "repeat_interval", "mute_times", "route"};
constexpr Known kMuteKeys[] = {"name", "time_zone", "when"};
constexpr Known kWhenKeys[] = {"weekdays", "dates", "hours"};
constexpr Known kInhibitKeys[] = {"name", "source", "target", "equal"};
constexpr Known kRecipientKinds[] = {"person", "role", "team", "organization"};

class Reader {
 public:
  Reader(Routing& routing, const std::string& zone) : routing_(routing), zone_(zone) {}

  void read(const TomlTable& file, const TomlTable* defaults, const toml::table* throttle,
            const std::string& where) {
    for (const auto& [name, t] : file.tables("mute_time", kMuteKeys)) read_mute_time(t);
    routing_.root.name = "default";
    if (defaults != nullptr) read_settings(*defaults, routing_.root);
    read_routes(file, routing_.root, 1);
    for (const auto& [name, t] : file.tables("inhibit", kInhibitKeys)) read_inhibit(t);
    if (throttle != nullptr) read_throttle(*throttle, where);
  }

 private:
  std::string unique_name(const TomlTable& t, std::string_view what) {
    std::string name = t.required_text("name");
    if (!names_.emplace(what, name).second) {
      t.refuse("name", fmt::format("there is a {} '{}' already", what, name));
    }
    return name;
  }

  static Matchers matchers(const TomlTable& t, std::string_view key, bool required) {
    Matchers out;
    for (const std::string& text : t.texts(key)) {
      auto matcher = Matcher::parse(text);
      if (!matcher) {
        t.refuse(key, fmt::format("'{}' is no matcher: name=value, name!=value, name=~regex or "
                                  "name!~regex",
                                  text));
      }
      out.push_back(std::move(*matcher));
    }
    if (required && out.empty()) t.refuse(fmt::format("'{}' is missing", key));
    return out;
  }

  static void read_duration(const TomlTable& t, std::string_view key, Duration& out) {
    const auto text = t.text(key);
    if (!text) return;
    const auto value = parse_duration(*text);
    if (!value || *value < Duration::zero()) {
      t.refuse(key, fmt::format("'{}' is no duration such as 30s, 5m or 4h", *text));
    }
    out = *value;
  }

  static Channel channel(const TomlTable& t, std::string_view key, std::string_view name) {
    if (const auto found = from_word<Channel>(name)) return *found;
    t.refuse(key,
             fmt::format("'{}' is no channel: {}", name, fmt::join(Words<Channel>::list, ", ")));
  }

  void read_settings(const TomlTable& t, Route& r) const {
    if (t.has("recipients")) {
      r.recipients = t.texts("recipients");
      for (const std::string& token : r.recipients) {
        const auto kind = std::string_view(token).substr(0, token.find(':'));
        const bool known = std::find(std::begin(kRecipientKinds), std::end(kRecipientKinds),
                                     kind) != std::end(kRecipientKinds);
        if (!known || kind.size() + 1 >= token.size()) {
          t.refuse("recipients", fmt::format("'{}' is no recipient: person:ID, role:NAME, team:ID "
                                             "or organization:ID",
                                             token));
        }
      }
    }
    if (t.has("channels")) {
      r.channels.clear();
      for (const std::string& name : t.texts("channels")) {
        r.channels.push_back(channel(t, "channels", name));
      }
    }
    if (t.has("group_by")) r.group_by = t.texts("group_by");
    read_duration(t, "group_wait", r.group_wait);
    read_duration(t, "group_interval", r.group_interval);
    read_duration(t, "repeat_interval", r.repeat_interval);
    if (t.has("mute_times")) {
      r.mute_times.clear();
      for (const std::string& name : t.texts("mute_times")) {
        const MuteTime* mute = routing_.mute_time(name);
        if (mute == nullptr)
          t.refuse("mute_times", fmt::format("there is no mute time '{}'", name));
        r.mute_times.push_back(mute);
      }
    }
  }

  void read_routes(const TomlTable& t, Route& parent, int depth) {
    for (const auto& [unnamed, child] : t.tables("route", kRouteKeys)) {
      if (depth > kDeepest) child.refuse("routes are nested too deeply");
      Route r;
      r.recipients = parent.recipients;
      r.channels = parent.channels;
      r.group_by = parent.group_by;
      r.group_wait = parent.group_wait;
      r.group_interval = parent.group_interval;
      r.repeat_interval = parent.repeat_interval;
      r.mute_times = parent.mute_times;
      r.name = unique_name(child, "route");
      r.matchers = matchers(child, "match", false);
      r.goes_on = child.flag("continue");
      read_settings(child, r);
      read_routes(child, r, depth + 1);
      parent.routes.push_back(std::move(r));
    }
  }

  void read_mute_time(const TomlTable& t) {
    MuteTime mute;
    mute.name = unique_name(t, "mute time");
    const std::string zone = t.text("time_zone").value_or(zone_);
    if (!Zone::exists(zone)) t.refuse("time_zone", fmt::format("there is no zone '{}'", zone));
    mute.zone = Zone::find(zone);
    for (const auto& [name, when] : t.tables("when", kWhenKeys)) {
      mute.rules.push_back(read_rule(when));
    }
    if (mute.rules.empty()) t.refuse("a mute time needs at least one 'when'");
    routing_.mute_times.push_back(std::move(mute));
  }

  static MuteRule read_rule(const TomlTable& when) {
    MuteRule rule;
    const auto each = [&](std::string_view key, const auto& parse, const auto& add) {
      for (const std::string& text : when.texts(key)) {
        auto value = parse(text);
        if (!value) when.refuse(key, fmt::format("'{}' is none of {}", text, key));
        add(std::move(*value));
      }
    };
    each("weekdays", parse_weekdays, [&](const auto& days) {
      rule.weekdays.insert(rule.weekdays.end(), days.begin(), days.end());
    });
    each("dates", parse_dates, [&](const DateRange& dates) { rule.dates.push_back(dates); });
    each("hours", parse_hours, [&](const HourRange& hours) { rule.hours.push_back(hours); });
    if (rule.weekdays.empty() && rule.dates.empty() && rule.hours.empty()) {
      when.refuse("this would be always: name weekdays, dates or hours");
    }
    return rule;
  }

  void read_inhibit(const TomlTable& t) {
    InhibitRule rule;
    rule.name = unique_name(t, "inhibit rule");
    rule.source = matchers(t, "source", true);
    rule.target = matchers(t, "target", true);
    rule.equal = t.texts("equal");
    routing_.inhibit.push_back(std::move(rule));
  }

  void read_throttle(const toml::table& table, const std::string& where) {
    std::vector<std::string_view> known(Words<Channel>::list.begin(), Words<Channel>::list.end());
    const auto read_into = [&](const TomlTable& t, std::map<Channel, Ladder>& out) {
      for (const std::string_view name : Words<Channel>::list) {
        Ladder ladder;
        for (const std::string& text : t.texts(name)) {
          const auto rung = parse_rung(text);
          if (!rung) t.refuse(name, fmt::format("'{}' is no rung such as 3/15m", text));
          ladder.push_back(*rung);
        }
        if (!ladder.empty()) out[channel(t, name, name)] = std::move(ladder);
      }
    };
    const toml::node* critical = table.get("critical");
    if (critical != nullptr && critical->is_table()) {
      read_into({*critical->as_table(), where, 1, known}, routing_.ladders.critical);
    }
    known.push_back("critical");
    const TomlTable t(table, where, 1, known);
    if (critical != nullptr && !critical->is_table()) t.refuse("critical", "must be a table");
    read_into(t, routing_.ladders.common);
  }

  Routing& routing_;
  const std::string& zone_;
  std::set<std::pair<std::string, std::string>> names_;
};

}  // namespace

Routing read_routing(std::string_view text, const std::string& where, const std::string& zone) {
  if (text.size() > kLargest) fail(Exit::config, "{}: larger than 1 MiB", where);
  const toml::table root = read_toml(text, where);
  const TomlTable file(root, where, 1, kFileKeys);
  const auto below = [&](std::string_view key) -> const toml::table* {
    const toml::node* node = root.get(key);
    if (node == nullptr) return nullptr;
    if (!node->is_table()) file.refuse(key, fmt::format("'{}' must be a table", key));
    return node->as_table();
  };
  const toml::table* defaults = below("default");
  std::optional<TomlTable> default_table;
  if (defaults != nullptr) default_table.emplace(*defaults, where, 1, kDefaultKeys);
  Routing routing;
  Reader(routing, zone)
      .read(file, default_table ? &*default_table : nullptr, below("throttle"), where);
  return routing;
}

Routing load_routing(const std::filesystem::path& policies, const std::string& zone) {
  std::error_code ignored;
  const auto own = policies / kName;
  if (!policies.empty() && std::filesystem::exists(own, ignored)) {
    return read_routing(read_file(own, kLargest + 1), own.string(), zone);
  }
  for (const EmbeddedFile& f : shipped::files()) {
    if (f.name == "policies/routing.toml")
      return read_routing(f.content, std::string(f.name), zone);
  }
  fail(Exit::software, "policies/routing.toml does not ship");
}

}  // namespace tocsin::notify
