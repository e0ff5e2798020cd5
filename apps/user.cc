// tocsin-user: people, where they can be reached and what they prefer.

#include "cli/record_options.h"
#include "user/commands.h"

using namespace tocsin;
using namespace tocsin::user_tool;

int main(int argc, char** argv) {
  using cli::Options;
  using cli::Run;
  static constexpr std::string_view kNotOptions[] = {"external_id"};
  static constexpr std::string_view kNotOfDestination[] = {"source", "user", "organization"};
  static constexpr std::string_view kNotOfContact[] = {"source", "user"};
  std::string user, role;
  std::vector<std::string> users;
  bool system = false, all = false, reset = false;
  DestinationRequest destination, contact;
  PreferenceRequest preference;
  cli::RecordOptions fields(*find_record_type("user"), kNotOptions);
  cli::RecordOptions destination_fields(*find_record_type("destination"), kNotOfDestination);
  cli::RecordOptions contact_fields(*find_record_type("emergency_contact"), kNotOfContact);
  constexpr const char* kWho = "External ID, e-mail address or name";
  const auto named = [&](Options& o) { o.text("user", user, kWho).required(); };
  const auto with_fields = [&](Options& o) {
    named(o);
    fields.add(o);
  };
  using enum cli::Access;
  cli::Tool tool{
      "user",
      "People, their destinations and preferences",
      {{"add", "Add a user, or change the one with this external ID", write, with_fields,
        [&](Run& run) { return add(run, user, fields.record()); }},
       {"list", "List users", read, [&](Options& o) { o.text("--role", role, "Only this role"); },
        [&](Run& run) { return list(run, role); }},
       {"show", "Show a user", read, named, [&](Run& run) { return show(run, user); }},
       {"edit", "Change what is given of a user", write, with_fields,
        [&](Run& run) { return edit(run, user, fields.record()); }},
       {"disable", "Stop everything for a user; nothing is deleted", write, named,
        [&](Run& run) {
          return edit(run, user, {{"type", "user"}, {"disabled", true}});
        }},
       {"destinations", "Where a user is reached: list, add, enable, disable, verify, remove",
        write,
        [&](Options& o) {
          o.text("user", destination.user, kWho).required();
          o.text("action", destination.action, "What to do")
              .one_of({"list", "add", "enable", "disable", "verify", "remove"});
          o.integer("number", destination.number, "Which destination, as the list numbers them");
          o.text("code", destination.code, "The code that came; without it, one is sent");
          destination_fields.add(o);
        },
        [&](Run& run) { return destinations(run, destination, destination_fields.record()); }},
       {"contacts", "Whom a user wants told in an emergency: list, add, enable, disable, remove",
        write,
        [&](Options& o) {
          o.text("user", contact.user, kWho).required();
          o.text("action", contact.action, "What to do")
              .one_of({"list", "add", "enable", "disable", "remove"});
          o.integer("number", contact.number, "Which address, as the list numbers them");
          contact_fields.add(o);
        },
        [&](Run& run) { return contacts(run, contact, contact_fields.record()); }},
       {"preferences", "What holds for a user and who said so; get, set or unset one", write,
        [&](Options& o) {
          o.text("user", user, kWho);
          add_preference_arguments(o, preference);
          o.flag("--system", system, "The system's own, instead of a user's");
        },
        [&](Run& run) { return preferences_of(run, user, preference, system); }},
       {"init-preferences", "Give users sane preferences where they have chosen none", write,
        [&](Options& o) {
          o.texts("user", users, kWho);
          o.flag("--all", all, "Every user");
        },
        [&](Run& run) { return init_preferences(run, users, all); }},
       {"learned", "What a user acts on, by channel, hour, kind and priority", write,
        [&](Options& o) {
          named(o);
          o.flag("--reset", reset, "Forget it");
        },
        [&](Run& run) { return learned(run, user, reset); }}}};
  return cli::run(tool, argc, argv);
}
