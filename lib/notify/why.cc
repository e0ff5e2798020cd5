#include "notify/why.h"

#include <fmt/format.h>

#include <set>

#include "alert/alerts.h"
#include "base/id.h"
#include "base/text.h"
#include "base/time.h"
#include "store/decisions.h"
#include "store/destinations.h"
#include "store/messages.h"
#include "store/people.h"

namespace tocsin::notify {
namespace {

constexpr std::int64_t kMost = 500;

class Teller {
 public:
  explicit Teller(store::Database& db) : db_(db) {}

  void tell(const store::Decision& d) {
    WhyLine line;
    line.at = d.at;
    line.stage = d.stage;
    if (d.alert_id) line.alert = alert_name(*d.alert_id);
    if (d.person_id) line.who = person_name(*d.person_id);
    const auto message = d.message_id ? store::find_message(db_, *d.message_id) : std::nullopt;
    if (message) {
      line.channel = word(message->channel);
      if (line.who.empty()) line.who = mask_address(message->address);
    } else if (d.destination_id) {
      const auto place = store::find_destination(db_, *d.destination_id);
      if (place) line.channel = place->channel;
    }
    line.result = message ? said(*message) : "not told";
    line.because = std::string(explain(d.reason));
    if (!d.detail.empty()) line.because += fmt::format(" ({})", d.detail);
    lines.push_back(std::move(line));
  }

  void tell_attempts(const store::Message& m) {
    int n = 0;
    for (const store::Attempt& a : store::attempts_of(db_, m.id)) {
      WhyLine line;
      line.at = a.at;
      line.stage = "attempt";
      line.channel = word(m.channel);
      if (m.alert_id) line.alert = alert_name(*m.alert_id);
      if (m.person_id) line.who = person_name(*m.person_id);
      line.result = fmt::format("{} try {}: {}", m.public_id, ++n, word(a.outcome));
      line.because = a.detail;
      if (a.retry_at) {
        line.because +=
            fmt::format("{}again at {}", a.detail.empty() ? "" : "; ", format_instant(*a.retry_at));
      }
      lines.push_back(std::move(line));
    }
  }

  std::vector<WhyLine> lines;

 private:
  static std::string said(const store::Message& m) {
    std::string out = fmt::format("{} {}", m.public_id, word(m.state));
    if (m.state == MessageState::held) out += " until " + format_instant(m.due_at);
    return out;
  }
  std::string alert_name(std::int64_t id) {
    const auto a = alert::find(db_, id);
    return a ? a->public_id : "";
  }
  std::string person_name(std::int64_t id) {
    const auto p = store::find_person(db_, id);
    return p ? p->name : "";
  }
  store::Database& db_;
};

// The last word on an alert that became no message.
WhyLine nobody_was_told(const alert::Alert& alert, const std::vector<WhyLine>& lines) {
  WhyLine out;
  out.at = lines.empty() ? alert.last_seen_at : lines.back().at;
  out.alert = alert.public_id;
  out.stage = "alert";
  out.result = "nobody was told";
  std::set<std::string> reasons;
  for (const WhyLine& line : lines) reasons.insert(line.because);
  if (!alert.muted_by.empty()) {
    out.because = fmt::format("{} mutes it", alert.muted_by);
  } else if (reasons.size() == 1) {
    out.because = *reasons.begin();
  } else if (!reasons.empty()) {
    out.because = "of the reasons above";
  } else {
    out.because = alert.plan_at ? "it waits for the next notify" : "planning never looked at it";
  }
  if (alert.plan_at && !lines.empty()) {
    out.because += fmt::format("; it is looked at again {}", format_instant(*alert.plan_at));
  }
  return out;
}

}  // namespace

std::optional<std::vector<WhyLine>> why(store::Database& db, std::string_view id) {
  Teller teller(db);
  if (const auto alert = alert::find_public(db, id)) {
    for (const auto& d : store::decisions_of_alert(db, alert->id)) teller.tell(d);
    const auto messages = store::messages_of_alert(db, alert->id);
    for (const auto& m : messages) teller.tell_attempts(m);
    if (messages.empty()) teller.lines.push_back(nobody_was_told(*alert, teller.lines));
    return teller.lines;
  }
  const auto canonical = canonical_id(id);
  if (const auto m = canonical ? store::find_message(db, *canonical) : std::nullopt) {
    for (const auto& d : store::decisions_of_message(db, m->id)) teller.tell(d);
    teller.tell_attempts(*m);
    return teller.lines;
  }
  if (const auto person = store::find_person_named(db, id)) {
    for (const auto& d : store::decisions_of_person(db, person->id, kMost)) teller.tell(d);
    return teller.lines;
  }
  return std::nullopt;
}

}  // namespace tocsin::notify
