// Trying channels out: notify render, test, telegram-chats.

#include "base/file.h"
#include "base/time.h"
#include "commands.h"
#include "notify/channels/telegram_chats.h"
#include "notify/deliver.h"
#include "notify/direct.h"
#include "notify/identity.h"
#include "store/dead_letters.h"

namespace tocsin::notify_tool {
namespace {

const notify::ChannelRow& channel_named(const std::string& name) {
  for (const notify::ChannelRow& row : notify::channel_table()) {
    if (word(row.channel) == name) return row;
  }
  fail(Exit::usage, "'{}' is no channel that is plugged in", name);
}

}  // namespace

Exit render(cli::Run& run, const std::string& kind, const std::string& channel_name,
            const std::string& file, const std::string& to) {
  Job job(run);
  const notify::ChannelRow& row = channel_named(channel_name);
  std::string why;
  const auto data = parse_json(read_file(file), why);
  if (!data) fail(Exit::bad_input, "{}: {}", file, why);
  const notify::Notice notice = notify::notice_from(kind, *data, run.now());
  notify::Carrier& carrier = *job.carriers.find(row.channel);
  const std::string content =
      carrier.compose({&notice, "", job.settings.language, job.settings.quiet.time_zone, {}});
  const std::string_view address = to.empty() ? row.example : std::string_view(to);
  const auto preview = carrier.preview(
      {notify::idempotency_key("preview/" + kind), address, "", content, run.now()});
  OrderedJson headers = OrderedJson::object();
  for (const net::Header& h : preview.headers) headers[h.name] = h.value;
  run.out().record({{"method", preview.method},
                    {"url", preview.url},
                    {"headers", headers},
                    {"body", preview.body}});
  return Exit::ok;
}

Exit test(cli::Run& run, const std::string& channel_name, const std::string& address) {
  Job job(run);
  const Channel channel = channel_named(channel_name).channel;
  if (run.dry_run()) return Exit::ok;
  auto trail = run.trail();
  const auto queued =
      notify::queue_test(run.db(), job.carriers, job.settings, trail, channel, address);
  (void)notify::deliver(run.db(), job.carriers, job.settings,
                        {run.now(), run.actor(), std::nullopt, queued.id});
  auto m = store::find_message(run.db(), queued.id).value();
  if (m.state != MessageState::sent) {
    // A test is of this moment: no retry surprises anybody later, no dead letter stays.
    run.db().transaction([&] {
      trail.clear();
      if (!store::suppress(run.db(), m.id, Reason::direct, run.now())) {
        (void)store::drop(run.db(), m.id, run.now());
      }
      trail.note("notify.test", "message", m.public_id, {{"outcome", m.error}});
      trail.flush();
    });
  }
  run.out().record(row_of(m));
  return m.state == MessageState::sent ? Exit::ok : Exit::no;
}

Exit telegram_chats(cli::Run& run) {
  std::vector<OrderedJson> rows;
  for (const notify::TelegramChat& chat : notify::telegram_chats(run.config())) {
    rows.push_back({{"id", chat.id},
                    {"type", chat.type},
                    {"name", chat.name},
                    {"last", format_instant(chat.last)}});
  }
  run.out().rows({{"id", "CHAT"}, {"type", "TYPE"}, {"name", "NAME"}, {"last", "LAST"}}, rows,
                 "Nobody wrote to the bot lately.");
  return Exit::ok;
}

}  // namespace tocsin::notify_tool
