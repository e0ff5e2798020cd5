#include "notify/plan/matcher.h"

#include <regex.h>

#include <algorithm>

#include "base/text.h"

namespace tocsin::notify {

class Pattern {
 public:
  explicit Pattern(const std::string& text)
      : usable_(text.size() <= kLongest && text.find('\\') == text.npos &&
                ::regcomp(&compiled_, ("^(" + text + ")$").c_str(), REG_EXTENDED | REG_NOSUB) ==
                    0) {}
  ~Pattern() {
    if (usable_) ::regfree(&compiled_);
  }
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;

  bool usable() const { return usable_; }
  bool matches(std::string_view text) const {
    regmatch_t whole{0, static_cast<regoff_t>(text.size())};
    return ::regexec(&compiled_, text.data(), 1, &whole, REG_STARTEND) == 0;
  }

 private:
  static constexpr std::size_t kLongest = 500;
  regex_t compiled_{};
  bool usable_;
};

std::string_view label_of(const Notice& notice, std::string_view name, std::string& buffer) {
  if (name == "kind") return notice.kind;
  if (name == "priority") return priority_name(notice.priority);
  if (name == "subject") return buffer = notice.subject_key();
  const auto found = notice.labels.find(name);
  if (found == notice.labels.end() || found->is_null()) return "";
  if (found->is_string()) return found->get_ref<const std::string&>();
  return buffer = found->dump();
}

std::optional<Matcher> Matcher::parse(std::string_view text) {
  const auto at = text.find_first_of("=!");
  if (at == text.npos) return std::nullopt;
  const std::string label(trim(text.substr(0, at)));
  const bool tilde = at + 1 < text.size() && text[at + 1] == '~';
  Operator op = tilde ? Operator::like : Operator::equal;
  if (text[at] == '!') {
    if (at + 1 == text.size() || (!tilde && text[at + 1] != '=')) return std::nullopt;
    op = tilde ? Operator::unlike : Operator::unequal;
  }
  const std::size_t length = tilde || text[at] == '!' ? 2 : 1;
  std::string_view value = trim(text.substr(at + length));
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
    value = value.substr(1, value.size() - 2);
  }
  if (label.empty()) return std::nullopt;
  Matcher matcher(label, op, std::string(value));
  if (tilde) {
    auto pattern = std::make_shared<const Pattern>(matcher.value_);
    if (!pattern->usable()) return std::nullopt;
    matcher.pattern_ = std::move(pattern);
  }
  return matcher;
}

bool Matcher::matches(const Notice& notice) const {
  std::string buffer;
  const std::string_view value = label_of(notice, label_, buffer);
  switch (operator_) {
    case Operator::equal:
      return value == value_;
    case Operator::unequal:
      return value != value_;
    case Operator::like:
      return pattern_->matches(value);
    case Operator::unlike:
      return !pattern_->matches(value);
  }
  return false;
}

bool all_match(const Matchers& matchers, const Notice& notice) {
  return std::all_of(matchers.begin(), matchers.end(),
                     [&](const Matcher& m) { return m.matches(notice); });
}

void MatcherIndex::add(const Matchers& matchers) {
  const std::size_t number = sets_.size();
  const Matchers& kept = *sets_.emplace_back(std::make_unique<const Matchers>(matchers));
  // The first equality that is not about the kind tells most: many sets name the same kinds.
  const Matcher* best = nullptr;
  for (const Matcher& m : kept) {
    if (m.wanted() == nullptr) continue;
    if (best == nullptr || best->label() == "kind") best = &m;
  }
  if (best == nullptr) {
    unfiled_.push_back(number);
    return;
  }
  auto found = std::find_if(by_label_.begin(), by_label_.end(),
                            [&](const auto& entry) { return entry.first == best->label(); });
  if (found == by_label_.end()) found = by_label_.insert(found, {best->label(), {}});
  found->second[*best->wanted()].push_back(number);
}

std::vector<std::size_t> MatcherIndex::could_match(const Notice& notice) const {
  std::vector<std::size_t> out = unfiled_;
  std::string buffer;
  for (const auto& [label, filed] : by_label_) {
    const auto found = filed.find(label_of(notice, label, buffer));
    if (found != filed.end()) out.insert(out.end(), found->second.begin(), found->second.end());
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace tocsin::notify
