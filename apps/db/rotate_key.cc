#include <fmt/format.h>

#include <iostream>

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "commands.h"
#include "store/reseal.h"

namespace tocsin::db_tool {
namespace {

namespace fs = std::filesystem;

// The comments at the head stay there; the fresh key comes before the others.
std::string with_key_in_front(const std::string& content, const std::string& key) {
  std::size_t at = 0;
  while (at < content.size() && (content[at] == '#' || content[at] == '\n')) {
    const std::size_t end = content.find('\n', at);
    if (end == std::string::npos) return fmt::format("{}\n{}\n", content, key);
    at = end + 1;
  }
  return fmt::format("{}{}\n{}", content.substr(0, at), key, content.substr(at));
}

// The text of the key file with a fresh key in front.
std::string add_key(cli::Run& run) {
  const std::string origin = run.config().origin("security.secret_key");
  if (origin.starts_with("environment ")) {
    fail(Exit::config,
         "the secret key comes from the {}: put a new one in front of it there, then run this "
         "without --new-key",
         origin);
  }
  const fs::path file = run.config().key_file();
  if (file.empty()) fail(Exit::config, "there is no configuration: `tocsin init` makes one");
  const std::string before = fs::exists(file) ? read_file(file) : "";
  std::string content = with_key_in_front(before, KeyRing::new_key());
  if (!run.dry_run()) write_file(file, content, 0600);
  return content;
}

}  // namespace

alert::Counts rotate_key(cli::Run& run, bool new_key) {
  const KeyRing keys =
      KeyRing::from_text(new_key ? add_key(run) : run.config().secret("security.secret_key"));
  if (run.dry_run()) {
    run.out().line(fmt::format("would seal with {} what is not",
                               new_key ? "a new secret key"
                               : keys.empty()
                                   ? "no secret key, for there is none,"
                                   : fmt::format("the secret key {}", keys.ids().front())));
    return {};
  }
  store::Database db(run.database_url(), {}, [&] { return KeyRing(keys); });
  const auto done = store::reseal(db, [&](const store::Resealed& so_far) {
    if (run.progress())
      std::cerr << fmt::format("\r{} rows, {} sealed", so_far.seen, so_far.sealed);
  });
  if (run.progress()) std::cerr << '\n';
  auto trail = run.trail();
  run.db().transaction([&] {
    trail.clear();
    trail.note("database.rotate-key", "database", run.database_url().masked(),
               {{"key", keys.ids().front()}, {"rows", done.sealed}});
    trail.flush();
  });
  if (run.verbose() && keys.ids().size() > 1) {
    log::info("", "the older keys now only verify links that were signed with them");
  }
  return {{"sealed", done.sealed}};
}

}  // namespace tocsin::db_tool
