// What one run reads of people and schedules to decide escalations: whom a target means now, who
// is responsible, whether they are there. Kept for the run. Not thread-safe.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "alert/alerts.h"
#include "alert/recipients.h"
#include "escalate/decide.h"
#include "escalate/on_call.h"

namespace tocsin::escalate {

// A job that is to have finished within this time.
struct JobPace {
  std::string name;
  Duration every{0};
};

// What the configuration and the other jobs' files say; whoever links them gives the functions.
struct Surroundings {
  std::vector<Policy> policies;
  std::filesystem::path schedules;  // their folder; may be empty
  std::string zone;                 // of schedules that name none
  std::set<Channel> carried;        // channels that are plugged in and switched on
  std::vector<JobPace> jobs;
  IsOpen is_open;
  // The silence or maintenance window that covers the alert then.
  std::function<std::optional<Hold>(const alert::Alert&, Instant)> muted;
  std::function<bool(const std::string& program)> may_run;  // a program with its arguments
};

class Lookup {
 public:
  Lookup(store::Database& db, const Surroundings& surroundings, Instant now)
      : db_(db), surroundings_(surroundings), now_(now) {}

  Facts facts_of(const alert::Alert& alert);
  // Whether one of the responsible wants the first step at once.
  bool is_emergency(const alert::Alert& alert);
  // Whoever is on call by the schedule now; nobody where it cannot be read, too.
  std::vector<alert::RecipientId> on_call(const std::string& schedule);
  // Whether any channel of theirs can be used; `channels` empty: any at all.
  bool can_reach(const alert::RecipientId& who, const std::vector<Channel>& channels);
  // Whether the desk's own program may be run.
  bool can_run(const std::string& program) const;
  // What was read may have changed.
  void forget();

 private:
  using Ids = std::vector<alert::RecipientId>;
  struct Known {
    std::string name;
    bool disabled = false;
    std::set<Channel> usable;
  };
  std::vector<Channel> usable_of(const alert::RecipientId& who,
                                 const std::vector<Channel>& channels);
  const Known& known(const alert::RecipientId& who);
  Ids responsible(const alert::Alert& alert);
  const Ids& resolve(const std::string& token);
  Found find(const Ids& responsible, const std::string& organization, const Target& target,
             const std::vector<Channel>& channels);
  Found find_emergency(const Ids& responsible, const std::vector<Channel>& channels);
  Found find_program(const std::string& program) const;
  Found find_schedule(const std::string& name, const std::vector<Channel>& channels);
  // Somebody without any of the channels that a step names is better told by another than not.
  enum class Ways { these_first, only_these };
  void call(Found& found, const Ids& who, const std::vector<Channel>& channels, Ways ways);

  store::Database& db_;
  const Surroundings& surroundings_;
  const Instant now_;
  std::map<std::string, Ids> on_call_, resolved_;
  std::map<alert::RecipientId, Known> known_;
};

AlertFacts facts_for_policy(const alert::Alert& alert);

}  // namespace tocsin::escalate
