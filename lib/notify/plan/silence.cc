#include "notify/plan/silence.h"

#include <fmt/format.h>

#include <regex.h>

#include <algorithm>

#include "base/text.h"
#include "base/time.h"
#include "notify/plan/bypass.h"

namespace tocsin::notify {
namespace {

constexpr std::size_t kLongestPattern = 500;

// glibc's matcher runs in time linear in the text for patterns without back-references.
class Pattern {
 public:
  explicit Pattern(const std::string& text)
      : usable_(text.size() <= kLongestPattern && text.find('\\') == text.npos &&
                ::regcomp(&compiled_, ("^(" + text + ")$").c_str(), REG_EXTENDED | REG_NOSUB) ==
                    0) {}
  ~Pattern() {
    if (usable_) ::regfree(&compiled_);
  }
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;

  bool usable() const { return usable_; }
  bool matches(const std::string& text) const {
    return usable_ && ::regexec(&compiled_, text.c_str(), 0, nullptr, 0) == 0;
  }

 private:
  regex_t compiled_{};
  bool usable_;
};

const Mute* muting(const Notice& notice, const std::vector<Mute>& mutes) {
  const auto found = std::find_if(mutes.begin(), mutes.end(),
                                  [&](const Mute& mute) { return mute.covers(notice); });
  return found == mutes.end() ? nullptr : &*found;
}

}  // namespace

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
  if ((op == Operator::like || op == Operator::unlike) && !Pattern(std::string(value)).usable()) {
    return std::nullopt;
  }
  return Matcher(label, op, std::string(value));
}

bool Matcher::matches(const Notice& notice) const {
  const std::string value = label_of(notice, label_);
  switch (operator_) {
    case Operator::equal:
      return value == value_;
    case Operator::unequal:
      return value != value_;
    case Operator::like:
      return Pattern(value_).matches(value);
    case Operator::unlike:
      return !Pattern(value_).matches(value);
  }
  return false;
}

bool Mute::covers(const Notice& notice) const {
  return !matchers.empty() &&
         std::all_of(matchers.begin(), matchers.end(),
                     [&](const Matcher& matcher) { return matcher.matches(notice); });
}

std::string label_of(const Notice& notice, const std::string& name) {
  if (name == "kind") return notice.kind;
  if (name == "priority") return std::string(priority_name(notice.priority));
  if (name == "subject") return notice.subject_key();
  const auto found = notice.labels.find(name);
  if (found == notice.labels.end() || found->is_null()) return "";
  return found->is_string() ? found->get<std::string>() : found->dump();
}

Batch obey_silences(Batch batch, const std::vector<Mute>& mutes) {
  return sift(std::move(batch), "silence", [&](const Item& item) -> std::optional<Objection> {
    if (bypass_of(*item.notice).silence == SilenceRule::skips) return std::nullopt;
    const Mute* mute = muting(*item.notice, mutes);
    if (mute == nullptr) return std::nullopt;
    return Objection{Reason::silenced, fmt::format("{} until {}: {}", mute->public_id,
                                                   format_instant(mute->until), mute->reason)};
  });
}

std::optional<Instant> again_at(const Notice& notice, const std::vector<Mute>& mutes) {
  const Mute* mute = muting(notice, mutes);
  return mute == nullptr ? std::nullopt : std::optional(mute->until);
}

}  // namespace tocsin::notify
