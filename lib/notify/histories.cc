#include "notify/histories.h"

#include <algorithm>

namespace tocsin::notify {
namespace {

std::string key_of(std::string_view kind, std::string_view subject_key) {
  std::string out(kind);
  out += '\n';
  out += subject_key;
  return out;
}

}  // namespace

void History::add(const store::Sent& s) {
  if (s.is_told()) {
    told_[key_of(s.kind, s.subject_key)].push_back({{s.purpose, s.priority}, s.created_at});
  }
  // Those it was merged with are counted as the one that they left in.
  if (s.merged || s.state == MessageState::suppressed || s.state == MessageState::expired) return;
  const bool held = s.state == MessageState::held;
  // Put back by delivery: its group has waited already, and has nothing to do with what it waits
  // for now, the end of which nobody knows, or which is its recipient's.
  const bool put_back =
      held && (s.reason == Reason::provider_down || s.reason == Reason::working_hours);
  if (!s.bundle.empty() && s.destination_id) {
    GroupState& group = groups_[{*s.destination_id, s.bundle}];
    auto& at = held && !put_back ? group.held_until : group.last_left;
    const Instant left_at = put_back ? s.created_at : s.left_at;
    at = std::max(at.value_or(left_at), left_at);
  }
  Flow& flow = flows_[{s.channel, budget_of(class_of(s.purpose, s.kind, s.priority))}];
  if (!held) {
    flow.left.insert(std::upper_bound(flow.left.begin(), flow.left.end(), s.left_at), s.left_at);
  } else if (s.reason == Reason::over_ladder) {
    flow.held_until = std::max(flow.held_until.value_or(s.left_at), s.left_at);
  }
}

std::vector<Told> History::told(std::string_view kind, std::string_view subject_key,
                                Instant since) const {
  std::vector<Told> out;
  const auto found = told_.find(key_of(kind, subject_key));
  if (found == told_.end()) return out;
  for (auto t = found->second.rbegin(); t != found->second.rend() && t->at > since; ++t) {
    out.push_back(t->told);
  }
  return out;
}

GroupState History::group(std::int64_t place, const std::string& key) const {
  const auto found = groups_.find({place, key});
  return found == groups_.end() ? GroupState{} : found->second;
}

const Flow& History::flow(Channel channel, Budget budget) const {
  static const Flow none;
  const auto found = flows_.find({channel, budget});
  return found == flows_.end() ? none : found->second;
}

History& Histories::of(const Item& item) {
  const auto person = item.recipient->person_id;
  const Whose whose{person, person ? 0 : item.place->id};
  const auto known = histories_.find(whose);
  if (known != histories_.end()) return known->second;
  History& made = histories_[whose];
  for (const store::Sent& s : person ? store::sent_to_person(db_, *person, since_)
                                     : store::sent_to_place(db_, item.place->id, since_)) {
    made.add(s);
  }
  return made;
}

}  // namespace tocsin::notify
