#include "notify/plan/inhibit.h"

#include <fmt/format.h>

#include <algorithm>

#include "notify/plan/bypass.h"

namespace tocsin::notify {

Inhibitors::Inhibitors(const std::vector<InhibitRule>& rules) : rules_(rules), open_(rules.size()) {
  for (const InhibitRule& rule : rules_) {
    sources_.add(rule.source);
    targets_.add(rule.target);
  }
}

std::optional<std::vector<std::string>> Inhibitors::source_kinds() const {
  std::vector<std::string> out;
  for (const InhibitRule& rule : rules_) {
    const auto kind = std::find_if(rule.source.begin(), rule.source.end(), [](const Matcher& m) {
      return m.label() == "kind" && m.wanted() != nullptr;
    });
    if (kind == rule.source.end()) return std::nullopt;
    if (std::find(out.begin(), out.end(), *kind->wanted()) == out.end()) {
      out.push_back(*kind->wanted());
    }
  }
  return out;
}

std::string Inhibitors::values_of(const InhibitRule& rule, const Notice& notice) {
  std::string out, buffer;
  for (const std::string& label : rule.equal) {
    out += label_of(notice, label, buffer);
    out += '\0';
  }
  return out;
}

void Inhibitors::add_source(const Notice& open) {
  sources_.find(open, [&](std::size_t i) {
    const InhibitRule& rule = rules_[i];
    open_[i][values_of(rule, open)].push_back(
        {{open.alert_id.value_or(0), open.alert_public_id, &rule}, all_match(rule.target, open)});
    return true;
  });
}

std::optional<Inhibitors::Source> Inhibitors::inhibiting(
    const Notice& notice, const std::function<bool(const Source&)>& holds) const {
  std::optional<Source> out;
  targets_.find(notice, [&](std::size_t i) {
    if (open_[i].empty()) return true;
    const auto found = open_[i].find(values_of(rules_[i], notice));
    if (found == open_[i].end()) return true;
    const bool is_source = all_match(rules_[i].source, notice);
    for (const Entry& entry : found->second) {
      if (entry.source.alert_id == notice.alert_id || (is_source && entry.is_target)) continue;
      if (!holds(entry.source)) continue;
      out = entry.source;
      return false;
    }
    return true;
  });
  return out;
}

Batch obey_inhibitions(Batch batch, const Inhibitors& inhibitors, const StillOpen& still_open) {
  return sift(std::move(batch), "inhibit", [&](const Item& item) -> std::optional<Objection> {
    if (bypass_of(*item.notice).silence == SilenceRule::skips) return std::nullopt;
    const auto by = inhibitors.inhibiting(*item.notice, still_open);
    if (!by) return std::nullopt;
    return Objection{
        Reason::inhibited, fmt::format("{}: {}", by->rule->name, by->alert), {}, by->alert};
  });
}

}  // namespace tocsin::notify
