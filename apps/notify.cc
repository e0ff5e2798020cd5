// tocsin-notify: plan and deliver messages, and say why.

#include "notify/commands.h"

using namespace tocsin;
using namespace tocsin::notify_tool;

int main(int argc, char** argv) {
  using cli::Access;
  using cli::Options;
  using cli::Run;
  std::string file, kind, channel, to, id;
  KeyOptions key_options;
  DeadOptions dead_options;
  cli::Tool tool{
      "notify",
      "Plan and deliver messages",
      {{.name = "", .summary = "", .access = Access::write, .job = plan_and_deliver},
       {.name = "plan",
        .summary = "Turn alerts into messages, or into reasons why not",
        .access = Access::write,
        .job = plan},
       {.name = "deliver",
        .summary = "Send what is due in the outbox",
        .access = Access::write,
        .job = deliver},
       {.name = "digest",
        .summary = "Send the digests that are due; with -n list those that wait",
        .access = Access::write,
        .job = digest},
       {.name = "poll",
        .summary = "Ask Telegram and Twilio what is new, where no web server can be told",
        .access = Access::write,
        .job = ask_providers},
       {.name = "send",
        .summary = "Raise and plan the support event in FILE (- is standard input)",
        .access = Access::write,
        .options = [&](Options& o) { o.text("file", file, "The event as JSON").required(); },
        .action = [&](Run& run) { return send(run, file); }},
       {.name = "render",
        .summary = "Show the request that a notice of this kind becomes",
        .access = Access::none,
        .options =
            [&](Options& o) {
              o.text("kind", kind, "Kind of alert").required();
              o.text("--channel", channel, "Channel").required();
              o.text("--data", file, "Values as JSON (- is standard input)").required();
              o.text("--to", to, "Address");
            },
        .action = [&](Run& run) { return render(run, kind, channel, file, to); }},
       {.name = "test",
        .summary = "Send a test and say what is wrong; 1 if it did not get through",
        .access = Access::write,
        .options =
            [&](Options& o) {
              o.text("channel", channel, "Channel").required();
              o.text("--to", to, "Address").required();
            },
        .action = [&](Run& run) { return test(run, channel, to); }},
       {.name = "telegram-chats",
        .summary = "List the chats that wrote to the bot",
        .access = Access::none,
        .action = telegram_chats},
       {.name = "key",
        .summary = "Make a key that a channel signs with",
        .access = Access::none,
        .options =
            [&](Options& o) {
              o.text("kind", key_options.kind,
                     "push (VAPID), webhook (HMAC) or webhook-pair (Ed25519)")
                  .required()
                  .one_of({"push", "webhook", "webhook-pair"});
              o.flag("--public", key_options.only_public,
                     "Of the configured key, show the half that is no secret");
            },
        .action = [&](Run& run) { return key(run, key_options); }},
       {.name = "why",
        .summary = "Why an alert, message or person was told or not",
        .access = Access::read,
        .options = [&](Options& o) { o.text("id", id, "Alert, message or person").required(); },
        .action = [&](Run& run) { return why(run, id); }},
       {.name = "dead",
        .summary = "Dead letters: list, show, replay, drop",
        .access = Access::write,
        .options =
            [&](Options& o) {
              o.text("action", dead_options.action, "list, show, replay or drop")
                  .one_of({"list", "show", "replay", "drop"});
              o.text("id", dead_options.id, "Message");
              o.text("--to", dead_options.to, "Another address to replay it to");
              o.text("--channel", dead_options.channel, "Only those of this channel");
              o.time("--since", dead_options.since, "Only those given up since then");
              o.text("--reason", dead_options.reason, "Why it is given up");
            },
        .action = [&](Run& run) { return dead(run, dead_options); }}}};
  return cli::run(tool, argc, argv);
}
