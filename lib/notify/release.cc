#include "notify/release.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <unordered_map>

#include "base/fault.h"
#include "base/log.h"
#include "base/time.h"
#include "notify/deliver/routes.h"
#include "notify/links.h"
#include "notify/outbox.h"
#include "notify/plan/digest.h"
#include "notify/steps.h"
#include "notify/wording.h"
#include "store/allowances.h"
#include "store/decisions.h"
#include "store/held_messages.h"
#include "store/messages.h"

namespace tocsin::notify {
namespace {

constexpr std::int64_t kPlacesAtOnce = 100;
// More than this is not read by anybody; the number is told.
constexpr std::size_t kMostListed = 100;
// What something without an end of its own mutes is looked at again.
constexpr Duration kLookAgain = std::chrono::minutes{10};

// One held message with what its alert says now.
struct Waiting {
  store::Message message;
  Notice notice;
  Item item;
};
using Bundle = std::vector<const Waiting*>;
// Behind a provider that was down everything gathers; what is urgent stays apart.
using BundleKey = std::pair<Budget, std::string>;

BundleKey key_of(const Waiting& w) {
  if (w.message.reason != Reason::provider_down) return {Budget::common, w.message.bundle};
  return {budget_of(class_of(w.notice)), ""};
}

class Release {
 public:
  Release(store::Database& db, Carriers& carriers, const Settings& settings,
          const PlanOptions& options, RunFacts& facts)
      : db_(db), carriers_(carriers), settings_(settings), options_(options), facts_(facts) {}

  bool chunk(alert::Counts& total) {
    std::size_t found = 0;
    bool again = false;
    db_.transaction([&] {
      counts_.clear();
      if (again) facts_.forget();
      if (again) circuits_.clear();
      again = true;
      const auto places = store::places_due(db_, options_.now, kPlacesAtOnce);
      found = places.size();
      if (places.empty()) return;
      facts_.refresh();
      for (const std::int64_t place : places) release_at(place);
      alert::Trail trail(db_, options_.actor, options_.now);
      trail.note("notify.release", "outbox", "", Json(counts_));
      trail.flush();
      fault_point("notify.release.before_commit");
    });
    for (const auto& [name, count] : counts_) total[name] += count;
    return found == static_cast<std::size_t>(kPlacesAtOnce);
  }

 private:
  void release_at(std::int64_t place_id) {
    std::deque<Waiting> waiting;
    std::deque<Place> places;
    std::deque<Recipient> strangers;
    Batch batch;
    for (store::Message& m : store::held_at(db_, place_id, options_.now)) {
      const auto alert = m.alert_id ? alert::find(db_, *m.alert_id) : std::nullopt;
      // A notice that it ended stays true.
      const bool may_be_over = alert && m.purpose != Purpose::resolved;
      if (const auto reason = may_be_over ? overtaken(alert->status) : std::nullopt) {
        store::suppress(db_, m.id, *reason, options_.now);
        decide_about(m, *reason, "");
        ++counts_["suppressed"];
        continue;
      }
      if (m.reason == Reason::provider_down && !is_to_leave(m)) continue;
      Waiting& w = waiting.emplace_back();
      if (alert) w.notice = notice_of(*alert);
      w.notice.purpose = m.purpose;
      say_unanswered(db_, m, options_.now, w.notice);
      w.item.notice = &w.notice;
      w.item.recipient = facts_.people().as_told_of(recipient_of(m, strangers), w.notice);
      w.item.route = facts_.routing().routes_of(w.notice).front();
      w.item.place = &places.emplace_back(Place{place_id, m.channel, m.address, true, false});
      w.message = std::move(m);
      batch.items.push_back(w.item);
    }
    batch = decide_again(std::move(batch), facts_.chain());
    std::unordered_map<const Notice*, const Waiting*> of;
    for (const Waiting& w : waiting) of[&w.notice] = &w;
    for (const Dropped& d : batch.dropped) {
      const Instant until = d.again_at.value_or(options_.now + kLookAgain);
      hold_on(*of[d.notice], d.reason, until, d.detail.empty() ? said_of(until) : d.detail);
    }
    std::map<BundleKey, Bundle> bundles;
    for (const Item& item : batch.items) {
      const Waiting& w = *of[item.notice];
      if (item.held_until) {
        hold_on(w, item.held_by, *item.held_until, said_of(*item.held_until, item.held_detail));
      } else {
        bundles[key_of(w)].push_back(&w);
      }
    }
    for (auto& [key, bundle] : bundles) let_go(bundle, key.second);
  }

