// What all commands of tocsin-ticket share: who acts, one transaction, an editor.

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/file.h"
#include "commands.h"
#include "records/record_writer.h"
#include "store/people.h"
#include "store/tickets.h"

namespace tocsin::ticket_tool {
namespace {

constexpr std::size_t kLongestText = 1U << 20;

}  // namespace

ticket::Access access(cli::Run& run) {
  return ticket::access_of(run.db(), run.actor());
}

void at_desk(cli::Run& run, const std::function<void(records::Session&)>& body) {
  auto trail = run.trail();
  const auto whole = [&] {
    trail.clear();
    records::Session session(run.db(), trail);
    body(session);
    session.settle();
    trail.flush();
  };
  run.dry_run() ? run.db().rehearse(whole) : run.db().transaction(whole);
}

OrderedJson record_of(cli::Run& run, std::int64_t id) {
  return records::ticket_of(run.db(), store::find_ticket(run.db(), id).value());
}

void refuse(const std::vector<Problem>& problems) {
  if (!problems.empty()) fail(Exit::bad_input, "{}", describe(problems));
}

std::int64_t person_named(cli::Run& run, const char* option, const std::string& name) {
  const std::string& wanted = name == "me" ? run.actor() : name;
  const auto person = store::find_person_named(run.db(), wanted);
  if (!person) {
    fail(Exit::no_input, "{}: no one user '{}': `tocsin user list` shows them{}", option, wanted,
         name == "me" ? ", and --as says which of them you are" : "");
  }
  return person->id;
}

std::string edited(const std::string& text) {
  const char* editor = std::getenv("VISUAL");
  if (editor == nullptr || *editor == '\0') editor = std::getenv("EDITOR");
  if (editor == nullptr || *editor == '\0') editor = "vi";
  std::string name = (std::filesystem::temp_directory_path() / "tocsin-ticket-XXXXXX").string();
  const int file = ::mkstemp(name.data());
  if (file < 0) fail(Exit::cannot_create, "{}: cannot be made", name);
  ::close(file);
  struct Remove {
    const std::string& name;
    ~Remove() { ::unlink(name.c_str()); }
  } const remove{name};
  write_file(name, text, 0600);
  // As git does: the variable may hold arguments, so that a shell reads it.
  const std::string command = std::string(editor) + " \"$1\"";
  const pid_t child = ::fork();
  if (child < 0) fail(Exit::temporary, "the editor cannot be started");
  if (child == 0) {
    ::execl("/bin/sh", "sh", "-c", command.c_str(), editor, name.c_str(), nullptr);
    ::_exit(127);
  }
  int status = 0;
  if (::waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    fail(Exit::unavailable, "the editor '{}' failed: $EDITOR names another one", editor);
  }
  return read_file(name, kLongestText);
}

}  // namespace tocsin::ticket_tool
