#include "notify/channels/payload.h"

#include <algorithm>

#include "base/text.h"
#include "base/time.h"

namespace tocsin::notify {
namespace {

std::string dump(const OrderedJson& value) {
  return value.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

OrderedJson data_of(const Notice& n) {
  OrderedJson data{{"purpose", word(n.purpose)},
                   {"title", n.title},
                   {"body", n.body},
                   {"priority", n.priority},
                   {"priority_name", priority_name(n.priority)}};
  if (!n.alert_public_id.empty()) data["alert"] = n.alert_public_id;
  data["subject"] = {{"type", n.subject.type}, {"id", n.subject.id}};
  data["since"] = format_instant(n.since);
  if (n.unanswered) {
    const auto so_long = std::chrono::floor<std::chrono::seconds>(n.unanswered->for_so_long);
    data["escalation"] = {{"unanswered_seconds", so_long.count()},
                          {"missed_steps", n.unanswered->missed}};
  }
  data["labels"] = OrderedJson(n.labels);
  data["metadata"] = OrderedJson(n.metadata);
  return data;
}

}  // namespace

std::string payload_of(const Writing& writing, std::size_t limit) {
  const Notice& n = *writing.notice;
  OrderedJson payload{{"type", n.kind}, {"timestamp", format_instant(n.since)}};
  payload["data"] = data_of(n);
  if (!writing.contact_of.empty()) payload["data"]["emergency_contact_of"] = writing.contact_of;
  if (!writing.message.empty()) payload["data"]["message"] = writing.message;
  for (const Notice* merged : writing.merged) {
    OrderedJson one = data_of(*merged);
    one["type"] = merged->kind;
    one.erase("metadata");
    payload["data"]["merged"].push_back(std::move(one));
  }
  std::string text = dump(payload);
  if (text.size() <= limit) return text;
  OrderedJson& data = payload["data"];
  data.erase("metadata");
  data["truncated"] = true;
  text = dump(payload);
  if (text.size() <= limit) return text;
  if (data.contains("merged")) {
    // As many as fit, the first first.
    auto& merged = data["merged"].get_ref<OrderedJson::array_t&>();
    while (merged.size() > 1 && text.size() > limit) {
      const std::size_t over = text.size() - limit, each = text.size() / merged.size();
      merged.resize(merged.size() - std::clamp<std::size_t>(over / each, 1, merged.size() - 1));
      text = dump(payload);
    }
    if (text.size() <= limit) return text;
    data.erase("merged");
  }
  data.erase("labels");
  data["title"] = utf8_prefix(n.title, 300);
  const std::size_t bare = dump(payload).size() - std::min(n.body.size(), dump(payload).size());
  // Escaping may double what a character takes.
  data["body"] = utf8_prefix(n.body, limit > bare ? (limit - bare) / 2 : 0);
  return dump(payload);
}

}  // namespace tocsin::notify
