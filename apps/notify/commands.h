// The commands of tocsin-notify, by subject: job.cc the outbox, send.cc, channels.cc what tries
// channels out, key.cc, why.cc, dead.cc.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alert/job_run.h"
#include "cli/run.h"
#include "notify/channels/table.h"
#include "notify/settings.h"
#include "store/messages.h"

namespace tocsin::notify_tool {

// What planning and delivery go by, read from the configuration.
struct Job {
  explicit Job(cli::Run& run);
  notify::Settings settings;
  notify::Carriers carriers;
};

alert::Counts plan_and_deliver(cli::Run& run);
alert::Counts plan(cli::Run& run);
alert::Counts deliver(cli::Run& run);
// What waits and is due, delivered; no alert is planned.
alert::Counts digest(cli::Run& run);
alert::Counts ask_providers(cli::Run& run);

// Raises the event in `file` and plans it.
Exit send(cli::Run& run, const std::string& file);

Exit render(cli::Run& run, const std::string& kind, const std::string& channel_name,
            const std::string& file, const std::string& to);
// 1 if it did not get through.
Exit test(cli::Run& run, const std::string& channel_name, const std::string& address);
Exit telegram_chats(cli::Run& run);

// Makes a key for a channel and prints it; or, of the configured one, the half that is no secret.
struct KeyOptions {
  std::string kind;
  bool only_public = false;
};
Exit key(cli::Run& run, const KeyOptions& given);

Exit why(cli::Run& run, const std::string& id);

struct DeadOptions {
  std::string action = "list", id, to, channel, reason;
  std::optional<Instant> since;
};
Exit dead(cli::Run& run, const DeadOptions& given);

// A message in a list; its address is masked.
OrderedJson row_of(const store::Message& m);
const std::vector<cli::Column>& message_columns();

}  // namespace tocsin::notify_tool
