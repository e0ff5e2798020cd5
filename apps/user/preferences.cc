#include "records/preferences.h"
#include "user/commands.h"

namespace tocsin::user_tool {
namespace {

constexpr std::int64_t kPage = 1'000;

Exit of_system(cli::Run& run, const std::string& action, const PreferenceRequest& request) {
  // Without a user every argument stands one place earlier.
  const PreferenceRequest moved{action.empty() ? "list" : action, request.action, request.key};
  return preferences(run, {}, "the system", moved);
}

}  // namespace

Exit preferences_of(cli::Run& run, const std::string& user, const PreferenceRequest& request,
                    bool system) {
  if (system) return of_system(run, user, request);
  if (user.empty()) fail(Exit::usage, "whose preferences? Name a user, or say --system");
  const auto person = find(run, user);
  return preferences(run, {person.id, person.organization_id}, "user " + person.external_id,
                     request);
}

Exit init_preferences(cli::Run& run, const std::vector<std::string>& users, bool all) {
  if (users.empty() != all) fail(Exit::usage, "name users, or say --all");
  auto trail = run.trail();
  const auto one = [&](const store::Person& person) {
    const int given = records::init_preferences(run.db(), trail, person.id, run.dry_run());
    run.out().line(fmt::format("user {}: {} preferences {}", person.external_id, given,
                               run.dry_run() ? "would be set" : "set"));
  };
  for (const std::string& typed : users) one(find(run, typed));
  if (!all) return Exit::ok;
  for (std::int64_t last = 0;;) {
    const auto page = store::people_after(run.db(), last, kPage);
    for (const auto& person : page) one(person);
    if (page.empty()) return Exit::ok;
    last = page.back().id;
  }
}

}  // namespace tocsin::user_tool
