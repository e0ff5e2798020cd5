#include "notify/channels/chat.h"

#include "base/text.h"
#include "model/button.h"
#include "notify/view.h"

namespace tocsin::notify {
namespace {

// Facts are to be taken in at a glance.
constexpr std::size_t kMostFacts = 10;
constexpr std::size_t kLongestName = 60;
constexpr std::size_t kLongestValue = 200;

// At most so long, on one line.
std::string short_text(const Json& text, std::size_t limit) {
  std::string out = text.get<std::string>();
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 32) c = ' ';
  }
  return cut(trim(out), limit);
}

}  // namespace

ChatNotice chat_notice(Templates& templates, const Settings& settings, Channel channel,
                       const Writing& writing) {
  const Json view = view_of(writing, settings.public_url);
  const Parts parts = templates.render(template_choice(writing, channel, settings), view);
  ChatNotice out;
  out.title = trim(parts.text("title"));
  if (out.title.empty()) out.title = writing.notice->kind;
  out.text = parts.rich("text");
  for (const Json& fact : view["facts"]) {
    const ChatFact one{short_text(fact["name"], kLongestName),
                       short_text(fact["value"], kLongestValue)};
    if (!one.value.empty() && out.facts.size() < kMostFacts) out.facts.push_back(one);
  }
  if (view["action"].is_object()) {
    out.url = view["action"].value("url", "");
    out.label = view["action"].value("label", "");
  }
  const Notice& n = *writing.notice;
  const Wording& words = wording_in(writing.language);
  out.footer = fmt::format(fmt::runtime(words.of_priority), words.priority(n.priority));
  out.rest = words.the_rest;
  if (writing.merged.empty() && can_be_acted_on(n)) {
    const auto add = [&](AlertAct act, std::string_view label) {
      out.buttons.push_back({std::string(label), button_data(act, n.alert_public_id)});
    };
    add(AlertAct::acknowledge, words.acknowledge);
    add(AlertAct::take, words.take);
    add(AlertAct::snooze, words.snooze);
    add(AlertAct::resolve, words.resolve);
  }
  if (!n.alert_public_id.empty()) out.footer += " · " + n.alert_public_id;
  out.footer += " · " + view["since"].get<std::string>();
  return out;
}

RichText ending_of(const ChatNotice& notice) {
  if (notice.url.empty()) return {{"…"}};
  return {{"… "}, {notice.rest, Style::plain, notice.url}};
}

}  // namespace tocsin::notify
