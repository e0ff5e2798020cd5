#include "notify/channels/twilio_answer.h"

#include "base/json.h"
#include "net/http_time.h"
#include "notify/channels/api.h"

namespace tocsin::notify {
namespace {

constexpr JsonLimits kLimits{2U << 20, 16};

int code_at(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number_integer()) return 0;
  const auto code = found->get<std::int64_t>();
  return code > 0 && code < 1'000'000 ? static_cast<int>(code) : 0;
}

// "Fri, 24 May 2019 17:44:46 +0000": as HTTP's dates but for the zone.
std::optional<Instant> date_at(const Json& object, const char* name) {
  std::string text = text_in(object, name);
  if (text.ends_with(" +0000")) text.replace(text.size() - 5, 5, "GMT");
  return net::parse_http_date(text, {});
}

}  // namespace

std::optional<TwilioAnswer> read_twilio_answer(std::string_view body) {
  std::string why;
  const auto json = parse_json(body, why, kLimits);
  if (!json || !json->is_object()) return std::nullopt;
  TwilioAnswer out{text_in(*json, "sid"), text_in(*json, "status"), code_at(*json, "code"),
                   one_line(text_in(*json, "message"))};
  // A resource that failed at once names its error so.
  if (out.code == 0) out.code = code_at(*json, "error_code");
  if (out.message.empty()) out.message = one_line(text_in(*json, "error_message"));
  return out;
}

std::optional<TwilioList> read_twilio_list(std::string_view body, const char* name) {
  std::string why;
  const auto json = parse_json(body, why, kLimits);
  if (!json || !json->is_object()) return std::nullopt;
  const auto list = json->find(name);
  if (list == json->end() || !list->is_array()) return std::nullopt;
  TwilioList out;
  out.more = !text_in(*json, "next_page_uri").empty();
  for (const Json& item : *list) {
    if (!item.is_object()) continue;
    const auto created = date_at(item, "date_created");
    TwilioListed one{text_in(item, "sid"),
                     text_in(item, "status"),
                     text_in(item, "body"),
                     code_at(item, "error_code"),
                     text_in(item, "direction").starts_with("outbound"),
                     created.value_or(Instant{})};
    if (created && !one.sid.empty()) out.items.push_back(std::move(one));
  }
  return out;
}

}  // namespace tocsin::notify
