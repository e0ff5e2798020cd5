// tocsin-inbox: what reached a person by the in-app channel.

#include "store/inbox.h"
#include "base/id.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/run.h"
#include "store/people.h"

namespace {

using namespace tocsin;

struct Given {
  std::string user, after, id;
  std::vector<std::string> ids;
  std::optional<Duration> since;
  std::int64_t limit = 50;
  bool unread = false, all = false;
};

store::Person owner(cli::Run& run, const std::string& typed) {
  const std::string& name = typed.empty() ? run.actor() : typed;
  auto found = store::find_person_named(run.db(), name);
  if (!found) {
    fail(Exit::no_input, "no one user '{}'{}", name,
         typed.empty() ? ": --user says whose inbox it is" : "");
  }
  return *found;
}

// Exit::no_input for a message that is not in this inbox, whether or not it is elsewhere.
store::Message find(cli::Run& run, const store::Person& person, const std::string& typed) {
  const auto canonical = canonical_id(typed);
  auto m = canonical ? store::find_message(run.db(), *canonical) : std::nullopt;
  const bool there = m && m->channel == Channel::inapp && m->person_id == person.id &&
                     (m->state == MessageState::delivered || m->state == MessageState::read);
  if (!there) fail(Exit::no_input, "no message '{}' in this inbox", typed);
  return *std::move(m);
}

OrderedJson row_of(const store::Message& m) {
  std::string why;
  const Json content = parse_json(m.content, why).value_or(Json::object());
  OrderedJson row{{"id", m.public_id},
                  {"kind", m.kind},
                  {"priority", m.priority},
                  {"title", content.value("title", "")},
                  {"body", content.value("body", "")}};
  if (content.contains("url")) row["url"] = content["url"];
  row["at"] = format_instant(m.created_at);
  row["read"] = m.state == MessageState::read;
  return row;
}

cli::Colour colour_of(const OrderedJson& row) {
  if (row["read"].get<bool>()) return cli::Colour::dim;
  return row["priority"].get<Priority>() >= 4 ? cli::Colour::red : cli::Colour::none;
}

Exit list(cli::Run& run, const Given& given) {
  store::InboxFilter filter;
  const store::Person person = owner(run, given.user);
  filter.person_id = person.id;
  filter.only_unread = given.unread;
  filter.limit = given.limit;
  if (given.since) filter.since = run.now() - *given.since;
  if (!given.after.empty()) filter.before_id = find(run, person, given.after).id;
  std::vector<OrderedJson> rows;
  for (const store::Message& m : store::inbox(run.db(), filter)) rows.push_back(row_of(m));
  run.out().rows({{"id", "MESSAGE"},
                  {"at", "AT"},
                  {"priority", "PRI", true, colour_of},
                  {"title", "TITLE", false, colour_of},
                  {"read", "READ"}},
                 rows, given.unread ? "Nothing unread." : "Nothing in the inbox.");
  if (static_cast<std::int64_t>(rows.size()) == given.limit && !rows.empty()) {
    run.out().line(fmt::format("older ones: --after {}", rows.back()["id"].get<std::string>()));
  }
  return Exit::ok;
}

// How many of them were unread until now.
std::int64_t mark_read(cli::Run& run, const store::Person& person,
                       const std::vector<store::Message>& messages) {
  if (run.dry_run()) return 0;
  auto trail = run.trail();
  return run.db().transaction([&] {
    trail.clear();
    Json marked = Json::array();
    for (const store::Message& m : messages) {
      if (store::mark_read(run.db(), m.id)) marked.push_back(m.public_id);
    }
    const auto count = static_cast<std::int64_t>(marked.size());
    if (count > 0) {
      trail.note("message.read", "user", person.external_id, {{"messages", std::move(marked)}});
    }
    trail.flush();
    return count;
  });
}

Exit show(cli::Run& run, const Given& given) {
  const store::Person person = owner(run, given.user);
  const store::Message m = find(run, person, given.id);
  (void)mark_read(run, person, {m});
  run.out().record(row_of(m));
  return Exit::ok;
}

Exit read(cli::Run& run, const Given& given) {
  if (given.ids.empty() != given.all) fail(Exit::usage, "name messages, or give --all");
  const store::Person person = owner(run, given.user);
  std::int64_t count = 0;
  if (given.all) {
    store::InboxFilter filter;
    filter.person_id = person.id;
    filter.only_unread = true;
    filter.limit = 500;
    for (;;) {
      const auto messages = store::inbox(run.db(), filter);
      if (messages.empty()) break;
      count += mark_read(run, person, messages);
      filter.before_id = messages.back().id;
    }
  } else {
    std::vector<store::Message> messages;
    for (const std::string& id : given.ids) messages.push_back(find(run, person, id));
    count = mark_read(run, person, messages);
  }
  run.out().record({{"read", count}});
  return Exit::ok;
}

Exit unread(cli::Run& run, const Given& given) {
  run.out().record({{"unread", store::unread_in_inbox(run.db(), owner(run, given.user).id)}});
  return Exit::ok;
}

}  // namespace

int main(int argc, char** argv) {
  using cli::Access;
  using cli::Options;
  Given given;
  const auto with_user = [&](Options& o) {
    o.text("--user", given.user, "Whose inbox: external ID, e-mail address or name");
  };
  cli::Tool tool{"inbox",
                 "Read what came by the in-app channel",
                 {{.name = "list",
                   .summary = "List messages, newest first",
                   .access = Access::read,
                   .options =
                       [&](Options& o) {
                         with_user(o);
                         o.flag("--unread", given.unread, "Only what is not read yet");
                         o.duration("--since", given.since, "Only what came within this time");
                         o.text("--after", given.after, "Go on behind this message");
                         o.integer("--limit", given.limit, "How many");
                       },
                   .action = [&](cli::Run& run) { return list(run, given); }},
                  {.name = "show",
                   .summary = "Show a message, which is read thereby",
                   .access = Access::write,
                   .options =
                       [&](Options& o) {
                         with_user(o);
                         o.text("id", given.id, "Message").required();
                       },
                   .action = [&](cli::Run& run) { return show(run, given); }},
                  {.name = "read",
                   .summary = "Mark messages as read",
                   .access = Access::write,
                   .options =
                       [&](Options& o) {
                         with_user(o);
                         o.texts("id", given.ids, "Messages");
                         o.flag("--all", given.all, "All that are not read yet");
                       },
                   .action = [&](cli::Run& run) { return read(run, given); }},
                  {.name = "unread",
                   .summary = "Say how many messages are not read yet",
                   .access = Access::read,
                   .options = with_user,
                   .action = [&](cli::Run& run) { return unread(run, given); }}}};
  return cli::run(tool, argc, argv);
}