  // Whether what waits for a provider that is down has waited long enough. As long as that is down,
  // one message may leave to try it, if none does.
  bool is_to_leave(const store::Message& m) {
    if (m.expires_at && *m.expires_at <= options_.now) {
      store::expire_held(db_, m.id, options_.now);
      decide_about(m, Reason::expired, "");
      ++counts_["expired"];
      return false;
    }
    if (may_try(m)) return true;
    const Instant look_again = options_.now + kLookAgain;
    store::hold_on(db_, m.id, m.reason, std::min(look_again, m.expires_at.value_or(look_again)),
                   "");
    ++counts_["held"];
    return false;
  }

  bool may_try(const store::Message& m) {
    const auto scopes = circuit_scopes(db_, carriers_, m);
    if (scopes.empty()) return true;
    for (const std::string& scope : scopes) {
      const auto [known, is_new] = circuits_.try_emplace(scope, Circuit::open);
      Circuit& circuit = known->second;
      if (is_new) {
        const auto kept = store::find_allowance(db_, scope);
        if (kept) circuit = circuit_of(*kept, options_.now);
      }
      if (circuit == Circuit::open) return true;
      if (std::exchange(circuit, Circuit::shut) != Circuit::trying) continue;
      const bool alone = carriers_.find(m.channel)->receivers_fail_alone();
      if (!store::is_any_tried_again(db_, m.channel, alone ? m.destination_id : std::nullopt)) {
        return true;
      }
    }
    return false;
  }

  const Recipient* recipient_of(const store::Message& m, std::deque<Recipient>& strangers) {
    const Recipient* who = m.person_id        ? facts_.people().person(*m.person_id)
                           : m.destination_id ? facts_.people().owner_of(*m.destination_id)
                                              : nullptr;
    return who != nullptr ? who : &strangers.emplace_back();
  }

  // As one message, or none of them yet where the ladder says so.
  void let_go(Bundle& bundle, const std::string& key) {
    std::stable_sort(bundle.begin(), bundle.end(), [](const Waiting* a, const Waiting* b) {
      return a->message.priority > b->message.priority;
    });
    const Waiting& first = *bundle.front();
    const Budget budget = budget_of(class_of(first.notice));
    const Ladder* ladder = facts_.routing().ladders.find(first.message.channel, budget);
    if (ladder != nullptr) {
      const Instant at = allowed_at(*ladder, facts_.flow(first.item, budget).left, options_.now);
      if (at > options_.now) {
        for (const Waiting* w : bundle) hold_on(*w, Reason::over_ladder, at, said_of(at));
        return;
      }
    }
    store::release(db_, written_anew(bundle, key), options_.now, expiry_of(bundle));
    decide_about(first.message, Reason::released,
                 bundle.size() == 1 ? "" : fmt::format("{} in one", bundle.size()));
    facts_.note(first.item, as_left(first.message));
    ++counts_["released"];
    for (auto w = bundle.begin() + 1; w != bundle.end(); ++w) {
      store::merge(db_, (*w)->message.id, first.message.id, options_.now);
      decide_about((*w)->message, Reason::merged, first.message.public_id);
      ++counts_["merged"];
    }
  }

  // Time in which nobody could be told is no reason to tell it later still.
  Instant expiry_of(const Bundle& bundle) const {
    const Instant usual = options_.now + settings_.expire_after;
    Instant latest = options_.now;
    for (const Waiting* w : bundle) {
      const bool was_down = w->message.reason == Reason::provider_down;
      latest = std::max(latest, was_down ? w->message.expires_at.value_or(usual) : usual);
    }
    return latest;
  }

  store::Sent as_left(const store::Message& m) const {
    store::Sent s;
    s.person_id = m.person_id;
    s.destination_id = m.destination_id;
    s.channel = m.channel;
    s.purpose = m.purpose;
    s.kind = m.kind;
    s.subject_key = m.subject_key;
    s.bundle = m.bundle;
    s.priority = m.priority;
    s.created_at = m.created_at;
    s.left_at = options_.now;
    return s;
  }

