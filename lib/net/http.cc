#include "net/http.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace tocsin::net {
namespace {

constexpr std::array<std::string_view, 13> kOutcomeNames{
    "answered",           "refused_address", "dns_failed",     "connect_failed", "tls_failed",
    "timed_out_before",   "timed_out_after", "reset_before",   "reset_after",    "too_large",
    "too_many_redirects", "protocol_error",  "refused_request"};

// Takes the next line off the front, without its end.
std::string_view next_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return line;
}

}  // namespace

std::string_view name_of(TransferOutcome outcome) {
  return kOutcomeNames.at(static_cast<std::size_t>(outcome));
}

std::optional<TransferOutcome> outcome_of(std::string_view name) {
  const auto* found = std::find(kOutcomeNames.begin(), kOutcomeNames.end(), name);
  if (found == kOutcomeNames.end()) return std::nullopt;
  return static_cast<TransferOutcome>(found - kOutcomeNames.begin());
}

bool is_uncertain(TransferOutcome outcome) {
  switch (outcome) {
    case TransferOutcome::timed_out_after:
    case TransferOutcome::reset_after:
    case TransferOutcome::too_large:
    case TransferOutcome::protocol_error:
      return true;
    default:
      return false;
  }
}

void ResponseHeaders::append_line(std::string_view line) {
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  if (line.empty()) return;
  raw_ += line;
  raw_ += '\n';
}

std::optional<std::string_view> ResponseHeaders::find(std::string_view name) const {
  std::string_view rest = raw_;
  while (!rest.empty()) {
    const std::string_view line = next_line(rest);
    if (line.size() > name.size() && line[name.size()] == ':' &&
        equal_ignoring_case(line.substr(0, name.size()), name)) {
      return trim(line.substr(name.size() + 1));
    }
  }
  return std::nullopt;
}

void ResponseHeaders::each(std::string_view name,
                           const std::function<void(std::string_view)>& use) const {
  std::string_view rest = raw_;
  while (!rest.empty()) {
    const std::string_view line = next_line(rest);
    if (line.size() > name.size() && line[name.size()] == ':' &&
        equal_ignoring_case(line.substr(0, name.size()), name)) {
      use(trim(line.substr(name.size() + 1)));
    }
  }
}

std::vector<Header> ResponseHeaders::list() const {
  std::vector<Header> all;
  std::string_view rest = raw_;
  while (!rest.empty()) {
    const std::string_view line = next_line(rest);
    const std::size_t colon = line.find(':');
    if (colon == line.npos) continue;
    all.push_back(
        {std::string(trim(line.substr(0, colon))), std::string(trim(line.substr(colon + 1)))});
  }
  return all;
}

std::string_view HttpResponse::content_type() const {
  const std::string_view value = headers.find("Content-Type").value_or("");
  return trim(value.substr(0, value.find(';')));
}

std::string_view HttpResponse::charset() const {
  std::string_view rest = headers.find("Content-Type").value_or("");
  while (true) {
    const std::size_t semicolon = rest.find(';');
    if (semicolon == rest.npos) return "";
    rest.remove_prefix(semicolon + 1);
    const std::string_view parameter = trim(rest.substr(0, rest.find(';')));
    constexpr std::string_view kName = "charset=";
    if (!equal_ignoring_case(parameter.substr(0, kName.size()), kName)) continue;
    std::string_view value = trim(parameter.substr(kName.size()));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
      value = value.substr(1, value.size() - 2);
    }
    return value;
  }
}

}  // namespace tocsin::net
