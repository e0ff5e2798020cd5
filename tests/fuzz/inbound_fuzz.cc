// What comes by the way in: variables of a request, forms of both kinds, links, and events of any
// bytes are refused or read, never worse. The first line is a path, the second a header's value,
// the rest a body.
//
// links: tocsin_inbound
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/digest.h"
#include "inbound/answer.h"
#include "inbound/form.h"
#include "inbound/request.h"
#include "inbound/verify.h"
#include "model/button.h"
#include "model/link.h"
#include "model/receipt.h"

namespace {

using namespace tocsin;

std::string_view line(std::string_view& rest) {
  const auto end = std::min(rest.find('\n'), rest.size());
  const std::string_view out = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return out;
}

void read_as_link(std::string_view token) {
  static const KeyRing keys = KeyRing::from_text(to_base64(sha256("fuzz")));
  const CheckedLink link = check_link(keys, LinkPurpose::unsubscribe, token, Instant{});
  // Nobody guesses a signature.
  if (link.state != LinkState::forged) std::abort();
  if (check_acting_link(keys, token, Instant{}).state != LinkState::forged) std::abort();
  // Whatever is read is written again as the same.
  const auto button = button_from(token);
  if (button && !button_from(button_data(button->act, button->alert))) std::abort();
}

void read_as_form(std::string_view type, std::string_view body) {
  const auto form = inbound::parse_form(body);
  if (form && form->size() > inbound::kMostFields) std::abort();
  (void)inbound::parse_multipart(type, body);
  if (form && inbound::is_from_twilio("token", "https://example.org/", *form, type)) std::abort();
}

void read_as_event(std::string_view body) {
  std::string why;
  const auto event = parse_json(body, why);
  if (!event) return;
  (void)resend_receipt(*event, Instant{});
  (void)webhook_receipt(*event, Instant{});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const std::string path(line(rest)), value(line(rest));
  const auto request = inbound::read_request({{"REQUEST_METHOD", "POST"},
                                              {"PATH_INFO", path},
                                              {"QUERY_STRING", value},
                                              {"CONTENT_TYPE", value},
                                              {"CONTENT_LENGTH", value},
                                              {"REMOTE_ADDR", value},
                                              {"HTTP_X_FORWARDED_FOR", value}});
  if (request) {
    if (request->path.find_first_of("\r\n") != std::string::npos) std::abort();
    const auto caller = inbound::caller_of(*request, {*net::Network::parse("0.0.0.0/0")});
    if (caller && inbound::counted_as(*caller).empty()) std::abort();
  }
  read_as_link(path.substr(path.rfind('/') == path.npos ? 0 : path.rfind('/') + 1));
  read_as_form(value, rest);
  read_as_event(rest);
  // Whatever a page says, its head ends where it should.
  const std::string page = inbound::as_cgi(inbound::page(200, path, value), true);
  if (page.find("\r\n\r\n") != page.size() - 4) std::abort();
  return 0;
}