  // As things stand now, like a message that is planned now; what cannot be written anew leaves as
  // it was written.
  store::Message written_anew(const Bundle& bundle, const std::string& key) {
    const Waiting& first = *bundle.front();
    store::Message out = first.message;
    if (carriers_.find(out.channel) == nullptr || first.notice.kind.empty()) return out;
    Writing writing = writing_for(first.item.recipient, settings_);
    Notice together = first.notice;
    writing.notice = &together;
    std::deque<Notice> listed;
    if (bundle.size() == 1 && first.message.destination_id) {
      writing.answers = first_told(db_, together, *first.message.destination_id);
    }
    if (bundle.size() > 1) {
      const Wording& words = wording_in(writing.language);
      together.title = title_of(bundle, key, words);
      writing.from_quiet_hours = all_waited_for(bundle, Reason::quiet_hours);
      together.body.clear();
      together.metadata = Json::object();
      together.unanswered.reset();
      if (is_digest(bundle)) together.purpose = Purpose::digest;
      for (const Waiting* w : bundle) {
        if (listed.size() == kMostListed) break;
        Notice& n = listed.emplace_back(w->notice);
        if (n.purpose == Purpose::resolved) n.title.insert(0, words.over);
        writing.merged.push_back(&n);
      }
    }
    writing.message = out.public_id;
    if (first.item.recipient != nullptr) {
      writing.links = links_for(settings_, *first.item.recipient, together, out.channel,
                                out.public_id, options_.now);
    }
    try {
      write(out, carriers_, writing);
      remember_links(db_, out.id, writing.links, together);
      return out;
    } catch (const std::exception& e) {
      log::error(out.public_id, "released as it was first written: {}", e.what());
      return first.message;
    }
  }

  static bool is_digest(const Bundle& bundle) {
    return std::any_of(bundle.begin(), bundle.end(),
                       [](const Waiting* w) { return w->message.reason == Reason::digest; });
  }

  static bool all_waited_for(const Bundle& bundle, Reason reason) {
    return std::all_of(bundle.begin(), bundle.end(),
                       [&](const Waiting* w) { return w->message.reason == reason; });
  }

  static std::string title_of(const Bundle& bundle, const std::string& key, const Wording& words) {
    const std::string_view form =
        is_digest(bundle)                               ? words.digest
        : !key.empty()                                  ? words.several_of
        : all_waited_for(bundle, Reason::quiet_hours)   ? words.several_of_the_night
        : all_waited_for(bundle, Reason::working_hours) ? words.several_of_time_off
        : all_waited_for(bundle, Reason::provider_down) ? words.several_of_an_outage
                                                        : words.several;
    return fmt::format(fmt::runtime(form), bundle.size(), key);
  }

  static std::string said_of(Instant until, const std::string& more = "") {
    return fmt::format("until {}{}{}", format_instant(until), more.empty() ? "" : "; ", more);
  }

  void hold_on(const Waiting& w, Reason reason, Instant until, const std::string& detail) {
    // What had a group waits with it; what waits for the ladder or the morning leaves with all.
    const bool with_all = reason == Reason::over_ladder || reason == Reason::quiet_hours ||
                          reason == Reason::working_hours;
    store::hold_on(db_, w.message.id, reason, until, with_all ? "" : w.message.bundle);
    if (reason != w.message.reason) decide_about(w.message, reason, detail);
    ++counts_["held"];
  }

  void decide_about(const store::Message& m, Reason reason, std::string detail) {
    store::add_decision(db_, {options_.now, m.alert_id, m.person_id, m.destination_id, m.id,
                              "release", reason, std::move(detail)});
  }

  store::Database& db_;
  Carriers& carriers_;
  const Settings& settings_;
  const PlanOptions& options_;
  RunFacts& facts_;
  std::map<std::string, Circuit> circuits_;  // by scope; shut once one was let go to try it
  alert::Counts counts_;
};

}  // namespace

void release_held(store::Database& db, Carriers& carriers, const Settings& settings,
                  const PlanOptions& options, RunFacts& facts, alert::Counts& counts) {
  Release release(db, carriers, settings, options, facts);
  while (release.chunk(counts)) {
  }
}

}  // namespace tocsin::notify
